package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.balance.Instances;
import dev.tributary.cache.CacheStore;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.execute.Upstream;
import dev.tributary.http.CacheInvalidation;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.upstream.AddressPolicy.Private;
import dev.tributary.upstream.Circuits;
import dev.tributary.upstream.FetchCache;
import dev.tributary.upstream.FetchCacheOptions;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.Limits;
import dev.tributary.upstream.RestService;
import dev.tributary.upstream.RestUpstream;
import dev.tributary.upstream.ServiceClients;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.Services;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway reaches each service, as one configuration says: kind, address, instances.
 * Services that are configured as before are reached as before: over the connections there are, and
 * with what is known of their instances and of how they fare.
 */
final class ServiceReach {

  private final Lasting lasting;
  private final GatewayConfig config;
  private final ServiceIdentities identities;
  private final Map<String, Instances> instances;
  private final Circuits circuits;
  private final Limits limits;
  private final Services services;

  /** Where answers are kept; null when none are. */
  private final @Nullable CacheStore store;

  private final @Nullable FetchCache cache;

  /** Few: services come and go as schemas are published. */
  private final Map<String, Rest> restServices = new ConcurrentHashMap<>();

  /** What tells the instances of a service from others. */
  private record InstanceSettings(String service, BalancingConfig balancing) {}

  /** What tells a store of answers from another. */
  private record StoreSettings(
      DataSize memory, AnswerCacheConfig.@Nullable RedisCacheConfig redis) {}

  /**
   * A REST service, with its tokens and what is kept of its answers.
   *
   * @param config all that it depends on, with {@code credentials}
   */
  private record Rest(ServiceConfig config, Set<String> credentials, RestService service) {}

  /**
   * @param parts where what may outlive this configuration is held
   * @param before how services are reached now; null at the start
   */
  ServiceReach(
      Lasting lasting,
      GatewayConfig config,
      ServiceIdentities identities,
      Parts.Held parts,
      @Nullable ServiceReach before) {
    this.lasting = lasting;
    this.config = config;
    this.identities = identities;
    this.instances = instances(parts);
    if (before != null) {
      before.restServices.forEach(
          (name, rest) -> {
            if (rest.config.equals(config.service(name).withoutInstances())
                && rest.credentials.equals(credentials())) {
              restServices.put(name, rest);
            }
          });
    }
    AnswerCacheConfig kept = config.cache();
    this.store =
        kept == null
            ? null
            : parts.part(
                CacheStore.class,
                new StoreSettings(kept.memory(), kept.redis()),
                () -> kept.open(lasting.vertx()),
                CacheStore::close);
    this.cache = store == null ? null : new FetchCache(store, this::kept);
    this.circuits =
        before == null
            ? new Circuits(Options.circuits(config))
            : before.circuits.with(Options.circuits(config));
    this.limits =
        before == null
            ? new Limits(Options.limits(config))
            : before.limits.with(Options.limits(config));
    this.services =
        new Services(lasting.connections(), instances, circuits, limits, this::upstream);
  }

  private Map<String, Instances> instances(Parts.Held parts) {
    Map<String, Instances> instances = new TreeMap<>();
    config
        .services()
        .forEach(
            (name, service) -> {
              BalancingConfig balancing = service.balancing();
              if (balancing != null) {
                instances.put(
                    name,
                    parts.part(
                        Instances.class,
                        // Others in the list are no other service.
                        new InstanceSettings(name, balancing.withoutInstances()),
                        () -> new Instances(lasting.vertx(), name, balancing.balancing()),
                        Instances::close));
              }
            });
    return Map.copyOf(instances);
  }

  /**
   * Services are reached like this from now on.
   *
   * @param latest may differ in the lists of instances
   */
  void hold(GatewayConfig latest) {
    instances.forEach(
        (name, known) -> {
          lasting
              .telemetry()
              .service(name)
              .watchInstances(known::known, known::down, known::ejected);
          BalancingConfig balancing = latest.service(name).balancing();
          if (balancing != null) {
            known.list(balancing.balancing().places());
          }
        });
  }

  /** Services are reached like this no more, but by what has begun. */
  void giveWay(ServiceReach next) {
    instances.keySet().stream()
        .filter(name -> !next.instances.containsKey(name))
        .forEach(name -> lasting.telemetry().service(name).unwatchInstances());
  }

  /** From one event loop. */
  private Upstream upstream(Subgraph subgraph, ServiceClients clients) {
    ServiceConfig service = config.service(subgraph.service());
    ServiceOptions calls = identities.addedTo(Options.service(service, credentials()), service);
    ConnectorExpansion expansion = lasting.served().expansion(subgraph);
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
            restServices
                .computeIfAbsent(subgraph.service(), name -> rest(name, service, calls))
                .service());
  }

  private Rest rest(String name, ServiceConfig service, ServiceOptions calls) {
    return new Rest(
        service.withoutInstances(),
        credentials(),
        new RestService(name, Options.rest(service, calls, System::getenv)));
  }

  private Set<String> credentials() {
    return Options.credentialHeaders(config.authentication());
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

  /** Who is still reached like this: how, for connections, and where. */
  void addTo(Set<Pool> pools, Set<Instances> reached) {
    reached.addAll(instances.values());
    pools.add(pool(config.serviceDefaults()));
    config.services().keySet().forEach(name -> pools.add(pool(config.service(name))));
  }

  private Pool pool(ServiceConfig service) {
    return identities.addedTo(Options.service(service), service).pool();
  }

  /** The connections stay, and the parts that others hold as well. */
  Future<Void> close() {
    return services.close();
  }
}
