package dev.tributary.gateway;

import io.vertx.core.Future;
import java.util.Optional;

/** Where supergraphs come from, for as long as the gateway runs. */
sealed interface SupergraphSource permits SupergraphFile, FollowedRegistry, EmbeddedRegistry {

  /**
   * Begins to offer supergraphs. Completes when the first was served, or when it is known that
   * there is none yet; fails when the gateway should not start.
   */
  Future<Void> start();

  /** Offers no more. */
  Future<Void> stop();

  /** Who wants to know what is executed; empty when nobody does. To be asked after the start. */
  default Optional<UsageSender.Sink> usage() {
    return Optional.empty();
  }

  /** Who wants to know what is answered; likewise. */
  default Optional<TrafficSender.Sink> traffic() {
    return Optional.empty();
  }
}
