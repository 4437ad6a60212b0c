package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is watched.
 *
 * @param metrics null to measure nothing
 * @param requestIdHeader the header field in which a proxy in front names requests; empty to take
 *     nobody's names
 */
public record TelemetryOptions(
    @Nullable MetricsOptions metrics, String requestIdHeader, LogOptions logs) {

  public static final TelemetryOptions OFF = new TelemetryOptions(null, "", LogOptions.OFF);

  /** The same with metrics. */
  public TelemetryOptions with(MetricsOptions measured) {
    return new TelemetryOptions(measured, requestIdHeader, logs);
  }

  /** The same with logs. */
  public TelemetryOptions with(LogOptions written) {
    return new TelemetryOptions(metrics, requestIdHeader, written);
  }

  /** Where clients say what they are. */
  MetricsOptions names() {
    return metrics == null ? MetricsOptions.DEFAULT : metrics;
  }
}
