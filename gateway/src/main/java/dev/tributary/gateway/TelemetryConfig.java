package dev.tributary.gateway;

import dev.tributary.telemetry.MetricsOptions;
import java.util.Locale;

/** What operators learn of requests. */
record TelemetryConfig(
    @Setting("What is measured, for the operators' server (admin).") MetricsConfig metrics,
    @Setting(
            "Header field in which a proxy in front names requests, and in which answers name them;"
                + " empty to name them by the gateway only.")
        String requestId) {

  static final TelemetryConfig DEFAULTS =
      new TelemetryConfig(MetricsConfig.DEFAULTS, "x-request-id");

  /** What clients write is bounded: names beyond the limits are counted together. */
  record MetricsConfig(
      @Setting(value = "How many operations have metrics of their own.", max = 10_000)
          int operations,
      @Setting(value = "How many clients have.", max = 10_000) int clients,
      @Setting("Header field in which clients say what they are.") String applicationHeader,
      @Setting("Header field in which they say their version.") String versionHeader) {

    static final MetricsConfig DEFAULTS =
        new MetricsConfig(
            MetricsOptions.DEFAULT.operations(),
            MetricsOptions.DEFAULT.clients(),
            MetricsOptions.DEFAULT.applicationHeader(),
            MetricsOptions.DEFAULT.versionHeader());

    MetricsOptions options() {
      return new MetricsOptions(
          operations,
          clients,
          applicationHeader.toLowerCase(Locale.ROOT),
          versionHeader.toLowerCase(Locale.ROOT));
    }
  }
}
