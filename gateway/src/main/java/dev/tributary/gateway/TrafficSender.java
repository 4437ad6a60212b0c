package dev.tributary.gateway;

import dev.tributary.registry.RegistryRefusalException;
import dev.tributary.registry.RegistryStoreException;
import dev.tributary.registry.Traffic;
import dev.tributary.telemetry.TrafficRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry what was answered, every few seconds. What cannot be delivered goes with the
 * next report.
 */
final class TrafficSender {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficSender.class);

  /** Takes reports; blocks. */
  interface Sink {
    void take(Traffic traffic) throws IOException, InterruptedException;
  }

  private final TrafficRecorder recorder;
  private final Sink sink;
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
    Traffic traffic = recorder.take();
    if (traffic.totals().executions() == 0) {
      return;
    }
    try {
      sink.take(traffic);
      failing = false;
    } catch (RegistryRefusalException e) {
      // A registry that does not know such reports, or not this one: neither will change.
      failed(e);
    } catch (IOException | RegistryStoreException e) {
      recorder.giveBack(traffic);
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Exception e) {
    if (!failing) {
      failing = true;
      LOG.warn("Traffic cannot be reported to the registry: {}", e.getMessage());
    }
  }
}
