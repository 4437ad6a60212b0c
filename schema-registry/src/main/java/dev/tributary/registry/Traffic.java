package dev.tributary.registry;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Requests that gateways answered in some stretch of time, whether they were executed or not.
 *
 * @param totals the requests; their errors are those answered with some, or refused
 * @param refused how many were not executed
 * @param unauthenticated how many were refused for their credentials
 * @param codes requests by the codes of their errors; a request may have several
 * @param quota the client that used most of one of its limits
 */
public record Traffic(
    UsageTotals totals,
    long refused,
    long unauthenticated,
    Map<String, Long> codes,
    QuotaUse quota) {

  /** Different codes that are told apart; what comes beyond is counted as {@value #OTHER}. */
  public static final int MOST_CODES = 40;

  /** The codes that are too many, or are none that could be kept. */
  public static final String OTHER = "OTHER";

  public static final Traffic NONE =
      new Traffic(new UsageTotals(0, 0, 0, 0, Latencies.NONE), 0, 0, Map.of(), QuotaUse.NONE);

  /**
   * How much of its tightest limit a client has used.
   *
   * @param percent 0 to 100
   * @param client empty when it is not known; longer names are cut
   */
  public record QuotaUse(int percent, String client) {

    static final QuotaUse NONE = new QuotaUse(0, "");

    private static final int CLIENT = 128;

    public QuotaUse {
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException("a quota is used by 0 to 100 percent");
      }
      client = client.replaceAll("\\p{Cntrl}|[\\ud800-\\udfff]", "?");
      client = client.length() <= CLIENT ? client : client.substring(0, CLIENT);
    }

    QuotaUse or(QuotaUse other) {
      return other.percent > percent ? other : this;
    }
  }

  /**
   * @throws IllegalArgumentException when a number is negative
   */
  public Traffic {
    if (refused < 0
        || unauthenticated < 0
        || codes.values().stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("negative traffic");
    }
    codes = bounded(codes);
  }

  private static Map<String, Long> bounded(Map<String, Long> codes) {
    Map<String, Long> known = new TreeMap<>();
    codes.forEach(
        (code, count) ->
            known.merge(code.matches("[A-Z][A-Z0-9_]{0,63}") ? code : OTHER, count, Long::sum));
    if (known.size() <= MOST_CODES) {
      return Map.copyOf(known);
    }
    Map<String, Long> kept =
        known.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_CODES - 1L)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    known.forEach(
        (code, count) -> {
          if (!kept.containsKey(code)) {
            kept.merge(OTHER, count, Long::sum);
          }
        });
    return Map.copyOf(kept);
  }

  /** Both together. */
  public Traffic plus(Traffic other) {
    Map<String, Long> sum = new LinkedHashMap<>(codes);
    other.codes.forEach((code, count) -> sum.merge(code, count, Long::sum));
    return new Traffic(
        totals.plus(other.totals),
        refused + other.refused,
        unauthenticated + other.unauthenticated,
        sum,
        quota.or(other.quota));
  }

  /** Of a hundred requests, how many have errors. */
  double errorPercent() {
    return totals.executions() == 0 ? 0 : 100.0 * totals.errors() / totals.executions();
  }
}
