package dev.tributary.gateway;

import dev.tributary.registry.RegistryRefusalException;
import dev.tributary.registry.RegistryStoreException;
import dev.tributary.registry.ReportId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the registry every few seconds, on a thread that may block, and once more at the end.
 * What all kinds of reports have in common: their numbers, and what becomes of one that is not
 * taken. Operators are told of the first failure, and again after a success.
 */
final class Reporting {

  private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);

  /** What became of a report. */
  enum Outcome {
    TAKEN,
    /** The same report will not do later either. */
    REFUSED,
    /** It is to be sent again. */
    LATER
  }

  /** Sends one report; blocks. */
  interface Delivery {
    void send() throws IOException, InterruptedException;
  }

  /** A report whose answer is lost is sent again, and known again by this and its number. */
  private final String reporter = UUID.randomUUID().toString();

  private final String what;
  private final Runnable report;
  private long sequence;
  private boolean failing;
  private volatile Runnable ended = () -> {};

  /**
   * @param what is reported, in a word
   * @param report reports what there is; blocks. One at a time calls {@link #next} and {@link
   *     #deliver}
   */
  Reporting(String what, Runnable report) {
    this.what = what;
    this.report = report;
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
          report.run();
          return null;
        });
  }

  /** The name of a report that is sent for the first time. */
  ReportId next() {
    return new ReportId(reporter, ++sequence);
  }

  Outcome deliver(Delivery delivery) {
    try {
      delivery.send();
      failing = false;
      return Outcome.TAKEN;
    } catch (IOException | RegistryStoreException e) {
      if (!failing) {
        failing = true;
        LOG.warn("{} cannot be reported to the registry: {}", what, e.getMessage());
      }
      return e instanceof RegistryRefusalException refusal && !refusal.mayPass()
          ? Outcome.REFUSED
          : Outcome.LATER;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.LATER;
    }
  }
}
