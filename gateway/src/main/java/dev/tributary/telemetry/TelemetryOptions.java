package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is watched.
 *
 * @param metrics null to measure nothing
 * @param requestIdHeader the header field in which a proxy in front names requests; empty to take
 *     nobody's names
 * @param traces null to trace nothing
 * @param consumption null to keep nothing of what clients use
 * @param debug null to tell nobody how requests were answered
 */
public record TelemetryOptions(
    @Nullable MetricsOptions metrics,
    String requestIdHeader,
    LogOptions logs,
    @Nullable TraceOptions traces,
    @Nullable ConsumptionOptions consumption,
    @Nullable DebugOptions debug) {

  public static final TelemetryOptions OFF =
      new TelemetryOptions(null, "", LogOptions.OFF, null, null, null);

  /** The same with metrics. */
  public TelemetryOptions with(MetricsOptions measured) {
    return new TelemetryOptions(measured, requestIdHeader, logs, traces, consumption, debug);
  }

  /** The same with logs. */
  public TelemetryOptions with(LogOptions written) {
    return new TelemetryOptions(metrics, requestIdHeader, written, traces, consumption, debug);
  }

  /** The same with traces. */
  public TelemetryOptions with(TraceOptions traced) {
    return new TelemetryOptions(metrics, requestIdHeader, logs, traced, consumption, debug);
  }

  /** Where clients say what they are. */
  MetricsOptions names() {
    return metrics == null ? MetricsOptions.DEFAULT : metrics;
  }
}
