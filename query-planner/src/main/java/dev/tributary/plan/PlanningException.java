package dev.tributary.plan;

/**
 * No subgraph, nor any chain of them, can answer part of an operation. After a successful
 * composition that is our bug; a supergraph put together otherwise can do it. The message says
 * where, and what was tried; it names subgraphs and is meant for the log.
 */
public sealed class PlanningException extends RuntimeException permits PlanTooLargeException {

  private static final long serialVersionUID = 1L;

  PlanningException(String message) {
    super(message);
  }
}
