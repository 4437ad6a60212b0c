package dev.tributary.telemetry;

import dev.tributary.telemetry.RequestRecord.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Measures requests. Every meter is made when it is first needed and kept; a request looks them up,
 * and allocates next to nothing. Safe for use by many threads.
 */
final class RequestMetrics implements RequestListener {

  private static final int MOST_CODES = 200;
  private static final int MOST_APPLICATIONS = 50;
  private static final int MOST_VERSIONS = 20;
  private static final int MOST_NETWORKS = 200;
  private static final int MOST_TIERS = 100;
  private static final int MOST_LIMITS = 20;
  private static final int MOST_STATUSES = 60;
  private static final int MOST_ROUTES = 1_000;

  private final MeterRegistry registry;
  private final MetricsOptions options;
  private final Function<String, ServiceMeters> services;
  private final Bounded<Results> kinds;
  private final Bounded<Counter> statuses;
  private final Bounded<Operation> operations;
  private final Bounded<Operation> routes;
  private final Bounded<Client> clients;
  private final Bounded<Bounded<Counter>> applications;
  private final Bounded<Counter> networks;
  private final Bounded<Counter> errors;
  private final Bounded<Tier> tiers;
  private final Counter size;
  private final Counter estimated;
  private final Counter actual;
  private final Counter keptHits;
  private final Counter keptStale;
  private final Counter keptMisses;
  private final Counter hits;
  private final Counter misses;
  private final Stopwatch reading;
  private final Stopwatch planning;
  private final Stopwatch compiling;
  private final Stopwatch waiting;
  private final Stopwatch policies;
  private final Stopwatch quotas;
  private final Stopwatch fetching;
  private final Stopwatch projecting;

  /**
   * @param services what is counted of a service by its name
   */
  RequestMetrics(
      MeterRegistry registry, MetricsOptions options, Function<String, ServiceMeters> services) {
    this.registry = registry;
    this.options = options;
    this.services = services;
    this.kinds = new Bounded<>(4, Results::new);
    this.statuses =
        new Bounded<>(
            MOST_STATUSES,
            status -> counter("tributary.responses", "Answers by HTTP status", "status", status));
    this.operations = new Bounded<>(options.operations(), name -> new Operation("operation", name));
    this.routes = new Bounded<>(MOST_ROUTES, name -> new Operation("route", name));
    this.clients = new Bounded<>(options.clients(), Client::new);
    this.applications =
        new Bounded<>(
            MOST_APPLICATIONS,
            name -> new Bounded<>(MOST_VERSIONS, version -> application(name, version)));
    this.networks =
        new Bounded<>(
            MOST_NETWORKS,
            network ->
                counter(
                    "tributary.network.requests",
                    "Requests by the network they come from",
                    "network",
                    network));
    this.errors =
        new Bounded<>(
            MOST_CODES,
            code -> counter("tributary.errors", "Errors that clients are told", "code", code));
    this.tiers = new Bounded<>(MOST_TIERS, Tier::new);
    this.size = sum("tributary.response", "Answers before compression", "bytes");
    this.estimated = sum("tributary.cost.estimated", "What requests are estimated at", "units");
    this.actual = sum("tributary.cost.actual", "What requests cost in the end", "units");
    this.keptHits = kept("hit");
    this.keptStale = kept("stale");
    this.keptMisses = kept("miss");
    this.hits = cache("hit");
    this.misses = cache("miss");
    this.reading = preparation("read");
    this.planning = preparation("plan");
    this.compiling = preparation("compile");
    this.waiting = preparation("wait");
    this.policies = stage("policies");
    this.quotas = stage("quota");
    this.fetching = stage("fetch");
    this.projecting = stage("project");
  }

  @Override
  public void ended(RequestRecord request) {
    Result result = request.result();
    kinds.of(request.kind()).of(result).record(request.nanos(), TimeUnit.NANOSECONDS);
    statuses.of(Statuses.text(request.status())).increment();
    size.increment(request.bytes());
    request.errors().forEach(this::error);
    if (request.route() != null) {
      routes.of(request.operation()).ended(request, result);
    }
    if (request.plan() != null) {
      operations.of(request.operation()).ended(request, result);
    }
    clients.of(request.client()).ended(request, result);
    application(request);
    networks.of(Networks.of(request.head().address())).increment();
    if (request.tier() != null) {
      tiers.of(request.tier()).decided(request.refusedBy());
    }
    costs(request);
    kept(request);
    preparation(request);
    stages(request);
  }

  private void error(String code, int count) {
    errors.of(code).increment(count);
  }

  private void application(RequestRecord request) {
    var headers = request.head().headers();
    String name = headers.get(options.applicationHeader());
    if (name != null) {
      applications.of(name).of(headers.get(options.versionHeader())).increment();
    }
  }

  private void costs(RequestRecord request) {
    if (request.estimatedCost() >= 0) {
      estimated.increment(request.estimatedCost());
    }
    if (request.actualCost() >= 0) {
      actual.increment(request.actualCost());
    }
  }

  private void kept(RequestRecord request) {
    switch (request.cached()) {
      case "hit" -> keptHits.increment();
      case "stale" -> keptStale.increment();
      case "miss" -> keptMisses.increment();
      case null, default -> {}
    }
  }

