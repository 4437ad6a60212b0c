package dev.tributary.auth;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One way to show who one is. Safe to use from any thread; never blocks the one that asks. */
interface AuthenticationMethod extends AutoCloseable {

  /** What a method sees of a request. */
  sealed interface Finding {

    /** Nothing where it looks. */
    record Absent() implements Finding {}

    /** Something where it looks, in a form that is another method's business. */
    record Foreign() implements Finding {}

    /**
     * Credentials of its own.
     *
     * @param authentication already complete when it could be told at once
     */
    record Own(CompletableFuture<Authentication> authentication) implements Finding {
      static Own of(Authentication told) {
        return new Own(CompletableFuture.completedFuture(told));
      }
    }

    Finding ABSENT = new Absent();
    Finding FOREIGN = new Foreign();
  }

  /** For logs. */
  String name();

  Finding look(Credentials credentials);

  /** How a client is asked for credentials of this kind (RFC 9110, 11.6.1). */
  String challenge();

  /** The header fields that hold credentials of this kind, lower case. */
  default Set<String> headers() {
    return Set.of();
  }

  @Override
  default void close() {}
}
