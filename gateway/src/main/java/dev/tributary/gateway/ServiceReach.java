package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.balance.Instances;
import dev.tributary.cache.CacheStore;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.execute.Upstream;
import dev.tributary.http.CacheInvalidation;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.AddressPolicy.Private;
import dev.tributary.upstream.FetchCache;
import dev.tributary.upstream.FetchCacheOptions;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.RestService;
import dev.tributary.upstream.RestUpstream;
import dev.tributary.upstream.ServiceClients;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.Services;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the gateway reaches each service, as its configuration says: kind, address, instances. */
final class ServiceReach {

  private final GatewayConfig config;
  private final ServiceIdentities identities;
  private final Function<Subgraph, @Nullable ConnectorExpansion> expansions;
  private final Map<String, Instances> instances;
  private final Services services;

  /** Where answers are kept; null when none are. */
  private final @Nullable CacheStore store;

  private final @Nullable FetchCache cache;

  /** Few: services come and go as schemas are published. */
  private final Map<String, RestService> restServices = new ConcurrentHashMap<>();

  /**
   * @param expansions what made a subgraph of connectors; null for one that speaks GraphQL
   */
  ServiceReach(
      Vertx vertx,
      GatewayConfig config,
      ServiceIdentities identities,
      Telemetry telemetry,
      Function<Subgraph, @Nullable ConnectorExpansion> expansions) {
    this.config = config;
    this.identities = identities;
    this.expansions = expansions;
    this.instances = instances(vertx, config);
    AnswerCacheConfig kept = config.cache();
    this.store = kept == null ? null : kept.open(vertx);
    this.cache = store == null ? null : new FetchCache(store, this::kept);
    if (store != null) {
      SharedStores.watch(telemetry, store);
    }
    this.services =
        new Services(
            vertx,
            telemetry,
            instances,
            Options.circuits(config),
            Options.limits(config),
            this::upstream);
  }

  private static Map<String, Instances> instances(Vertx vertx, GatewayConfig config) {
    Map<String, Instances> instances = new TreeMap<>();
    config
        .services()
        .forEach(
            (name, service) -> {
              BalancingConfig balancing = service.balancing();
              if (balancing != null) {
                instances.put(name, new Instances(vertx, name, balancing.balancing()));
              }
            });
    return Map.copyOf(instances);
  }

  /** From one event loop. */
  private Upstream upstream(Subgraph subgraph, ServiceClients clients) {
    ServiceConfig service = config.service(subgraph.service());
    ServiceOptions calls =
        identities.addedTo(
            Options.service(service, Options.credentialHeaders(config.authentication())), service);
    ConnectorExpansion expansion = expansions.apply(subgraph);
    return expansion == null
        ? new GraphQlUpstream(
            clients,
            subgraph,
            calls,
            Options.addresses(service, Private.ALLOWED),
            requireNonNull(service.subscriptions()).options(),
            cache)
        : new RestUpstream(
            clients,
            expansion,
            subgraph,
            restServices.computeIfAbsent(
                subgraph.service(),
                name -> new RestService(name, Options.rest(service, calls, System::getenv))));
  }

  /** How a service's answers are kept; null when they are not. */
  private @Nullable FetchCacheOptions kept(String service) {
    return requireNonNull(config.service(service).cache()).options();
  }

  /** Where answers are kept; null when none are. */
  @Nullable CacheStore store() {
    return store;
  }

  /** Null when no answers are kept. */
  @Nullable CacheInvalidation invalidation(Supplier<@Nullable Supergraph> supergraph) {
    return store == null ? null : new CacheInvalidation(store, supergraph);
  }

  Services services() {
    return services;
  }

  /** Those that cannot be found yet keep nobody waiting: they are looked for again. */
  Future<Void> findInstances() {
    return Future.join(instances.values().stream().map(Instances::start).toList()).mapEmpty();
  }

  /** Breaks off what is in flight, and asks no instance any more how it is. */
  Future<Void> close() {
    return services
        .close()
        .eventually(() -> Future.join(instances.values().stream().map(Instances::close).toList()))
        .eventually(() -> store == null ? Future.succeededFuture() : store.close());
  }
}
