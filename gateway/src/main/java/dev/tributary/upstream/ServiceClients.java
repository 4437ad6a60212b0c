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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients of one event loop. Confined to it.
 *
 * <p>Services that are reached in the same way share a client, which keeps a pool of connections
 * for each host and port. So the connections outlive a supergraph: a new one finds them warm.
 */
public final class ServiceClients {

  /** Subscriptions are limited elsewhere. */
  private static final int MOST_SOCKETS = 100_000;

  private static final int SOCKET_CLOSING_SECONDS = 3;

  /** A tenth more calls at most. */
  private static final double RETRIES_PER_ANSWER = 0.1;

  /** Few: they come from configuration, not from supergraphs. */
  private final Map<Pool, ServiceClient> clients = new HashMap<>();

  /** Those that leave bodies as they are; few likewise. */
  private final Map<Pool, ServiceClient> streaming = new HashMap<>();

  /** As few as there are services that requests are passed on to. */
  private final Map<StreamedService, Streaming> streamed = new IdentityHashMap<>();

  /** As few as there are REST services. */
  private final Map<RestService, RestTransport> transports = new IdentityHashMap<>();

  /** As few as there are services with instances. */
  private final Map<String, Balancer> balancers = new HashMap<>();

  private final Circuits circuits;
  private final Limits limits;
  private final Vertx vertx;
  private final Telemetry telemetry;
  private final Deadlines deadlines;

  /** As few as there are services. */
  private final Map<String, ServiceMeters> meters = new HashMap<>();

  /** As few as there are services. */
  private final Map<String, RetryBudget> retries = new HashMap<>();

  private final Map<Sockets, WebSocketClient> sockets = new HashMap<>();

  /**
   * What sockets have in common that one client opens.
   *
   * @param tls what its certificates were when it was made; null without any
   */
  private record Sockets(Pool pool, int mostBytes, @Nullable Object tls) {}

  private @Nullable Pool latestPool;
  private @Nullable ServiceClient latest;

  public ServiceClients(Vertx vertx) {
    this(vertx, Telemetry.off(), Map.of(), Circuits.NONE, Limits.NONE);
  }

  /**
   * @param telemetry is told of every call
   * @param instances of the services that have several, by name
   * @param circuits of the services that are spared when they fail
   * @param limits of the services that are made so many calls at a time
   */
  ServiceClients(
      Vertx vertx,
      Telemetry telemetry,
      Map<String, Instances> instances,
      Circuits circuits,
      Limits limits) {
    this.circuits = circuits;
    this.limits = limits;
    this.vertx = vertx;
    this.telemetry = telemetry;
    instances.forEach(
        (service, known) -> {
          Balancer balancer = new Balancer(known);
          balancers.put(service, balancer);
          telemetry.service(service).watchRetries(balancer.retries()::left);
        });
    this.deadlines = new Deadlines(vertx);
  }

  Vertx vertx() {
    return vertx;
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
    return retries.computeIfAbsent(
        service,
        first -> {
          RetryBudget budget = new RetryBudget(RETRIES_PER_ANSWER);
          meters(service).watchRetries(budget::left);
          return budget;
        });
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** All subgraphs of one service share what is under way. */
  RestTransport transport(RestService service) {
    return transports.computeIfAbsent(service, first -> new RestTransport(service, this));
  }

  /** Most services are reached in one way, which need not be looked up for each call. */
  ServiceClient client(Pool pool) {
    ServiceClient known = latest;
    if (known == null || !pool.equals(latestPool)) {
      known =
          clients.computeIfAbsent(
              pool,
              same ->
                  new ServiceClient(
                      vertx, same, ServiceClient.Bodies.UNPACKED, telemetry.connections()));
      latest = known;
      latestPool = pool;
    }
    return known;
  }

  /** Opens WebSockets to services that are reached like this. */
  WebSocketClient sockets(ServiceOptions options) {
    ServiceTls tls = options.pool().tls();
    return sockets.computeIfAbsent(
        new Sockets(options.pool(), options.maxAnswerBytes(), tls == null ? null : tls.version()),
        missing -> {
          WebSocketClientOptions made =
              new WebSocketClientOptions()
                  .setMaxConnections(MOST_SOCKETS)
                  .setMaxFrameSize(options.maxAnswerBytes())
                  .setMaxMessageSize(options.maxAnswerBytes())
                  .setClosingTimeout(SOCKET_CLOSING_SECONDS)
                  .setTryUsePerFrameCompression(false)
                  .setTryUsePerMessageCompression(false);
          made.setConnectTimeout((int) options.pool().connectTimeout().toMillis());
          if (tls != null) {
            tls.applyTo(made);
          }
          return vertx.createWebSocketClient(made);
        });
  }

  /** What calls of a service that requests are passed on to have in common. */
  Streaming streaming(StreamedService service) {
    Streaming known = streamed.get(service);
    if (known == null) {
      known =
          new Streaming(
              streaming.computeIfAbsent(
                  service.options().pool(),
                  same ->
                      new ServiceClient(
                          vertx, same, ServiceClient.Bodies.AS_THEY_ARE, telemetry.connections())),
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

  /** Breaks off what is in flight. */
  public Future<Void> close() {
    return Future.join(
            Stream.concat(
                    Stream.of(clients, streaming)
                        .flatMap(kept -> kept.values().stream())
                        .map(ServiceClient::close),
                    sockets.values().stream().map(WebSocketClient::close))
                .toList())
        .mapEmpty();
  }
}
