package dev.tributary.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the calls to one service. Safe for use by many threads. */
public final class ServiceMeters {

  private static final String[] CLASSES = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
  private static final int MOST_OUTCOMES = 20;

  private final Bounded<Timer> calls;
  private final Counter bytes;
  private final Counter retries;
  private final Counter shared;
  private final LongAdder waiting = new LongAdder();

  ServiceMeters(MeterRegistry registry, String service) {
    this.calls = new Bounded<>(MOST_OUTCOMES, outcome -> calls(registry, service, outcome));
    this.bytes =
        Counter.builder("tributary.service.answer")
            .description("Answers of services, decompressed")
            .baseUnit("bytes")
            .tag("service", service)
            .register(registry);
    this.retries =
        Counter.builder("tributary.service.retries")
            .description("Calls that were made again")
            .tag("service", service)
            .register(registry);
    this.shared =
        Counter.builder("tributary.service.shared")
            .description("Calls that were not made, because an equal one was in flight")
            .tag("service", service)
            .register(registry);
    Gauge.builder("tributary.service.waiting", waiting, LongAdder::sum)
        .description("Calls that wait for a connection")
        .tag("service", service)
        .register(registry);
  }

  private static Timer calls(MeterRegistry registry, String service, String outcome) {
    return Timers.histogram("tributary.service.calls")
        .description("Calls to services")
        .tag("service", service)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** A connection is waited for. */
  public void waits() {
    waiting.increment();
  }

  /** There is one, or there will be none. */
  public void waited() {
    waiting.decrement();
  }

  /**
   * The service has answered.
   *
   * @param length of the body, decompressed
   */
  public void answered(int status, long nanos, int length) {
    int family = status / 100;
    calls.of(CLASSES[family < CLASSES.length ? family : 0]).record(nanos, TimeUnit.NANOSECONDS);
    bytes.increment(length);
  }

  /** A call brought no answer. */
  public void failed(String code, long nanos) {
    calls.of(code).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A call is made again. */
  public void retried() {
    retries.increment();
  }

  void shared() {
    shared.increment();
  }
}
