package dev.tributary.registry;

import dev.tributary.operation.OperationSignature;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway ran since it reported last.
 *
 * @param id by which the registry knows a report that comes a second time, because the answer to
 *     the first was lost; without one it is counted each time
 * @param entries each operation and client once at most
 */
public record UsageReport(Optional<ReportId> id, List<Entry> entries) {

  /** More than this in one report is refused. */
  public static final int MOST_ENTRIES = 5_000;

  public UsageReport {
    entries = List.copyOf(entries);
  }

  /** A report that is counted as often as it comes. */
  public UsageReport(List<Entry> entries) {
    this(Optional.empty(), entries);
  }

  /**
   * An operation as one client ran it.
   *
   * @param client empty when it is not known; longer names are cut
   * @param version of the client; empty likewise
   */
  public record Entry(
      OperationSignature operation, String client, String version, UsageTotals totals) {

    private static final int CLIENT = 128;
    private static final int VERSION = 64;

    public Entry {
      client = cut(client, CLIENT);
      version = cut(version, VERSION);
    }

    private static String cut(String text, int length) {
      String sayable = text.replaceAll("\\p{Cntrl}|[\\ud800-\\udfff]", "?");
      return sayable.length() <= length ? sayable : sayable.substring(0, length);
    }
  }
}
