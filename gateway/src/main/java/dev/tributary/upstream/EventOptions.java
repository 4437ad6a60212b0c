package dev.tributary.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service is subscribed to.
 *
 * @param path where, on the service's host; null for where it answers queries
 * @param beat how often a service must show that a WebSocket is alive
 */
public record EventOptions(Protocol protocol, @Nullable String path, Duration beat) {

  /** What is spoken. */
  public enum Protocol {
    /** {@code graphql-transport-ws}. */
    WEBSOCKET,
    /** Server-sent events, a request for each subscription. */
    SSE,
    /** Nothing: the service has no subscriptions. */
    NONE
  }

  public static final EventOptions DEFAULT =
      new EventOptions(Protocol.WEBSOCKET, null, Duration.ofSeconds(20));

  public EventOptions {
    if (path != null && !path.startsWith("/")) {
      throw new IllegalArgumentException("the path must begin with /: " + path);
    }
    if (!beat.isPositive()) {
      throw new IllegalArgumentException("beat must be positive: " + beat);
    }
  }
}
