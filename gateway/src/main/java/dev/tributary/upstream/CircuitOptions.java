package dev.tributary.upstream;

import java.time.Duration;

/**
 * When a service is spared.
 *
 * @param failurePercent of the calls within {@code window}, 1 to 100
 * @param calls at least so many must have been made within it
 * @param pause how long nothing is sent then
 * @param trials calls that try it afterwards; as many of them must not fail
 */
public record CircuitOptions(
    int failurePercent, int calls, Duration window, Duration pause, int trials) {

  /**
   * @throws IllegalArgumentException when a limit is out of its range
   */
  public CircuitOptions {
    if (failurePercent < 1 || failurePercent > 100) {
      throw new IllegalArgumentException("failures is a percentage from 1 to 100");
    }
    if (calls < 1 || trials < 1) {
      throw new IllegalArgumentException("calls and trials must be positive");
    }
    if (window.toSeconds() < 1 || window.toSeconds() > 600) {
      throw new IllegalArgumentException("window must be from 1s to 10m");
    }
    if (pause.toMillis() < 1) {
      throw new IllegalArgumentException("pause must be positive");
    }
  }
}
