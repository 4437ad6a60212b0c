package dev.tributary.upstream;

import dev.tributary.balance.Balancer;
import dev.tributary.balance.Instances;
import dev.tributary.balance.RetryBudget;
import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.Deadlines;
import dev.tributary.execute.RequestScope;
import dev.tributary.telemetry.ServiceMeters;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one event loop calls services, under one configuration. Confined to it. The connections are
 * not its own: they outlive it.
 */
public final class ServiceClients {

  private final LoopConnections connections;
  private final Circuits circuits;
  private final Limits limits;
  private final Telemetry telemetry;

  /** As few as there are services that requests are passed on to. */
  private final Map<StreamedService, Streaming> streamed = new IdentityHashMap<>();

  /** As few as there are REST services. */
  private final Map<RestService, RestTransport> transports = new IdentityHashMap<>();

  /** As few as there are services with instances. */
  private final Map<String, Balancer> balancers = new HashMap<>();

  /** As few as there are services. */
  private final Map<String, ServiceMeters> meters = new HashMap<>();

  private @Nullable Pool latestPool;
  private @Nullable ServiceClient latest;

  public ServiceClients(Vertx vertx) {
    this(new LoopConnections(vertx, Telemetry.off()), Map.of(), Circuits.NONE, Limits.NONE);
  }

  /**
   * @param instances of the services that have several, by name
   * @param circuits of the services that are spared when they fail
   * @param limits of the services that are made so many calls at a time
   */
  ServiceClients(
      LoopConnections connections,
      Map<String, Instances> instances,
      Circuits circuits,
      Limits limits) {
    this.connections = connections;
    this.circuits = circuits;
    this.limits = limits;
    this.telemetry = connections.telemetry();
    instances.forEach(
        (service, known) -> balancers.put(service, connections.balancer(service, known)));
  }

  Vertx vertx() {
    return connections.vertx();
  }

  /** Where a call goes, and where to when that fails. */
  Attempts attempts(String service, ServiceAddress address, ServiceRequest request) {
    return new Attempts(address, balancers.get(service), request);
  }

  /** Chooses among a service's instances; null when it has none. */
  @Nullable Balancer balancer(String service) {
    return balancers.get(service);
  }

  /** Null when the service is never spared. */
  @Nullable ServiceCircuit circuit(String service) {
    return circuits.of(service, telemetry);
  }

  /** Null when the service has none. */
  @Nullable ConcurrencyLimit limit(String service) {
    return limits.of(service, telemetry);
  }

  /** How a request's calls stand beside others, where that matters. */
  ConcurrencyLimit.Rank rank(String service, RequestScope scope) {
    return limit(service) == null ? ConcurrencyLimit.Rank.UNKNOWN : ConcurrencyLimit.Rank.of(scope);
  }

  /** What is counted of a service's calls. */
  ServiceMeters meters(String service) {
    return meters.computeIfAbsent(service, telemetry::service);
  }

  /**
   * How often calls to a service may be made again: one budget, whether another instance is asked
   * or the same one later.
   */
  RetryBudget retries(String service) {
    Balancer balancer = balancers.get(service);
    return balancer != null ? balancer.retries() : ownRetries(service);
  }

  /** A call was answered; where instances are chosen, that has earned what it earns. */
  void answered(String service) {
    if (balancers.get(service) == null) {
      ownRetries(service).earn();
    }
  }

  private RetryBudget ownRetries(String service) {
    return connections.retries(service, meters(service));
  }

  Deadlines deadlines() {
    return connections.deadlines();
  }

  /** All subgraphs of one service share what is under way. */
  RestTransport transport(RestService service) {
    return transports.computeIfAbsent(service, first -> new RestTransport(service, this));
  }

  /** Most services are reached in one way, which need not be looked up for each call. */
  ServiceClient client(Pool pool) {
    ServiceClient known = latest;
    if (known == null || !pool.equals(latestPool)) {
      known = connections.client(pool);
      latest = known;
      latestPool = pool;
    }
    return known;
  }

  /** Opens WebSockets to services that are reached like this. */
  WebSocketClient sockets(ServiceOptions options) {
    return connections.sockets(options);
  }

  /** What calls of a service that requests are passed on to have in common. */
  Streaming streaming(StreamedService service) {
    Streaming known = streamed.get(service);
    if (known == null) {
      known =
          new Streaming(
              connections.streaming(service.options().pool()),
              new ServiceFailures(service.name(), service.address()));
      streamed.put(service, known);
    }
    return known;
  }

  /**
   * What calls of one service have in common.
   *
   * @param client neither packs nor unpacks bodies
   */
  record Streaming(ServiceClient client, ServiceFailures failures) {}
}
