package dev.tributary.execute;

import io.vertx.core.buffer.Buffer;

/**
 * A well-formed GraphQL response body (GraphQL specification, 7.1).
 *
 * @param body JSON bytes
 */
public record GraphQlAnswer(Outcome outcome, Buffer body) {

  /** What a transport needs to choose its status. */
  public enum Outcome {
    /** Execution began: {@code data} is present, perhaps null, perhaps with errors. */
    EXECUTED,
    /** Nothing was executed: the document or its variables are wrong. No {@code data}. */
    REQUEST_ERROR,
    /** A mutation where only queries may be run. */
    MUTATION_REFUSED,
    /** The caller may not see all of it, and that is to be refused. */
    FORBIDDEN,
    /** The same of a caller who has not said who they are. */
    UNAUTHENTICATED,
    /** The client has spent what it may; the answer's header fields say when to come back. */
    QUOTA_EXCEEDED,
    /** The request's time limit passed before execution began. */
    TIMED_OUT,
    /** No supergraph is being served yet. */
    NOT_READY
  }
}
