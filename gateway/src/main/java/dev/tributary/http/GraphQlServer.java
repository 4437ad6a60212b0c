package dev.tributary.http;

import dev.tributary.http.Refusal.Code;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 and HTTP/2 server that holds the limits of {@link HttpOptions}. */
public final class GraphQlServer {

  private static final Logger log = LoggerFactory.getLogger(GraphQlServer.class);

  private GraphQlServer() {}

  /**
   * Begins to listen. Called once per event loop that is to serve, from a verticle of its own; they
   * share the port.
   *
   * @param port -1 for any free one, the same for all event loops: {@link HttpServer#actualPort}
   */
  public static Future<HttpServer> listen(
      Vertx vertx, HttpOptions options, Handler<HttpServerRequest> router, String host, int port) {
    return listen(vertx, options, null, router, host, port);
  }

  /**
   * The same over TLS.
   *
   * @param tls null for clear text
   */
  public static Future<HttpServer> listen(
      Vertx vertx,
      HttpOptions options,
      @Nullable ServerTls tls,
      Handler<HttpServerRequest> router,
      String host,
      int port) {
    return listen(vertx, options, ConnectionGuard.of(options), tls, router, host, port);
  }

  /**
   * The same within limits that several event loops have together.
   *
   * @param guard one for all of a gateway's servers
   * @param router answers requests
   * @param tls null for clear text
   */
  public static Future<HttpServer> listen(
      Vertx vertx,
      HttpOptions options,
      ConnectionGuard guard,
      @Nullable ServerTls tls,
      Handler<HttpServerRequest> router,
      String host,
      int port) {
    HttpServerOptions plain = options.serverOptions();
    ConnectionGuard.Loop connections = guard.begin(vertx);
    return vertx
        .createHttpServer(tls == null ? plain : tls.applyTo(plain))
        .requestHandler(
            request -> {
              connections.used(request.connection());
              SecurityHeaders.add(request);
              // The router would report a client's broken escape as a fault of ours.
              if (hasBrokenEscape(request.path())) {
                refuse(request, new Refusal(Code.MALFORMED_HTTP, "The path is not valid."));
              } else {
                router.handle(request);
              }
            })
        .invalidRequestHandler(request -> refuse(request, refusal(request.decoderResult().cause())))
        .connectionHandler(connections::opened)
        .exceptionHandler(broken -> log.debug("A client's connection broke", broken))
        .listen(port, host);
  }

  private static boolean hasBrokenEscape(@Nullable String path) {
    if (path == null) {
      return true;
    }
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      if (i + 2 >= path.length()
          || Character.digit(path.charAt(i + 1), 16) < 0
          || Character.digit(path.charAt(i + 2), 16) < 0) {
        return true;
      }
    }
    return false;
  }

  /** Answers what is not HTTP, or more of it than we take. */
  private static void refuse(HttpServerRequest request, Refusal refusal) {
    SecurityHeaders.add(request);
    request
        .response()
        .setStatusCode(refusal.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ResponseMedia.GRAPHQL_RESPONSE.contentType())
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(ErrorBody.of(List.of(refusal), ""))
        .onComplete(sent -> request.connection().close());
  }

  private static Refusal refusal(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line ->
          new Refusal(Code.URL_TOO_LONG, "The URL is too long. Send the operation with POST.");
      case TooLongHttpHeaderException header ->
          new Refusal(Code.HEADERS_TOO_LARGE, "The request's header fields are too large.");
      case TooLongFrameException frame ->
          new Refusal(Code.HEADERS_TOO_LARGE, "The request's header fields are too large.");
      default -> new Refusal(Code.MALFORMED_HTTP, "The request is not valid HTTP.");
    };
  }
}
