package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.KnownRun.Call;
import dev.tributary.plan.FetchStep;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * One request's run along a known run of the same operation with the same variables. All calls are
 * made, as they always are; but nothing is read, merged or written as long as every answer is, byte
 * for byte, what it was: then it is known what is asked next, and what the client is answered.
 *
 * <p>With the first answer that differs, or does not come, the request is run as if nothing had
 * been known, over the calls that have been made by then: none is made twice.
 *
 * <p>Confined to the request's event loop.
 */
final class Rerun {

  private final KnownRun known;
  private final CompiledOperation operation;
  private final Upstream upstream;
  private final RequestScope scope;
  private final Spending spending;
  private final Function<Upstream, Future<GraphQlAnswer>> anew;
  private final Promise<GraphQlAnswer> answer = Promise.promise();
  private final List<Made> made = new ArrayList<>();
  private final Queue<StepProgram> ready = new ArrayDeque<>();
  private final int[] waitingFor;
  private final int[] calls;
  private int open;
  private boolean proceeding;
  private boolean differs;

  private record Made(StepProgram step, Buffer body, Future<Buffer> answer) {}

  private Rerun(
      KnownRun known,
      CompiledOperation operation,
      Upstream upstream,
      RequestScope scope,
      Spending spending,
      Function<Upstream, Future<GraphQlAnswer>> anew) {
    this.known = known;
    this.operation = operation;
    this.upstream = upstream;
    this.scope = scope;
    this.spending = spending;
    this.anew = anew;
    this.open = operation.steps().size();
    this.waitingFor = new int[open];
    this.calls = new int[open];
  }

  /**
   * Runs an operation along a known run of it.
   *
   * @param spending refuses nothing
   * @param anew runs the operation from its beginning, when it is not answered the same
   */
  static Future<GraphQlAnswer> along(
      KnownRun known,
      CompiledOperation operation,
      Upstream upstream,
      RequestScope scope,
      Spending spending,
      Function<Upstream, Future<GraphQlAnswer>> anew) {
    Rerun rerun = new Rerun(known, operation, upstream, scope, spending, anew);
    rerun.start();
    return rerun.answer.future();
  }

  private void start() {
    for (StepProgram step : operation.steps()) {
      waitingFor[step.id()] = step.dependencies();
      if (step.dependencies() == 0) {
        ready.add(step);
      }
    }
    proceed();
  }

  /** A loop and not recursion, as in {@link Execution}. */
  private void proceed() {
    if (proceeding) {
      return;
    }
    proceeding = true;
    for (StepProgram step = ready.poll(); step != null && !differs; step = ready.poll()) {
      begin(step);
    }
    proceeding = false;
    if (differs) {
      runAnew();
    } else if (open == 0) {
      finish();
    }
  }

  /** Its conditions need no look: they depend on variables, so that it was begun as it is now. */
  private void begin(StepProgram step) {
    List<Call> known = this.known.calls().get(step.id());
    if (known.isEmpty()) {
      ended(step);
      return;
    }
    calls[step.id()] = known.size();
    for (Call call : known) {
      if (scope.isCancelled() || scope.remainingNanos() <= 0) {
        differs = true;
        return;
      }
      Buffer body = wrapped(call.body());
      Future<Buffer> answered = upstream.send(step.step(), body, scope);
      made.add(new Made(step, body, answered));
      answered.onComplete(result -> answered(step, call, result));
    }
  }

  private void answered(StepProgram step, Call call, AsyncResult<Buffer> result) {
    if (differs) {
      return;
    }
    if (result.failed() || !call.isAnsweredBy(AnswerBytes.of(result.result()))) {
      differs = true;
    } else if (--calls[step.id()] == 0) {
      ended(step);
    }
    proceed();
  }

  private void ended(StepProgram step) {
    open--;
    for (int id : step.dependents()) {
      if (--waitingFor[id] == 0) {
        ready.add(operation.steps().get(id));
      }
    }
  }

  private void finish() {
    for (Made call : made) {
      spending.answered(call.step, AnswerBytes.of(call.answer.result()));
    }
    scope.record().fetched();
    scope.record().projected();
    answer.complete(new GraphQlAnswer(Outcome.EXECUTED, wrapped(known.answer())));
  }

  private void runAnew() {
    anew.apply(this::sendOnce).onComplete(answer);
  }

  private Future<Buffer> sendOnce(FetchStep step, Buffer body, RequestScope request) {
    for (int i = 0; i < made.size(); i++) {
      Made call = made.get(i);
      if (call.step.step() == step && call.body.equals(body)) {
        made.remove(i);
        return call.answer;
      }
    }
    return upstream.send(step, body, request);
  }

  private static Buffer wrapped(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
