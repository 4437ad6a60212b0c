package dev.tributary.execute;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Who a subscription's events are for: a transport that can send several answers to one request.
 * Called on the event loop of the request's scope, one event after the other.
 */
public interface Subscriber {

  /**
   * An event is about to be answered.
   *
   * @return the scope to do that in, of the same caller; null when the caller is not who they were
   *     any more, and the subscriber has ended for it
   */
  Future<@Nullable RequestScope> event();

  /**
   * An event's answer, in the scope that was made for it.
   *
   * @return completes when the next may be sent
   */
  Future<Void> next(GraphQlAnswer answer, RequestScope scope);

  /** There are no more events. */
  void completed();

  /**
   * There are no more events, though there should be.
   *
   * @param errors a response that says why, without data
   */
  void failed(GraphQlAnswer errors);
}
