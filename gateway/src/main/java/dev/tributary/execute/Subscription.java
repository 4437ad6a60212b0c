package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.Subscriptions.Begun;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's subscription while it runs. Events are answered in their order, one at a time: the
 * next one waits until the client has room for it. When too many wait, it ends: a client that is
 * told nothing of some events would take what it has for the whole.
 *
 * <p>Confined to the event loop of the request that it was begun by.
 */
final class Subscription implements EventReceiver {

  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  private final Subscriptions all;
  private final Begun begun;
  private final StepProgram primary;
  private final VariableValues variables;
  private final RequestScope scope;
  private final Subscriber subscriber;
  private final int mostWaiting;
  private final Queue<Buffer> waiting = new ArrayDeque<>();
  private @Nullable RequestScope answering;
  private @Nullable GraphQlAnswer failure;
  private boolean hasBegun;
  private boolean isBusy;
  private boolean isComplete;
  private boolean isOver;

  Subscription(
      Subscriptions all,
      Begun begun,
      StepProgram primary,
      VariableValues variables,
      RequestScope scope,
      Subscriber subscriber,
      int mostWaiting) {
    this.all = all;
    this.begun = begun;
    this.primary = primary;
    this.variables = variables;
    this.scope = scope;
    this.subscriber = subscriber;
    this.mostWaiting = mostWaiting;
    scope.onCancel(
        () -> {
          RequestScope event = answering;
          end();
          if (event != null) {
            event.cancel();
          }
        });
  }

  /** The client is told that it has begun before it is told of events. */
  void begin() {
    scope
        .context()
        .runOnContext(
            told -> {
              hasBegun = true;
              answerNext();
            });
  }

  boolean isOf(Generation generation) {
    return begun.generation() == generation;
  }

  @Override
  public void event(Buffer response) {
    if (isOver || isComplete) {
      return;
    }
    if (waiting.size() >= mostWaiting) {
      fail("SUBSCRIPTION_TOO_SLOW", "Events come faster than they can be sent. Subscribe again.");
      return;
    }
    waiting.add(response);
    answerNext();
  }

  @Override
  public void completed() {
    isComplete = true;
    answerNext();
  }

  @Override
  public void failed(UpstreamFailure cause) {
    if (!isComplete) {
      isComplete = true;
      failure = ErrorAnswers.of(Outcome.REQUEST_ERROR, cause.code().name(), cause.getMessage());
      answerNext();
    }
  }

  private void answerNext() {
    if (isOver || isBusy || !hasBegun) {
      return;
    }
    Buffer event = waiting.poll();
    if (event != null) {
      isBusy = true;
      subscriber.event().onSuccess(within -> answer(event, within)).onFailure(this::bug);
    } else if (isComplete) {
      GraphQlAnswer errors = failure;
      end();
      scope.cancel();
      if (errors == null) {
        subscriber.completed();
      } else {
        subscriber.failed(errors);
      }
    }
  }

  private void answer(Buffer event, @Nullable RequestScope within) {
    if (isOver) {
      return;
    }
    if (within == null) {
      end();
      scope.cancel();
      return;
    }
    answering = within;
    all.answer(begun, primary, variables, event, within)
        .onSuccess(answer -> answered(answer, within))
        .onFailure(this::bug);
  }

  private void answered(GraphQlAnswer answer, RequestScope within) {
    answering = null;
    if (isOver) {
      answer.free();
      within.record().gone();
      return;
    }
    if (answer.outcome() != Outcome.EXECUTED) {
      // Such as a quota that is spent: the client is told once, and not for every event.
      within.record().ended(answer.outcome().status(), answer.body().length());
      end();
      scope.cancel();
      subscriber.failed(answer);
      return;
    }
    subscriber
        .next(answer, within)
        .onComplete(
            read ->
                scope
                    .context()
                    .runOnContext(
                        same -> {
                          isBusy = false;
                          answerNext();
                        }));
  }

  private void bug(Throwable cause) {
    if (!isOver) {
      log.error("An event of a subscription could not be answered", cause);
      fail("INTERNAL_SERVER_ERROR", "The gateway failed to answer an event.");
    }
  }

  /**
   * It ends for a new schema.
   *
   * @param millis the time it may take until then, 1 or more
   */
  void endWithin(long millis) {
    scope
        .context()
        .runOnContext(
            same ->
                scope
                    .context()
                    .owner()
                    .timer(millis, TimeUnit.MILLISECONDS)
                    .onSuccess(
                        due ->
                            fail(
                                "SUBSCRIPTION_SCHEMA_CHANGED",
                                "The schema has changed. Subscribe again.")));
  }

  private void fail(String code, String message) {
    if (isOver) {
      return;
    }
    RequestScope event = answering;
    end();
    scope.cancel();
    if (event != null) {
      event.cancel();
    }
    subscriber.failed(ErrorAnswers.of(Outcome.REQUEST_ERROR, code, message));
  }

  /** Nothing more comes of it. */
  void end() {
    if (!isOver) {
      isOver = true;
      waiting.clear();
      all.ended(this);
    }
  }
}
