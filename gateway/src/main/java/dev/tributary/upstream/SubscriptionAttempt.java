package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import io.vertx.core.Future;

/**
 * One attempt to begin a subscription, on a connection to one instance; once it is accepted, the
 * subscription itself. Confined to the event loop of its request.
 */
interface SubscriptionAttempt {

  /** Completes when the service takes the subscription on. Before, nothing is told to anybody. */
  Future<Void> accepted();

  /**
   * Whether it was not accepted because the service has looked at it and does not want it: another
   * instance would not either, and nothing is wrong with this one.
   */
  boolean isRefused();

  /** Ends it, unless it has ended. */
  void giveUp(UpstreamFailure failure);
}
