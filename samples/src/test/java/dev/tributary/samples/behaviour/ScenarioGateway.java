package dev.tributary.samples.behaviour;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.MessagePolicy;
import dev.tributary.execute.RequestScope;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.FetchStep;
import dev.tributary.samples.behaviour.Scenario.Reply;
import dev.tributary.samples.behaviour.Scenario.Request;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.Services;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The subgraphs of a scenario, each behind a port of its own, and the engine before them. */
final class ScenarioGateway {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  private final SequencedMap<String, ScenarioServer> servers = new LinkedHashMap<>();
  private final Context context;
  private final Services services;
  private final Supergraph supergraph;
  private final Map<Set<String>, Engine> engines = new HashMap<>();

  /** By step id; confined to the event loop of {@link #context} while a request runs. */
  private final Map<Integer, Integer> stages = new HashMap<>();

  /** What came out of a request, as text. */
  record Result(String answer, String calls) {}

  ScenarioGateway(Vertx vertx, Scenario scenario) {
    this.context = vertx.getOrCreateContext();
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

  /** An engine for which the progressive overrides of these labels apply. */
  private Engine engine(Set<String> overrideLabels) {
    EngineOptions options =
        new EngineOptions(
            OperationLimits.DEFAULT,
            true,
            1 << 20,
            0,
            100,
            1 << 20,
            overrideLabels,
            MessagePolicy.PASS);
    Engine engine = new Engine(this::send, options);
    engine.serve(supergraph);
    return engine;
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

  Result run(Request request) {
    for (Reply reply : request.replies()) {
      Objects.requireNonNull(servers.get(reply.subgraph())).replyNext(reply);
    }
    Buffer variables = request.variables().isEmpty() ? null : Buffer.buffer(request.variables());
    GraphQlRequest asked = new GraphQlRequest(request.operation(), null, variables, false);
    Engine engine = engines.computeIfAbsent(request.labels(), this::engine);
    GraphQlAnswer answer = answer(engine, asked).await();
    List<String> calls =
        servers.values().stream().flatMap(server -> server.takeCalls().stream()).sorted().toList();
    int unused = servers.values().stream().mapToInt(ScenarioServer::takeReplies).sum();
    if (unused > 0) {
      throw new AssertionError(unused + " replies that nothing asked for");
    }
    int depth = stages.values().stream().mapToInt(stage -> stage).max().orElse(0);
    return new Result(
        JsonText.pretty(answer.body().toString()),
        "stages: %d%s"
            .formatted(
                depth, calls.stream().map(call -> "\n" + call).collect(Collectors.joining())));
  }

  private Future<GraphQlAnswer> answer(Engine engine, GraphQlRequest request) {
    Promise<GraphQlAnswer> answer = Promise.promise();
    context.runOnContext(
        now -> {
          stages.clear();
          long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
          MultiMap headers = MultiMap.caseInsensitiveMultiMap();
          engine.answer(request, new RequestScope(context, headers, deadline)).onComplete(answer);
        });
    return answer.future();
  }
}
