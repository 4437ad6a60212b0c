package dev.tributary.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What is counted of the calls to one service. Safe for use by many threads. */
public final class ServiceMeters {

  private static final String[] CLASSES = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
  private static final String[] CIRCUIT = {"closed", "half_open", "open"};
  private static final int MOST_OUTCOMES = 20;
  private static final String CIRCUIT_STATE = "tributary.service.circuit";
  private static final String LIMIT = "tributary.service.limit";
  private static final String QUEUED = "tributary.service.queued";
  private static final String INSTANCES = "tributary.service.instances";
  private static final List<String> INSTANCE_STATES = List.of("known", "down", "ejected");

  private final Bounded<Timer> calls;
  private final Counter bytes;
  private final Counter retries;
  private final Counter shared;
  private final Counter failovers;
  private final LongAdder waiting = new LongAdder();

  /** What can be told of the service now, by name. */
  private final Map<String, Supplier<Object>> condition = new ConcurrentSkipListMap<>();

  private final Map<CacheUse.Outcome, Counter> cacheOutcomes = new ConcurrentHashMap<>();
  private final LongAdder inFlight = new LongAdder();
  private final MeterRegistry registry;
  private final String service;

  /** Gauges of what a change of the configuration may replace. */
  private final Map<String, Meter> replaceable = new HashMap<>();

  /** As many as event loops that have called the service. */
  private final List<DoubleSupplier> budgets = new CopyOnWriteArrayList<>();

  ServiceMeters(MeterRegistry registry, String service) {
    this.registry = registry;
    this.service = service;
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
    this.failovers =
        Counter.builder("tributary.service.failovers")
            .description("Calls that were made again by another instance")
            .tag("service", service)
            .register(registry);
    Gauge.builder("tributary.service.inflight", inFlight, LongAdder::sum)
        .description("Calls that are under way")
        .tag("service", service)
        .register(registry);
    condition.put("inFlight", inFlight::sum);
    condition.put("waiting", waiting::sum);
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

  /** The cache has been asked for what a fetch wants. */
  public void cached(CacheUse use) {
    cacheOutcomes
        .computeIfAbsent(
            use.outcome(),
            outcome ->
                Counter.builder("tributary.cache.fetches")
                    .description("Fetches from services with a cache, by what it held of them")
                    .tag("service", service)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry))
        .increment();
  }

  /** A call is made again. */
  public void retried() {
    retries.increment();
  }

  /** A call is made again, by another instance. */
  public void failedOver() {
    failovers.increment();
  }

  /** A call is begun. */
  public void begun() {
    inFlight.increment();
  }

  /** It is over, in whatever way. */
  public void over() {
    inFlight.decrement();
  }

  /**
   * Measures how many further attempts an event loop can afford: what is told is the least of all
   * loops.
   *
   * @return ends that
   */
  public synchronized Runnable watchRetries(DoubleSupplier left) {
    if (budgets.isEmpty()) {
      condition.put("retriesLeft", this::retriesLeft);
      Gauge.builder("tributary.service.retries.left", this, ServiceMeters::retriesLeft)
          .description("Further attempts that can be afforded now, on the loop with the fewest")
          .tag("service", service)
          .register(registry);
    }
    budgets.add(left);
    return () -> budgets.remove(left);
  }

  private double retriesLeft() {
    return budgets.stream().mapToDouble(DoubleSupplier::getAsDouble).min().orElse(0);
  }

  /**
   * What a circuit is called that is like this.
   *
   * @param state 0 while calls are made, 1 while it is tried, 2 while none is made
   */
  public static String circuit(int state) {
    return CIRCUIT[state];
  }

  /**
   * Measures how a service's circuit is.
   *
   * @param state 0 while calls are made, 1 while it is tried, 2 while none is made
   */
  public void watchCircuit(IntSupplier state) {
    condition.put("circuit", () -> circuit(state.getAsInt()));
    latest(
        CIRCUIT_STATE,
        Gauge.builder(CIRCUIT_STATE, state, IntSupplier::getAsInt)
            .description("0 closed, 1 half open, 2 open: no call is made"));
  }

  /** There is no circuit any more. */
  public void unwatchCircuit() {
    condition.remove("circuit");
    forget(CIRCUIT_STATE);
  }

  /**
   * A circuit has opened, or closed, or is half open.
   *
   * @param state which
   */
  public void circuitChanged(String state) {
    Counter.builder("tributary.service.circuit.changes")
        .description("Changes of the circuit, by what it became")
        .tag("service", service)
        .tag("to", state)
        .register(registry)
        .increment();
  }

  /** Measures how many calls may be under way at a time, and how many wait for their turn. */
  public void watchLimit(IntSupplier limit, IntSupplier waiting) {
    condition.put("limit", limit::getAsInt);
    condition.put("queued", waiting::getAsInt);
    latest(
        LIMIT,
        Gauge.builder(LIMIT, limit, IntSupplier::getAsInt)
            .description("Calls that may be under way at a time"));
    latest(
        QUEUED,
        Gauge.builder(QUEUED, waiting, IntSupplier::getAsInt)
            .description("Calls that wait for their turn"));
  }

  /** There is no limit any more. */
  public void unwatchLimit() {
    condition.remove("limit");
    condition.remove("queued");
    forget(LIMIT);
    forget(QUEUED);
  }

  /** Measures how many instances there are, and how many of them get no calls, and why. */
  public void watchInstances(IntSupplier known, IntSupplier down, IntSupplier ejected) {
    instances(INSTANCE_STATES.get(0), known);
    instances(INSTANCE_STATES.get(1), down);
    instances(INSTANCE_STATES.get(2), ejected);
  }

  private void instances(String state, IntSupplier number) {
    condition.put("instances." + state, number::getAsInt);
    latest(
        "instances." + state,
        Gauge.builder(INSTANCES, number, IntSupplier::getAsInt)
            .description("Instances: all known, down by health checks, ejected for failing")
            .tag("state", state));
  }

  /** There are no instances any more. */
  public void unwatchInstances() {
    for (String state : INSTANCE_STATES) {
      condition.remove("instances." + state);
      forget("instances." + state);
    }
  }

  /** In the place of what was measured so before: what is made anew is measured, not the old. */
  private synchronized void latest(String name, Gauge.Builder<?> gauge) {
    forget(name);
    replaceable.put(name, gauge.tag("service", service).strongReference(true).register(registry));
  }

  private synchronized void forget(String name) {
    Meter before = replaceable.remove(name);
    if (before != null) {
      registry.remove(before);
    }
  }

  /** How the service is now. */
  Map<String, Object> condition() {
    Map<String, Object> now = new TreeMap<>();
    condition.forEach((name, value) -> now.put(name, value.get()));
    return now;
  }

  void shared() {
    shared.increment();
  }
}