  private void preparation(RequestRecord request) {
    if (request.preparedAt() == 0) {
      return;
    }
    Preparation steps = request.preparation();
    if (steps == null) {
      hits.increment();
      return;
    }
    misses.increment();
    waiting.between(request.receivedAt(), steps.begunAt());
    reading.between(steps.begunAt(), steps.readAt());
    planning.between(Math.max(steps.readAt(), steps.begunAt()), steps.plannedAt());
    compiling.between(steps.plannedAt(), steps.compiledAt());
  }

  private void stages(RequestRecord request) {
    policies.between(request.preparedAt(), request.authorizedAt());
    if (request.admittedAt() != 0) {
      quotas.between(request.quotaAskedAt(), request.admittedAt());
    }
    if (!request.calls().isEmpty()) {
      fetching.between(request.calls().getFirst().begunAt(), request.fetchedAt());
      for (UpstreamCall call : request.calls()) {
        if (call.isShared()) {
          services.apply(call.service()).shared();
        }
      }
    }
    projecting.between(request.fetchedAt(), request.projectedAt());
  }

  // Meters

  /** By result: there are as many meters as there are results. */
  private final class Results {
    private final Timer[] timers = new Timer[Result.values().length];

    Results(String kind) {
      for (Result result : Result.values()) {
        timers[result.ordinal()] =
            Timers.histogram("tributary.requests")
                .description("Requests, from their head to their answer")
                .tag("kind", kind)
                .tag("result", text(result))
                .register(registry);
      }
    }

    Timer of(Result result) {
      return timers[result.ordinal()];
    }
  }

  private final class Operation {
    private final Timer time;
    private final Counter failed;
    private final Counter cost;

    /**
     * @param what operation or route
     */
    Operation(String what, String name) {
      this.time =
          Timers.histogram("tributary." + what + "s")
              .description("Requests of valid " + what + "s by the " + what + "'s name")
              .tag(what, name)
              .register(registry);
      this.failed =
          counter(
              "tributary." + what + ".failures",
              "Requests that were refused or answered with errors",
              what,
              name);
      this.cost = counter("tributary." + what + ".cost", "Cost units of " + what + "s", what, name);
    }

    void ended(RequestRecord request, Result result) {
      time.record(request.nanos(), TimeUnit.NANOSECONDS);
      if (result != Result.OK) {
        failed.increment();
      }
      cost.increment(request.spent());
    }
  }

  private final class Client {
    private final Counter[] results = new Counter[Result.values().length];
    private final Counter cost;
    private final String name;
    private @Nullable Counter quotaShort;
    private volatile double quotaLeft = 1;

    Client(String name) {
      this.name = name;
      for (Result result : Result.values()) {
        results[result.ordinal()] =
            Counter.builder("tributary.client.requests")
                .description("Requests by client")
                .tag("client", name)
                .tag("result", text(result))
                .register(registry);
      }
      this.cost = counter("tributary.client.cost", "Cost units by client", "client", name);
    }

    void ended(RequestRecord request, Result result) {
      results[result.ordinal()].increment();
      cost.increment(request.spent());
      if (request.tier() != null) {
        quota(request);
      }
    }

    /** Most gateways' clients have no quotas: their meters are made when one is met. */
    private void quota(RequestRecord request) {
      quotaLeft = request.quotaLeft();
      Counter refusals = quotaShort;
      if (refusals == null) {
        refusals =
            counter(
                "tributary.client.quota.short",
                "Requests that a client's quota was short of",
                "client",
                name);
        quotaShort = refusals;
        Gauge.builder("tributary.client.quota.left", this, client -> client.quotaLeft)
            .description("What was left of a client's tightest limit when it was last asked")
            .baseUnit("ratio")
            .tag("client", name)
            .register(registry);
      }
      if (request.refusedBy() != null) {
        refusals.increment();
      }
    }
  }

  private final class Tier {
    private final Counter admitted;
    private final Bounded<Counter> refused;

    Tier(String name) {
      this.admitted = decision(name, "admitted", Bounded.NONE);
      this.refused = new Bounded<>(MOST_LIMITS, limit -> decision(name, "short", limit));
    }

    void decided(@Nullable String limit) {
      if (limit == null) {
        admitted.increment();
      } else {
        refused.of(limit).increment();
      }
    }

    private Counter decision(String tier, String decision, String limit) {
      return Counter.builder("tributary.quota.decisions")
          .description("Requests that a client's quota had enough for, or was short of")
          .tag("tier", tier)
          .tag("decision", decision)
          .tag("limit", limit)
          .register(registry);
    }
  }

  private Counter application(String name, String version) {
    return Counter.builder("tributary.application.requests")
        .description("Requests by what clients say they are")
        .tag("application", name)
        .tag("version", version)
        .register(registry);
  }

  private Counter kept(String result) {
    return counter(
        "tributary.cache.responses", "Look-ups of whole answers that are kept", "result", result);
  }

  private Counter cache(String result) {
    return counter(
        "tributary.operation.cache", "Look-ups of prepared operations", "result", result);
  }

  private Stopwatch preparation(String step) {
    return new Stopwatch(
        registry,
        "tributary.preparation",
        "Steps by which new operations are prepared",
        "step",
        step);
  }

  private Stopwatch stage(String stage) {
    return new Stopwatch(
        registry, "tributary.request.stages", "Stages of requests", "stage", stage);
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  private Counter sum(String name, String description, String unit) {
    return Counter.builder(name).description(description).baseUnit(unit).register(registry);
  }

  private static String text(Result result) {
    return switch (result) {
      case OK -> "ok";
      case ERRORS -> "errors";
      case REFUSED -> "refused";
      case GONE -> "gone";
    };
  }
}
