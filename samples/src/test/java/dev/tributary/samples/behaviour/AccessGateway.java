package dev.tributary.samples.behaviour;

import dev.tributary.auth.Caller;
import dev.tributary.execute.Authorization;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real engine before subgraphs that are in memory, and a note of all that they are asked. */
final class AccessGateway {

  private final Context context;
  private final Map<String, DataSubgraph> subgraphs;
  private final Engine engine;
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  AccessGateway(
      Vertx vertx,
      Supergraph supergraph,
      Map<String, DataSubgraph> subgraphs,
      Authorization authorization) {
    this.context = vertx.getOrCreateContext();
    this.subgraphs = subgraphs;
    this.engine = new Engine(this::send, EngineOptions.DEFAULT.with(authorization));
    engine.serve(supergraph);
  }

  /**
   * @param calls the text of each request to a subgraph, sorted
   */
  record Result(GraphQlAnswer answer, List<String> calls) {
    String text() {
      return answer.body().toString();
    }
  }

  Result answer(String document, @Nullable JsonObject variables, Caller caller) {
    calls.clear();
    GraphQlRequest request =
        new GraphQlRequest(document, null, variables == null ? null : variables.toBuffer(), false);
    Promise<GraphQlAnswer> answer = Promise.promise();
    context.runOnContext(
        now -> {
          RequestScope scope =
              new RequestScope(
                  context,
                  MultiMap.caseInsensitiveMultiMap(),
                  System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
          scope.calledBy(caller);
          engine.answer(request, scope).onComplete(answer);
        });
    GraphQlAnswer answered = answer.future().await();
    return new Result(answered, calls.stream().sorted().toList());
  }

  private Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    JsonObject request = body.toJsonObject();
    JsonObject variables = request.getJsonObject("variables", new JsonObject());
    String name = step.subgraph().name();
    calls.add(
        name
            + " "
            + request.getString("query")
            + (variables.isEmpty() ? "" : " " + variables.encode()));
    DataSubgraph subgraph = Objects.requireNonNull(subgraphs.get(name));
    Map<String, Object> answer = subgraph.answer(request.getString("query"), variables.getMap());
    return Future.succeededFuture(Buffer.buffer(JsonText.compact(answer)));
  }
}
