package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is watched.
 *
 * @param metrics null to measure nothing
 * @param requestIdHeader the header field in which a proxy in front names requests; empty to take
 *     nobody's names
 */
public record TelemetryOptions(@Nullable MetricsOptions metrics, String requestIdHeader) {

  public static final TelemetryOptions OFF = new TelemetryOptions(null, "");

  /** The same with metrics. */
  public TelemetryOptions with(MetricsOptions measured) {
    return new TelemetryOptions(measured, requestIdHeader);
  }
}
