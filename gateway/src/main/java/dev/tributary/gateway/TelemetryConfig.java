package dev.tributary.gateway;

import dev.tributary.telemetry.ConsumptionOptions;
import dev.tributary.telemetry.DebugOptions;
import dev.tributary.telemetry.LogOptions;
import dev.tributary.telemetry.MetricsOptions;
import dev.tributary.telemetry.TraceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What operators learn of requests. */
record TelemetryConfig(
    @Setting("What is measured, for the operators' server (admin).") MetricsConfig metrics,
    @Setting(
            "Header field in which a proxy in front names requests, and in which answers name them;"
                + " empty to name them by the gateway only.")
        String requestId,
    @Setting("A line of JSON for each request, or for some.") AccessLogConfig accessLog,
    @Setting("What takes this long is logged with its plan and times; 0s for nothing.")
        Duration slow,
    @Setting("Traces sent to an OpenTelemetry collector. Leave it out for none.")
        @Nullable TraceConfig traces,
    @Setting(
            "Keeps what each client uses, hour by hour, for /admin/consumption and for tributary"
                + " limits. Leave it out to keep nothing.")
        @Nullable ConsumptionConfig consumption,
    @Setting(
            "Tells those who know a secret how their request was answered, in extensions.trace."
                + " Leave it out to tell nobody.")
        @Nullable DebugConfig debug) {

  static final TelemetryConfig DEFAULTS =
      new TelemetryConfig(
          MetricsConfig.DEFAULTS,
          "x-request-id",
          AccessLogConfig.DEFAULTS,
          Duration.ofSeconds(5),
          null,
          null,
          null);

  /** Off by default: a gateway's requests are many, and metrics say how they fare. */
  record AccessLogConfig(
      @Setting("Write one down.") boolean enabled,
      @Setting(
              value =
                  "Of so many requests that went well one is written down; all others always are.",
              min = 1)
          int oneOf,
      @Setting(value = "Lines in a second at most, on average.", min = 1) int perSecond) {

    static final AccessLogConfig DEFAULTS = new AccessLogConfig(false, 1, 1_000);
  }

  /** Where traces go, and whose. */
  record TraceConfig(
      @Setting("Takes spans in OTLP over HTTP, protobuf.") String endpoint,
      @Setting("Header fields sent to it.") SortedMap<String, String> headers,
      @Setting("What the gateway is called there.") String serviceName,
      @Setting("One of so many requests is traced; 0 for none.") int oneOf,
      @Setting("Trace requests as well that their sender traces, by traceparent.") boolean followed,
      @Setting("Trace requests as well that are answered with errors.") boolean errors,
      @Setting(value = "Requests traced in a second at most, on average.", min = 1) int perSecond) {

    static final TraceConfig DEFAULTS =
        new TraceConfig(
            "http://localhost:4318/v1/traces", new TreeMap<>(), "tributary", 100, true, true, 100);

    TraceOptions options() {
      return new TraceOptions(endpoint, headers, serviceName, oneOf, followed, errors, perSecond);
    }

    @Override
    public String toString() {
      return "TraceConfig[" + endpoint + "]";
    }
  }

  /** What is kept of clients' use: in memory, and in a file. */
  record ConsumptionConfig(
      @Setting(
              value = "Clients that are told apart; beyond these they are counted together.",
              min = 1,
              max = 10_000)
          int clients,
      @Setting(value = "Hours kept of each in memory.", min = 1, max = 1_000) int hours,
      @Setting("File that whole hours are added to, in lines of JSON.") @Nullable String file,
      @Setting("When the file is larger, it is moved away to FILE.1 and begun anew.")
          DataSize maxFile) {

    static final ConsumptionConfig DEFAULTS =
        new ConsumptionConfig(200, 168, null, DataSize.ofMegabytes(64));

    ConsumptionOptions options(Path directory) {
      return new ConsumptionOptions(
          clients, hours, file == null ? null : directory.resolve(file), maxFile.bytes());
    }
  }

  /** Who is told. */
  record DebugConfig(
      @Setting("Header field in which the secret is sent.") String header,
      @Setting("The secret, at least 16 characters.") String secret) {

    /** Shorter than any that is taken: it has to be set. */
    static final DebugConfig DEFAULTS = new DebugConfig("x-tributary-debug", "");

    DebugOptions options() {
      return new DebugOptions(header.toLowerCase(Locale.ROOT), secret);
    }

    @Override
    public String toString() {
      return "DebugConfig[" + header + "]";
    }
  }

  LogOptions logs() {
    return new LogOptions(accessLog.enabled ? accessLog.oneOf : 0, accessLog.perSecond, slow);
  }

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
