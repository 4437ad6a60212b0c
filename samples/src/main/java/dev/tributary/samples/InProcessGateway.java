package dev.tributary.samples;

import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.RestOptions;
import dev.tributary.upstream.RestService;
import dev.tributary.upstream.RestUpstream;
import dev.tributary.upstream.ServiceClients;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.Services;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A gateway without its own HTTP side: requests are handed over in this process, services are
 * reached as always. For tests and benchmarks of what lies between. One event loop.
 */
public final class InProcessGateway {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  private final Context context;
  private final Map<String, RestService> restServices = new ConcurrentHashMap<>();
  private final Services services;
  private final Engine engine;
  private final ConnectorExpansion expansion;
  private final ServiceOptions options;
  private final Function<ServiceOptions, RestOptions> rest;

  /** Reaches the services as the gateway does that is not told otherwise. */
  public InProcessGateway(Vertx vertx, String supergraph) {
    this(vertx, supergraph, ServiceOptions.defaults());
  }

  /**
   * @param supergraph SDL; what it says of addresses holds
   * @param options how every service is reached
   */
  public InProcessGateway(Vertx vertx, String supergraph, ServiceOptions options) {
    this(vertx, supergraph, options, services -> services);
  }

  /**
   * @param around what is called in the services' place, such as one that listens to what is sent
   */
  public InProcessGateway(
      Vertx vertx, String supergraph, ServiceOptions options, UnaryOperator<Upstream> around) {
    this(vertx, supergraph, options, around, RestOptions::of);
  }

  /**
   * @param rest how REST services are reached, made of how services are
   */
  public InProcessGateway(
      Vertx vertx,
      String supergraph,
      ServiceOptions options,
      UnaryOperator<Upstream> around,
      Function<ServiceOptions, RestOptions> rest) {
    this.options = options;
    this.rest = rest;
    context = vertx.getOrCreateContext();
    expansion = Connectors.expand(SupergraphReader.read(supergraph));
    services = new Services(vertx, this::reach);
    engine = new Engine(around.apply(services), EngineOptions.DEFAULT);
    engine.serve(expansion.supergraph());
  }

  /**
   * Answers one request, whatever thread it comes from.
   *
   * @param variables JSON-able
   */
  public Future<GraphQlAnswer> answer(String document, Map<String, @Nullable Object> variables) {
    Buffer json = new JsonObject(variables).toBuffer();
    GraphQlRequest request = new GraphQlRequest(document, null, json, false);
    Promise<GraphQlAnswer> answer = Promise.promise();
    context.runOnContext(
        now -> {
          long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
          MultiMap headers = MultiMap.caseInsensitiveMultiMap();
          engine.answer(request, new RequestScope(context, headers, deadline)).onComplete(answer);
        });
    return answer.future();
  }

  /** Closes the connections to the services. */
  public Future<Void> close() {
    return services.close();
  }

  private Upstream reach(Subgraph subgraph, ServiceClients clients) {
    return expansion.connectors().containsKey(subgraph.id())
        ? new RestUpstream(
            clients,
            expansion,
            subgraph,
            restServices.computeIfAbsent(
                subgraph.service(), name -> new RestService(name, rest.apply(options))))
        : new GraphQlUpstream(clients, subgraph, options);
  }
}
