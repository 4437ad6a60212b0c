package dev.tributary.execute;

import dev.tributary.execute.NotedCalls.Noted;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run that went without errors: what was asked and answered, and what came of it. What comes of a
 * run depends on the operation, its variables and the answers of services, and on nothing else; so
 * one that is answered the same comes to the same.
 *
 * @param calls by the number of their step: none where nothing was to be asked
 * @param answer the client's
 */
record KnownRun(List<List<Call>> calls, byte[] answer) {

  private static final int OVERHEAD = 64;

  /**
   * One call to a service.
   *
   * @param body what was sent
   * @param answer what came back
   */
  record Call(byte[] body, byte[] answer) {

    boolean isAnsweredBy(AnswerBytes bytes) {
      return Arrays.equals(bytes.array(), bytes.start(), bytes.end(), answer, 0, answer.length);
    }
  }

  /**
   * @param made its calls; all have been answered
   */
  static KnownRun of(CompiledOperation operation, List<Noted> made, Buffer answer) {
    List<List<Call>> calls = new ArrayList<>();
    operation.steps().forEach(step -> calls.add(new ArrayList<>(1)));
    for (Noted call : made) {
      calls
          .get(call.step().id())
          .add(new Call(call.body().getBytes(), call.answer().result().getBytes()));
    }
    return new KnownRun(calls, answer.getBytes());
  }

  /** Bytes of memory, roughly. */
  int weight() {
    long weight = OVERHEAD + answer.length;
    for (List<Call> step : calls) {
      for (Call call : step) {
        weight += OVERHEAD + call.body.length + call.answer.length;
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }
}
