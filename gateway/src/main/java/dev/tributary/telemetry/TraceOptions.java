package dev.tributary.telemetry;

import java.util.Map;

/**
 * Which requests are traced, and where to.
 *
 * @param endpoint takes spans in OTLP over HTTP
 * @param headers sent to it; may hold its credentials
 * @param serviceName what the gateway is called there
 * @param oneOf one of so many requests is traced; 0 for none
 * @param followed whether requests are traced as well that their sender traces
 * @param errors whether requests answered with errors are traced as well, for which the gateway's
 *     own spans are all there is
 * @param perSecond how many requests are traced in a second at most
 */
public record TraceOptions(
    String endpoint,
    Map<String, String> headers,
    String serviceName,
    int oneOf,
    boolean followed,
    boolean errors,
    int perSecond) {

  public TraceOptions {
    headers = Map.copyOf(headers);
  }

  /** Without the header fields. */
  @Override
  public String toString() {
    return "TraceOptions[" + endpoint + ", one of " + oneOf + "]";
  }
}
