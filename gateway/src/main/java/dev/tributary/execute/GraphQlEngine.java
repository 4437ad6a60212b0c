package dev.tributary.execute;

import io.vertx.core.Future;

/** Answers GraphQL requests, whatever transport they came by. */
public interface GraphQlEngine {

  /**
   * Must be called on the event loop of {@code scope}; the future completes there. It fails only
   * for our own bugs: everything a client or a service can cause is an answer.
   */
  Future<GraphQlAnswer> answer(GraphQlRequest request, RequestScope scope);
}
