package dev.tributary.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * When somebody is to be told, and where.
 *
 * @param id unique within the graph
 * @param name for people
 * @param above what the metric must exceed, in its unit; nothing to {@link
 *     Metric#FAILED_COMPOSITION}
 * @param minutes how far back is measured, 1 to 60
 * @param url where the webhook is
 */
record AlertRule(String id, String name, Metric metric, double above, int minutes, String url) {

  /** Fewer requests than this say nothing of their rate of errors or of how long they take. */
  private static final int FEWEST_REQUESTS = 10;

  /** What is measured. The names are stable. */
  enum Metric {
    /** Requests with errors, in percent. */
    ERROR_RATE("of requests had errors", " %"),
    /** What 95 of 100 requests do not take longer than, in milliseconds. */
    LATENCY_P95("is what 95 of 100 requests were answered within", " ms"),
    /** How much some client has used of one of its limits, in percent. */
    QUOTA_USE("of a client's quota is used", " %"),
    /** A publish that does not compose; told each time, and not measured. */
    FAILED_COMPOSITION("", "");

    private final String words;
    private final String unit;

    Metric(String words, String unit) {
      this.words = words;
      this.unit = unit;
    }
  }

  /** What a metric comes to; nothing can be said by too few requests, and 0 stands for that. */
  double measure(Traffic lately) {
    boolean few = lately.totals().executions() < FEWEST_REQUESTS;
    return switch (metric) {
      case ERROR_RATE -> few ? 0 : lately.errorPercent();
      case LATENCY_P95 -> few ? 0 : lately.totals().latencies().percentile(95);
      case QUOTA_USE -> lately.quota().percent();
      case FAILED_COMPOSITION -> 0;
    };
  }

  /** What the last minutes come to, for people. */
  String text(double value, Traffic lately) {
    String whose =
        metric == Metric.QUOTA_USE && !lately.quota().client().isEmpty()
            ? " (" + lately.quota().client() + ")"
            : "";
    return "%s%s %s%s in the last %d min; the limit is %s%s"
        .formatted(
            number(value), metric.unit, metric.words, whose, minutes, number(above), metric.unit);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : Double.toString(Math.round(value * 100) / 100.0);
  }

  ObjectNode json() {
    return RegistryJson.object()
        .put("id", id)
        .put("name", name)
        .put("metric", metric.name())
        .put("above", above)
        .put("minutes", minutes)
        .put("url", url);
  }
}
