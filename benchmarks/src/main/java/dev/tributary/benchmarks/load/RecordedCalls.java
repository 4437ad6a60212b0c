package dev.tributary.benchmarks.load;

import dev.tributary.execute.Upstream;
import dev.tributary.plan.FetchStep;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.upstream.ServiceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The upstream calls that Tributary makes for one operation, learnt by answering it once. */
public final class RecordedCalls {

  /** One request to a service, ready to be sent again. */
  record Call(RequestOptions target, Buffer body) {}

  private record Sent(FetchStep step, Buffer body, Buffer answer) {}

  private final Map<Integer, Sent> sent = new ConcurrentHashMap<>();

  private RecordedCalls() {}

  /**
   * @param supergraph SDL with the services' addresses
   * @return the calls by stage: those of one stage can be made at once, those of the next need what
   *     they bring
   */
  static List<List<Call>> stages(Vertx vertx, String supergraph, String operation) {
    return record(vertx, supergraph, operation).stages();
  }

  /**
   * @return answers that operation's calls, and no others, from memory and at once
   */
  public static Upstream replayed(Vertx vertx, String supergraph, String operation) {
    Map<Integer, Sent> sent = record(vertx, supergraph, operation).sent;
    List<Future<Buffer>> answers = new ArrayList<>();
    for (int id = 0; id < sent.size(); id++) {
      answers.add(Future.succeededFuture(Objects.requireNonNull(sent.get(id)).answer()));
    }
    return (step, body, scope) -> answers.get(step.id());
  }

  private static RecordedCalls record(Vertx vertx, String supergraph, String operation) {
    RecordedCalls recorded = new RecordedCalls();
    InProcessGateway gateway =
        new InProcessGateway(vertx, supergraph, ServiceOptions.defaults(), recorded::around);
    Buffer answer = gateway.answer(operation, Map.of()).await().body();
    if (recorded.sent.isEmpty()) {
      throw new IllegalStateException("No service was asked: " + answer);
    }
    gateway.close().await();
    return recorded;
  }

  private Upstream around(Upstream services) {
    return (step, body, scope) -> {
      Buffer request = body.copy();
      return services
          .send(step, body, scope)
          .onSuccess(answer -> sent.put(step.id(), new Sent(step, request, answer)));
    };
  }

  private List<List<Call>> stages() {
    Map<Integer, Integer> stageOf = new TreeMap<>();
    List<List<Call>> stages = new ArrayList<>();
    for (Sent one : new TreeMap<>(sent).values()) {
      int stage =
          one.step().dependsOn().stream()
              .mapToInt(id -> stageOf.getOrDefault(id, -1) + 1)
              .max()
              .orElse(0);
      stageOf.put(one.step().id(), stage);
      while (stages.size() <= stage) {
        stages.add(new ArrayList<>());
      }
      stages.get(stage).add(call(one));
    }
    return stages;
  }

  private static Call call(Sent one) {
    RequestOptions target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(Objects.requireNonNull(one.step().subgraph().url()))
            .putHeader("content-type", "application/json")
            .putHeader("accept", "application/json");
    return new Call(target, one.body());
  }
}
