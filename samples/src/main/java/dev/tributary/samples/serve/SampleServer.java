package dev.tributary.samples.serve;

import graphql.GraphQL;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.graphql.GraphQLHandler;
import io.vertx.ext.web.handler.graphql.ws.GraphQLWSHandler;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dataloader.DataLoaderRegistry;

/** Starts the HTTP server of one service. */
public final class SampleServer {

  /** Lists of representations can be long. */
  private static final long LARGEST_BODY = 16 << 20;

  private SampleServer() {}

  /**
   * Serves {@code POST /graphql}, and subscriptions over WebSockets there.
   *
   * @param port 0 for any free one
   * @param dataLoaders called once per request
   */
  public static Future<HttpServer> graphQl(
      Vertx vertx, int port, GraphQL graphQl, Supplier<DataLoaderRegistry> dataLoaders) {
    GraphQLHandler handler =
        GraphQLHandler.builder(graphQl)
            .beforeExecute(request -> request.builder().dataLoaderRegistry(dataLoaders.get()))
            .build();
    GraphQLWSHandler sockets =
        GraphQLWSHandler.builder(graphQl)
            .beforeExecute(request -> request.builder().dataLoaderRegistry(dataLoaders.get()))
            .build();
    return routes(
        vertx,
        port,
        router -> router.get("/graphql").handler(sockets),
        router -> router.post("/graphql").handler(handler));
  }

  /**
   * Serves {@code routes}, which find their request's body read already.
   *
   * @param port 0 for any free one
   */
  public static Future<HttpServer> routes(Vertx vertx, int port, Consumer<Router> routes) {
    return routes(vertx, port, router -> {}, routes);
  }

  /**
   * @param upgrades what must come before a body is read
   */
  private static Future<HttpServer> routes(
      Vertx vertx, int port, Consumer<Router> upgrades, Consumer<Router> routes) {
    Router router = Router.router(vertx);
    Behaviour behaviour = new Behaviour(vertx);
    behaviour.mount(router);
    upgrades.accept(router);
    router
        .route()
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
        .handler(behaviour::before);
    routes.accept(router);
    HttpServerOptions options =
        new HttpServerOptions()
            .setPort(port)
            .setCompressionSupported(false)
            .setWebSocketSubProtocols(List.of("graphql-transport-ws"));
    return vertx.createHttpServer(options).requestHandler(router).listen();
  }
}
