package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Makes the calls of one request, and remembers them. */
final class NotedCalls implements Upstream {

  private final Upstream upstream;
  private final List<Noted> made = new ArrayList<>();

  NotedCalls(Upstream upstream) {
    this.upstream = upstream;
  }

  /**
   * One call.
   *
   * @param answer not yet complete, perhaps
   */
  record Noted(FetchStep step, Buffer body, Future<Buffer> answer) {}

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    Future<Buffer> answer = upstream.send(step, body, scope);
    made.add(new Noted(step, body, answer));
    return answer;
  }

  /** The same, but what has been sent is not sent again: its answer is handed on, once. */
  Future<Buffer> again(FetchStep step, Buffer body, RequestScope scope) {
    for (int i = 0; i < made.size(); i++) {
      Noted call = made.get(i);
      if (call.step == step && call.body.equals(body)) {
        made.remove(i);
        return call.answer;
      }
    }
    return upstream.send(step, body, scope);
  }

  /** In the order in which they were made. */
  List<Noted> made() {
    return made;
  }

  boolean isAllAnswered() {
    return made.stream().allMatch(call -> call.answer.succeeded());
  }

  /** How much was sent and received; all calls have been answered. */
  long bytes() {
    long bytes = 0;
    for (Noted call : made) {
      bytes += call.body.length() + call.answer.result().length();
    }
    return bytes;
  }
}
