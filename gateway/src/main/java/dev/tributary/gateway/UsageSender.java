package dev.tributary.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.gateway.Reporting.Outcome;
import dev.tributary.operation.OperationSignature;
import dev.tributary.registry.UsageReport;
import dev.tributary.telemetry.UsageRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the registry what was executed, every few seconds. Operations lose their literals
 * before they leave. What cannot be delivered waits, a few reports at most; then the oldest is
 * lost.
 */
final class UsageSender {

  private static final int MOST_WAITING = 6;
  private static final int MOST_ENTRIES = 500;
  private static final int MOST_CHARACTERS = 2 << 20;

  /** Takes reports; blocks. */
  interface Sink {
    void take(UsageReport report) throws IOException, InterruptedException;
  }

  private record Written(String document, @Nullable String operation) {}

  private final Supplier<List<UsageRecorder.Recorded>> recorded;
  private final Sink sink;
  private final Cache<Written, Optional<OperationSignature>> signatures =
      Caffeine.newBuilder().maximumSize(2_000).build();

  private final Reporting reporting = new Reporting("Usage", this::report);

  /** Confined to the one that reports. */
  private final Deque<UsageReport> waiting = new ArrayDeque<>();

  /**
   * @param recorded what was executed since it was asked last
   */
  UsageSender(Supplier<List<UsageRecorder.Recorded>> recorded, Sink sink) {
    this.recorded = recorded;
    this.sink = sink;
  }

  /** Reports from now on. */
  void start(Vertx vertx, Duration every) {
    reporting.start(vertx, every);
  }

  /** Reports once more, and not again. */
  Future<Void> stop(Vertx vertx) {
    return reporting.stop(vertx);
  }

  /** Reports what was recorded since the last time; blocks. */
  synchronized void report() {
    waiting.addAll(reports(recorded.get()));
    while (waiting.size() > MOST_WAITING) {
      waiting.removeFirst();
    }
    Outcome outcome = Outcome.TAKEN;
    while (outcome == Outcome.TAKEN && !waiting.isEmpty()) {
      outcome = reporting.deliver(() -> sink.take(waiting.getFirst()));
      if (outcome != Outcome.LATER) {
        waiting.removeFirst();
      }
    }
  }

  private UsageReport report(List<UsageReport.Entry> entries) {
    return new UsageReport(Optional.of(reporting.next()), entries);
  }

  private List<UsageReport> reports(List<UsageRecorder.Recorded> recorded) {
    List<UsageReport> reports = new ArrayList<>();
    List<UsageReport.Entry> entries = new ArrayList<>();
    int characters = 0;
    for (UsageRecorder.Recorded one : recorded) {
      UsageRecorder.Key key = one.key();
      Optional<OperationSignature> signature =
          signatures.get(
              new Written(key.document(), key.operation()),
              written -> OperationSignature.of(written.document(), written.operation()));
      if (signature.isPresent()) {
        entries.add(
            new UsageReport.Entry(signature.get(), key.client(), key.version(), one.totals()));
        characters += signature.get().document().length();
        if (entries.size() >= MOST_ENTRIES || characters >= MOST_CHARACTERS) {
          reports.add(report(entries));
          entries.clear();
          characters = 0;
        }
      }
    }
    if (!entries.isEmpty()) {
      reports.add(report(entries));
    }
    return reports;
  }
}
