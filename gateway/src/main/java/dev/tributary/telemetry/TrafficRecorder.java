package dev.tributary.telemetry;

import dev.tributary.registry.Latencies;
import dev.tributary.registry.Traffic;
import dev.tributary.registry.UsageTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up all requests that ended, executed or not, until somebody takes them away. Safe for use by
 * many threads; what it holds is of one size, but for a few dozen codes.
 */
public final class TrafficRecorder implements RequestListener {

  /** The code of a request whose client went away first. */
  private static final String GONE = "CLIENT_GONE";

  private long requests;
  private long errors;
  private long refused;
  private long unauthenticated;
  private long micros;
  private long cost;
  private final long[] latencies = new long[Latencies.BOUNDS.size() + 1];
  private final Map<String, Long> codes = new HashMap<>();
  private int quotaPercent;
  private String quotaClient = "";

  @Override
  public void ended(RequestRecord request) {
    if (request.result() == RequestRecord.Result.OK
        && request.projectedAt() == 0
        && request.route() == null) {
      // A batch: each of its operations is a request of its own.
      return;
    }
    add(request);
  }

  private synchronized void add(RequestRecord request) {
    long took = request.nanos() / 1_000;
    requests++;
    micros += took;
    cost += request.spent();
    latencies[Latencies.range(took)]++;
    errors += request.result() == RequestRecord.Result.OK ? 0 : 1;
    refused += request.result() == RequestRecord.Result.REFUSED ? 1 : 0;
    unauthenticated += request.credentialsRefused() ? 1 : 0;
    request.errors().keySet().forEach(this::count);
    if (request.result() == RequestRecord.Result.GONE) {
      count(GONE);
    }
    used((int) Math.round(100 * (1 - request.quotaLeft())), request.client());
  }

  private void count(String code) {
    // Services name codes of their own, as many as they like.
    boolean known = codes.containsKey(code) || codes.size() < Traffic.MOST_CODES;
    codes.merge(known ? code : Traffic.OTHER, 1L, Long::sum);
  }

  private void used(int percent, @Nullable String client) {
    if (percent > quotaPercent) {
      quotaPercent = Math.min(100, percent);
      quotaClient = client == null ? "" : client;
    }
  }

  /** Takes away what was recorded; empty of requests when nothing was. */
  public synchronized Traffic take() {
    List<Long> ranges = new ArrayList<>(latencies.length);
    for (int range = 0; range < latencies.length; range++) {
      ranges.add(latencies[range]);
      latencies[range] = 0;
    }
    Traffic taken =
        new Traffic(
            new UsageTotals(requests, errors, micros, cost, new Latencies(ranges)),
            refused,
            unauthenticated,
            codes,
            new Traffic.QuotaUse(quotaPercent, quotaClient));
    requests = 0;
    errors = 0;
    refused = 0;
    unauthenticated = 0;
    micros = 0;
    cost = 0;
    codes.clear();
    quotaPercent = 0;
    quotaClient = "";
    return taken;
  }
}
