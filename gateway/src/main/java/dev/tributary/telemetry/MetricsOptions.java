package dev.tributary.telemetry;

/**
 * How requests are measured. What clients write is bounded: names beyond the limits are counted
 * together, as {@code other}.
 *
 * @param operations how many operations have metrics of their own
 * @param clients how many clients have
 * @param applicationHeader the header field in which clients say what they are; lower case
 * @param versionHeader the one for their version
 */
public record MetricsOptions(
    int operations, int clients, String applicationHeader, String versionHeader) {

  public static final MetricsOptions DEFAULT =
      new MetricsOptions(100, 200, "apollographql-client-name", "apollographql-client-version");
}
