package dev.tributary.execute;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed GraphQL response body (GraphQL specification, 7.1).
 *
 * @param body JSON bytes
 * @param age how long it may be kept; null when nothing is said of that, and it may not
 * @param release what is called when nobody reads the body any more, on the thread of the request:
 *     its memory may then be used for another answer
 */
public record GraphQlAnswer(
    Outcome outcome, Buffer body, @Nullable AnswerAge age, Runnable release) {

  /** What there is to do about a body that has memory of its own. */
  private enum Nothing implements Runnable {
    INSTANCE;

    @Override
    public void run() {}
  }

  /** An answer whose body has memory of its own. */
  public GraphQlAnswer(Outcome outcome, Buffer body) {
    this(outcome, body, null, Nothing.INSTANCE);
  }

  /** An answer of which nothing is said how long it may be kept. */
  public GraphQlAnswer(Outcome outcome, Buffer body, Runnable release) {
    this(outcome, body, null, release);
  }

  /** The same, to be kept so long. */
  GraphQlAnswer with(AnswerAge kept) {
    return new GraphQlAnswer(outcome, body, kept, release);
  }

  /**
   * Gives the body's memory back: call it once the body has been sent, or will not be. Who never
   * does costs the next answer an allocation.
   */
  public void free() {
    release.run();
  }

  /** Gives the body's memory back when it has been sent, or has not. */
  public void freeAfter(Future<?> sent) {
    if (!(release instanceof Nothing)) {
      sent.onComplete(over -> release.run());
    }
  }

  /** How a request was answered, and the HTTP status that goes with it. */
  public enum Outcome {
    /** Execution began: {@code data} is present, perhaps null, perhaps with errors. */
    EXECUTED(200),
    /** Events will follow, to the scope's {@link Subscriber}; there is no body yet. */
    SUBSCRIBED(200),
    /** Nothing was executed: the document or its variables are wrong. No {@code data}. */
    REQUEST_ERROR(400),
    /** A mutation where only queries may be run. */
    MUTATION_REFUSED(405),
    /** The caller may not see all of it, and that is to be refused. */
    FORBIDDEN(403),
    /** The same of a caller who has not said who they are. */
    UNAUTHENTICATED(401),
    /** The client has spent what it may; the answer's header fields say when to come back. */
    QUOTA_EXCEEDED(429),
    /** The request's time limit passed before execution began. */
    TIMED_OUT(504),
    /** There is more to do than can be done, and others go first. */
    OVERLOADED(503),
    /** No supergraph is being served yet. */
    NOT_READY(503);

    private final int status;

    Outcome(int status) {
      this.status = status;
    }

    /** Also what a record tells where the transport has none of its own. */
    public int status() {
      return status;
    }
  }
}
