package dev.tributary.samples.behaviour;

import dev.tributary.auth.Authenticator;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.MessagePolicy;
import dev.tributary.execute.RequestScope;
import dev.tributary.http.GraphQlRoutes;
import dev.tributary.http.GraphQlServer;
import dev.tributary.http.HttpOptions;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.samples.behaviour.Scenario.Reply;
import dev.tributary.samples.behaviour.Scenario.Request;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.Services;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The subgraphs of a scenario, each behind a port of its own, and a gateway before them. */
final class ScenarioGateway {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Vertx vertx;
  private final SequencedMap<String, ScenarioServer> servers = new LinkedHashMap<>();
  private final Services services;
  private final Supergraph supergraph;

  /** The gateway's endpoints, by the override labels that are switched on. */
  private final Map<Set<String>, URI> endpoints = new HashMap<>();

  /** By step id: written by the gateway's event loop, read when the request has been answered. */
  private final Map<Integer, Integer> stages = new ConcurrentHashMap<>();

  /** What came out of a request, as text. */
  record Result(String answer, String calls) {}

  ScenarioGateway(Vertx vertx, Scenario scenario) {
    this.vertx = vertx;
    AtomicInteger counter = new AtomicInteger();
    List<SubgraphSource> sources = new ArrayList<>();
    scenario
        .subgraphs()
        .forEach(
            (name, sdl) -> {
              Things things =
                  new Things(scenario.data(), scenario.ownData().getOrDefault(name, ""));
              ScenarioServer server =
                  new ScenarioServer(vertx, name, new DataSubgraph(sdl, things, counter));
              servers.put(name, server);
              String url = "http://127.0.0.1:" + server.start().await() + "/graphql";
              sources.add(new SubgraphSource(name, url, sdl));
            });
    this.services =
        new Services(
            vertx,
            (subgraph, clients) ->
                new GraphQlUpstream(clients, subgraph, ServiceOptions.defaults()));
    this.supergraph = SupergraphReader.read(compose(sources));
  }

  /** Starts a gateway for which the progressive overrides of these labels apply. */
  private URI start(Set<String> overrideLabels) {
    EngineOptions options =
        new EngineOptions(
            OperationLimits.DEFAULT,
            true,
            1 << 20,
            0,
            100,
            1 << 20,
            overrideLabels,
            PlannerOptions.DEFAULT,
            MessagePolicy.PASS);
    Engine engine = new Engine(this::send, options);
    engine.serve(supergraph);
    HttpOptions http = HttpOptions.defaults();
    Router router = Router.router(vertx);
    new GraphQlRoutes(vertx, engine, Authenticator.none(), http, () -> true).addTo(router);
    int port = GraphQlServer.listen(vertx, http, router, "127.0.0.1", 0).await().actualPort();
    return URI.create("http://127.0.0.1:" + port + http.path());
  }

  private Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    int before =
        step.dependsOn().stream().mapToInt(id -> stages.getOrDefault(id, 0)).max().orElse(0);
    stages.put(step.id(), before + 1);
    return services.send(step, body, scope);
  }

  private static String compose(List<SubgraphSource> sources) {
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new AssertionError(failed.errors().toString());
    };
  }

  Supergraph supergraph() {
    return supergraph;
  }

  Result run(Request request) {
    for (Reply reply : request.replies()) {
      Objects.requireNonNull(servers.get(reply.subgraph())).replyNext(reply);
    }
    stages.clear();
    String answer = post(endpoints.computeIfAbsent(request.labels(), this::start), request);
    List<String> calls =
        servers.values().stream().flatMap(server -> server.takeCalls().stream()).sorted().toList();
    int unused = servers.values().stream().mapToInt(ScenarioServer::takeReplies).sum();
    if (unused > 0) {
      throw new AssertionError(unused + " replies that nothing asked for");
    }
    int depth = stages.values().stream().mapToInt(stage -> stage).max().orElse(0);
    return new Result(
        JsonText.pretty(answer),
        "stages: %d%s"
            .formatted(
                depth, calls.stream().map(call -> "\n" + call).collect(Collectors.joining())));
  }

  private static String post(URI endpoint, Request request) {
    JsonObject body = new JsonObject().put("query", request.operation());
    if (!request.variables().isEmpty()) {
      body.put("variables", new JsonObject(request.variables()));
    }
    HttpRequest posted =
        HttpRequest.newBuilder(endpoint)
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    return CLIENT.sendAsync(posted, BodyHandlers.ofString()).join().body();
  }
}
