package dev.tributary.telemetry;

import dev.tributary.registry.Latencies;
import dev.tributary.registry.UsageReport;
import dev.tributary.registry.UsageTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what was executed, by operation and client, until somebody takes it away. Bounded: what
 * is new when it is full is only counted. Safe for use by many threads.
 */
public final class UsageRecorder implements RequestListener {

  /** Longer documents are not recorded: they say little to people. */
  private static final int MOST_CHARACTERS = 100_000;

  private static final int MOST_NAME = 128;

  /**
   * What was run, and by whom.
   *
   * @param document as the client sent it
   * @param operation null when it has no name
   * @param client empty when it is not known
   */
  public record Key(String document, @Nullable String operation, String client, String version) {}

  /** What was run of it. */
  public record Recorded(Key key, UsageTotals totals) {}

  private final String applicationHeader;
  private final String versionHeader;
  private final int oneOf;
  private final LongAdder dropped = new LongAdder();
  private volatile Map<Key, Counts> counts = new ConcurrentHashMap<>();

  /**
   * @param names where clients say what they are
   * @param oneOf of so many executions, one is recorded, and counts as all of them
   */
  public UsageRecorder(MetricsOptions names, int oneOf) {
    this.applicationHeader = names.applicationHeader();
    this.versionHeader = names.versionHeader();
    this.oneOf = oneOf;
  }

  @Override
  public void ended(RequestRecord request) {
    String document = request.document();
    if (document == null
        || request.plan() == null
        || request.projectedAt() == 0
        || document.length() > MOST_CHARACTERS
        || (oneOf > 1 && ThreadLocalRandom.current().nextInt(oneOf) != 0)) {
      return;
    }
    var headers = request.head().headers();
    String name = headers.get(applicationHeader);
    String client = name != null ? name : request.client();
    Key key =
        new Key(
            document,
            request.operation(),
            cut(client),
            name == null ? "" : cut(headers.get(versionHeader)));
    Map<Key, Counts> now = counts;
    Counts found = now.get(key);
    if (found == null) {
      if (now.size() >= UsageReport.MOST_ENTRIES) {
        dropped.increment();
        return;
      }
      found = now.computeIfAbsent(key, fresh -> new Counts());
    }
    found.add(request, oneOf);
  }

  private static String cut(@Nullable String name) {
    if (name == null) {
      return "";
    }
    return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
  }

  /** Executions that were not recorded because too many different ones were. */
  public long dropped() {
    return dropped.sum();
  }

  /** Takes away what was recorded. An execution that ends in this very moment may be lost. */
  public List<Recorded> take() {
    Map<Key, Counts> taken = counts;
    counts = new ConcurrentHashMap<>();
    List<Recorded> all = new ArrayList<>(taken.size());
    taken.forEach((key, found) -> all.add(new Recorded(key, found.totals())));
    return all;
  }

  private static final class Counts {
    private long executions;
    private long errors;
    private long micros;
    private long cost;
    private final long[] latencies = new long[Latencies.BOUNDS.size() + 1];

    synchronized void add(RequestRecord request, int times) {
      long took = request.nanos() / 1_000;
      executions += times;
      errors += request.errors().isEmpty() ? 0 : times;
      micros += took * times;
      long units = request.actualCost() >= 0 ? request.actualCost() : request.estimatedCost();
      cost += Math.max(0, units) * times;
      latencies[Latencies.range(took)] += times;
    }

    synchronized UsageTotals totals() {
      List<Long> ranges = new ArrayList<>(latencies.length);
      for (long range : latencies) {
        ranges.add(range);
      }
      return new UsageTotals(executions, errors, micros, cost, new Latencies(ranges));
    }
  }
}
