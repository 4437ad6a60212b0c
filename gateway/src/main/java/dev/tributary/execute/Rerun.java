package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.KnownRun.Call;
import dev.tributary.execute.NotedCalls.Noted;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
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
  private final NotedCalls calls;
  private final RequestScope scope;
  private final Spending spending;
  private final Function<Upstream, Future<GraphQlAnswer>> anew;
  private final Promise<GraphQlAnswer> answer = Promise.promise();
  private final StepSchedule schedule;
  private boolean proceeding;
  private boolean differs;

  private Rerun(
      KnownRun known,
      CompiledOperation operation,
      Upstream upstream,
      RequestScope scope,
      Spending spending,
      Function<Upstream, Future<GraphQlAnswer>> anew) {
    this.known = known;
    this.operation = operation;
    this.calls = new NotedCalls(upstream);
    this.scope = scope;
    this.spending = spending;
    this.anew = anew;
    this.schedule = new StepSchedule(operation.steps());
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
    rerun.proceed();
    return rerun.answer.future();
  }

  /** A loop and not recursion, as in {@link Execution}. */
  private void proceed() {
    if (proceeding) {
      return;
    }
    proceeding = true;
    try {
      StepProgram step = schedule.next();
      while (step != null && !differs) {
        begin(step);
        step = schedule.next();
      }
      if (differs) {
        anew.apply(calls::again).onComplete(answer);
      } else if (schedule.isDone()) {
        finish();
      }
    } catch (RuntimeException bug) {
      answer.tryFail(bug);
    } finally {
      proceeding = false;
    }
  }

  /** Its conditions need no look: they depend on variables, so that it was begun as it is now. */
  private void begin(StepProgram step) {
    List<Call> known = this.known.calls().get(step.id());
    schedule.calls(step, known.size());
    for (Call call : known) {
      if (scope.isCancelled() || scope.remainingNanos() <= 0) {
        differs = true;
        return;
      }
      calls
          .send(step.step(), wrapped(call.body()), scope)
          .onComplete(result -> answered(step, call, result));
    }
  }

  private void answered(StepProgram step, Call call, AsyncResult<Buffer> result) {
    if (differs) {
      return;
    }
    if (result.failed() || !call.isAnsweredBy(AnswerBytes.of(result.result()))) {
      differs = true;
    } else {
      schedule.callEnded(step);
    }
    proceed();
  }

  private void finish() {
    for (Noted call : calls.made()) {
      spending.answered(
          operation.steps().get(call.step().id()), AnswerBytes.of(call.answer().result()));
    }
    scope.record().fetched();
    scope.record().projected();
    answer.tryComplete(new GraphQlAnswer(Outcome.EXECUTED, wrapped(known.answer())));
  }

  private static Buffer wrapped(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
