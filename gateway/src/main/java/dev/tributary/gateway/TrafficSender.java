package dev.tributary.gateway;

import dev.tributary.gateway.Reporting.Outcome;
import dev.tributary.registry.Traffic;
import dev.tributary.registry.TrafficReport;
import dev.tributary.telemetry.TrafficRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells the registry what was answered, every few seconds. What cannot be delivered comes again;
 * what is answered meanwhile goes with the report after it.
 */
final class TrafficSender {

  /** Takes reports; blocks. */
  interface Sink {
    void take(TrafficReport report) throws IOException, InterruptedException;
  }

  private final TrafficRecorder recorder;
  private final Sink sink;

  private final Reporting reporting = new Reporting("Traffic", this::report);
  private Optional<TrafficReport> unanswered = Optional.empty();

  TrafficSender(TrafficRecorder recorder, Sink sink) {
    this.recorder = recorder;
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

  /** Reports what was answered since the last time; blocks. */
  synchronized void report() {
    boolean again = unanswered.isPresent();
    if (deliver() && again) {
      deliver();
    }
  }

  /** Whether there was a report, and it was taken. */
  private boolean deliver() {
    if (unanswered.isEmpty()) {
      Traffic traffic = recorder.take();
      if (traffic.totals().executions() == 0) {
        return false;
      }
      unanswered = Optional.of(new TrafficReport(Optional.of(reporting.next()), traffic));
    }
    TrafficReport report = unanswered.get();
    Outcome outcome = reporting.deliver(() -> sink.take(report));
    if (outcome != Outcome.LATER) {
      // Refused is what a registry does that does not know such reports, or not this one.
      unanswered = Optional.empty();
    }
    return outcome == Outcome.TAKEN;
  }
}
