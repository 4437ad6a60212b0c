package dev.tributary.gateway;

import dev.tributary.registry.RegistryRefusalException;
import dev.tributary.registry.RegistryStoreException;
import dev.tributary.registry.ReportId;
import dev.tributary.registry.Traffic;
import dev.tributary.registry.TrafficReport;
import dev.tributary.telemetry.TrafficRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry what was answered, every few seconds. What cannot be delivered comes again;
 * what is answered meanwhile goes with the report after it.
 */
final class TrafficSender {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficSender.class);

  /** Takes reports; blocks. */
  interface Sink {
    void take(TrafficReport report) throws IOException, InterruptedException;
  }

  private final TrafficRecorder recorder;
  private final Sink sink;

  /** A report whose answer is lost is sent again, and known again by this and its number. */
  private final String reporter = UUID.randomUUID().toString();

  private long sequence;
  private Optional<TrafficReport> unanswered = Optional.empty();
  private boolean failing;
  private volatile Runnable ended = () -> {};

  TrafficSender(TrafficRecorder recorder, Sink sink) {
    this.recorder = recorder;
    this.sink = sink;
  }

  /** Reports from now on. */
  void start(Vertx vertx, Duration every) {
    long timer = vertx.setPeriodic(every.toMillis(), due -> reportOn(vertx));
    ended = () -> vertx.cancelTimer(timer);
  }

  /** Reports once more, and not again. */
  Future<Void> stop(Vertx vertx) {
    ended.run();
    return reportOn(vertx);
  }

  private Future<Void> reportOn(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          report();
          return null;
        });
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
      ReportId id = new ReportId(reporter, ++sequence);
      unanswered = Optional.of(new TrafficReport(Optional.of(id), traffic));
    }
    try {
      sink.take(unanswered.get());
      unanswered = Optional.empty();
      failing = false;
      return true;
    } catch (IOException | RegistryStoreException e) {
      if (e instanceof RegistryRefusalException refusal && !refusal.mayPass()) {
        // A registry that does not know such reports, or not this one: neither will change.
        unanswered = Optional.empty();
      }
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void failed(Exception e) {
    if (!failing) {
      failing = true;
      LOG.warn("Traffic cannot be reported to the registry: {}", e.getMessage());
    }
  }
}
