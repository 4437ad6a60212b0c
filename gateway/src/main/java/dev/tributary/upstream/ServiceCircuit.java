package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.ServiceMeters;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a service that fails nearly every call, and those who would wait for it: calls fail at
 * once for a while, and a few then try whether it is back. Shared by all event loops; safe for use
 * by many threads.
 *
 * <p>Whoever is admitted tells how it ended, exactly once.
 */
final class ServiceCircuit {

  private static final Logger log = LoggerFactory.getLogger(ServiceCircuit.class);

  /** Stands for an answer of status 500 and above. */
  private static final UpstreamFailure FAILED =
      new UpstreamFailure(UpstreamFailure.Code.UPSTREAM_HTTP_ERROR, "status 500 or above");

  private final CircuitBreaker breaker;
  private final ServiceMeters meters;

  /** How it was when anybody looked last. */
  private volatile CircuitBreaker.State seen = CircuitBreaker.State.CLOSED;

  ServiceCircuit(String service, CircuitOptions options, ServiceMeters meters) {
    this.meters = meters;
    this.breaker =
        CircuitBreaker.of(
            service,
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize((int) Math.max(1, options.window().toSeconds()))
                .minimumNumberOfCalls(options.calls())
                .failureRateThreshold(options.failurePercent())
                .waitDurationInOpenState(options.pause())
                .permittedNumberOfCallsInHalfOpenState(options.trials())
                .writableStackTraceEnabled(false)
                .build());
    meters.watchCircuit(this::state);
  }

  /** How it is, in a word. */
  String condition() {
    return ServiceMeters.circuit(state());
  }

  /** 0 while calls are made, 1 while it is tried, 2 while none is made. */
  private int state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
    };
  }

  /**
   * Tells of a change, if there is one. Whatever may change it looks after it: once somebody
   * listens to a breaker's events, one is made of every call, with the time of day in it.
   */
  private void look() {
    if (breaker.getState() != seen) {
      changed();
    }
  }

  private synchronized void changed() {
    CircuitBreaker.State now = breaker.getState();
    if (now == seen) {
      return;
    }
    seen = now;
    meters.circuitChanged(now.name().toLowerCase(Locale.ROOT));
    switch (now) {
      case OPEN ->
          log.warn(
              "Service {} fails nearly every call: none is made for {} ms",
              breaker.getName(),
              breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(1));
      case HALF_OPEN -> log.info("Service {} is tried again", breaker.getName());
      case CLOSED -> log.info("Service {} is called again", breaker.getName());
      case DISABLED, METRICS_ONLY, FORCED_OPEN -> {}
    }
  }

  /** Whether a call may be made now. */
  boolean admits() {
    boolean admitted = breaker.tryAcquirePermission();
    look();
    return admitted;
  }

  /** A call that was admitted has been answered, in whatever way. */
  void answered(int status, long nanos) {
    if (status >= 500) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, FAILED);
    } else {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
    look();
  }

  /** A call that was admitted has failed. */
  void failed(UpstreamFailure failure, long nanos) {
    switch (failure.code()) {
      case UPSTREAM_CANCELLED,
          UPSTREAM_CIRCUIT_OPEN,
          UPSTREAM_OVERLOADED,
          SUBSCRIPTION_NOT_SUPPORTED,
          SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE ->
          left();
      case UPSTREAM_UNREACHABLE,
          UPSTREAM_TIMEOUT,
          UPSTREAM_HTTP_ERROR,
          UPSTREAM_INVALID_RESPONSE,
          SUBSCRIPTION_BROKEN ->
          breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
      // It is there and answers.
      case UPSTREAM_RESPONSE_TOO_LARGE -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
    look();
  }

  /** A call that was admitted says nothing of the service: it was given up, or never made. */
  void left() {
    breaker.releasePermission();
  }
}
