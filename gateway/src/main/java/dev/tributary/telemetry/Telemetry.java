package dev.tributary.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that watches requests. Safe for use by many threads.
 *
 * <p>Whatever goes wrong here changes nothing for clients.
 */
public final class Telemetry implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
  private static final int MOST_SERVICES = 1_000;
  private static final Telemetry OFF = of(TelemetryOptions.OFF);

  private final List<RequestListener> listeners = new ArrayList<>();

  /** What counters ask: these themselves do not keep it from being collected. */
  private final List<DoubleSupplier> counted = new ArrayList<>();

  private final RequestIds ids;
  private final @Nullable CharSequence requestIdHeader;
  private final @Nullable Metrics metrics;
  private final MeterRegistry registry;
  private final AuditLog audit;
  private final @Nullable Traces traces;
  private final @Nullable Consumption consumption;
  private final @Nullable DebugTrace debug;
  private final CurrentTrace current = new CurrentTrace();
  private final Bounded<ServiceMeters> services;
  private final LongAdder connections = new LongAdder();
  private final LongAdder droppedCopies = new LongAdder();

  private Telemetry(TelemetryOptions options) {
    this.requestIdHeader =
        options.requestIdHeader().isEmpty() ? null : AsciiString.cached(options.requestIdHeader());
    this.ids =
        options.requestIdHeader().isEmpty()
            ? RequestIds.generated()
            : RequestIds.accepted(options.requestIdHeader());
    this.metrics = options.metrics() == null ? null : new Metrics(current);
    // A registry of registries without any takes no measurements.
    this.registry = metrics == null ? new CompositeMeterRegistry() : metrics.registry();
    this.services = new Bounded<>(MOST_SERVICES, name -> new ServiceMeters(registry, name));
    if (options.metrics() != null) {
      listeners.add(new RequestMetrics(registry, options.metrics(), services::of));
    }
    this.traces = options.traces() == null ? null : new Traces(options.traces());
    if (traces != null) {
      listeners.add(traces);
    }
    this.consumption =
        options.consumption() == null ? null : new Consumption(options.consumption());
    if (consumption != null) {
      listeners.add(consumption);
    }
    DebugOptions secret = options.debug();
    this.debug = secret == null ? null : new DebugTrace(secret.header(), secret.secret());
    this.audit = new AuditLog(registry);
    listeners.add(audit);
    counter("tributary.audit.suppressed", "Lines of the audit log left out", audit::suppressed);
    LogOptions logs = options.logs();
    if (logs.accessOneOf() > 0) {
      listeners.add(new AccessLog(logs.accessOneOf(), logs.accessPerSecond(), options.names()));
    }
    if (logs.slow().isPositive()) {
      listeners.add(new SlowLog(logs.slow().toNanos()));
    }
    gauge("tributary.service.connections", "Open connections to services", connections::sum);
    counter(
        "tributary.route.mirror.dropped",
        "Copies of requests that were not made, because of their size or number",
        droppedCopies::sum);
  }

  /** Watches nothing. */
  public static Telemetry off() {
    return OFF;
  }

  public static Telemetry of(TelemetryOptions options) {
    return new Telemetry(options);
  }

  /** Adds up what is executed from now on. To be called before the first request. */
  public void record(UsageRecorder usage) {
    listeners.add(usage);
    counter("tributary.usage.dropped", "Executions left out of usage reports", usage::dropped);
  }

  /** Keeps the last requests from now on. To be called before the first one. */
  public void record(RecentRequests recent) {
    listeners.add(recent);
  }

  /** Adds up what is answered from now on. To be called before the first request. */
  public void record(TrafficRecorder traffic) {
    listeners.add(traffic);
  }

  /**
   * A request has come.
   *
   * @param path without the query, which may hold variables
   * @param address the peer's; null when it is not known
   * @param headers must not be changed afterwards
   */
  public RequestRecord begin(
      String method, String path, @Nullable String address, MultiMap headers) {
    return new RequestRecord(
        this,
        new RequestRecord.Head(method, path, address, headers),
        ids.of(headers),
        traces == null ? null : traces.begin(headers));
  }

  /** What is counted of a service's calls. */
  public ServiceMeters service(String name) {
    return services.of(name);
  }

  /** Open connections to services: who opens or closes one counts it. */
  public LongAdder connections() {
    return connections;
  }

  /** Copies of requests that were not made: who makes none counts it. */
  public LongAdder droppedCopies() {
    return droppedCopies;
  }

  /** Measures a value whenever it is asked for. */
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).description(description).register(registry);
  }

  /** The same of a value that only grows. */
  public void counter(String name, String description, DoubleSupplier value) {
    counted.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .register(registry);
  }

  /** The same of one of several values of that name, which a label tells apart. */
  public void counter(
      String name, String description, String label, String is, DoubleSupplier value) {
    counted.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tag(label, is)
        .register(registry);
  }

  /**
   * Measures how late the event loop is that this is called on.
   *
   * @param told likewise, in nanoseconds, again and again on that loop
   */
  public void watchEventLoop(Vertx vertx, LongConsumer told) {
    if (metrics == null) {
      EventLoopLag.watch(vertx, told);
      return;
    }
    Timer lag =
        Timer.builder("tributary.event.loop.lag")
            .description("How late timers of event loops are")
            .register(registry);
    EventLoopLag.watch(
        vertx,
        nanos -> {
          lag.record(nanos, TimeUnit.NANOSECONDS);
          told.accept(nanos);
        });
  }

  /** What clients use; null when that is not kept. */
  public @Nullable Consumption consumption() {
    return consumption;
  }

  /** What is measured; null for nothing. */
  public @Nullable Metrics metrics() {
    return metrics;
  }

  @Nullable DebugTrace debug() {
    return debug;
  }

  AuditLog audit() {
    return audit;
  }

  @Nullable CharSequence requestIdHeader() {
    return requestIdHeader;
  }

  void ended(RequestRecord request) {
    TraceContext trace = request.trace();
    if (trace != null && trace.sampled()) {
      current.set(trace);
      tell(request);
      current.clear();
    } else {
      tell(request);
    }
  }

  private void tell(RequestRecord request) {
    for (RequestListener listener : listeners) {
      try {
        listener.ended(request);
      } catch (RuntimeException bug) {
        LOG.error("A request was answered, and could not be written down", bug);
      }
    }
  }

  @Override
  public void close() {
    if (consumption != null) {
      consumption.writeOut();
    }
    if (traces != null) {
      traces.close();
    }
    if (metrics != null) {
      metrics.close();
    }
  }
}
