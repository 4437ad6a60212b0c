package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Services that answer what a test says, and remember what they were asked. */
final class FakeUpstream implements Upstream {

  /** A call that was made. */
  record Call(String service, String body) {}

  private final Map<String, List<Future<Buffer>>> answers = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  /** The service's next answer. */
  FakeUpstream answers(String service, String json) {
    return add(service, Future.succeededFuture(Buffer.buffer(json)));
  }

  FakeUpstream answers(String service, byte[] json) {
    return add(service, Future.succeededFuture(Buffer.buffer(json)));
  }

  FakeUpstream fails(String service, UpstreamFailure.Code code, String message) {
    return add(service, Future.failedFuture(new UpstreamFailure(code, message)));
  }

  FakeUpstream add(String service, Future<Buffer> answer) {
    answers.computeIfAbsent(service, key -> new ArrayList<>()).add(answer);
    return this;
  }

  /** The service's next answer comes when the promise is completed. */
  Promise<Buffer> later(String service) {
    Promise<Buffer> promise = Promise.promise();
    add(service, promise.future());
    return promise;
  }

  List<Call> calls() {
    return calls;
  }

  /** The bodies sent to one service. */
  List<String> bodies(String service) {
    return calls.stream().filter(call -> call.service().equals(service)).map(Call::body).toList();
  }

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    String service = step.subgraph().name();
    calls.add(new Call(service, body.toString()));
    List<Future<Buffer>> left = answers.getOrDefault(service, List.of());
    if (left.isEmpty()) {
      throw new AssertionError(service + " was asked once too often: " + body);
    }
    return left.removeFirst();
  }
}
