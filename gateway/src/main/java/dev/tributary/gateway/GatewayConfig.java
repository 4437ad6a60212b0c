package dev.tributary.gateway;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured: {@code tributary.yaml}. The records are the one description of
 * it; the JSON Schema in {@code tributary.schema.json} and {@code docs/configuration.md} are
 * generated from them.
 */
record GatewayConfig(
    @Setting("Where clients reach the gateway.") ServerConfig server,
    @Setting(
            value = "Where the supergraph comes from: a file, or a registry elsewhere.",
            atStart = "what is served comes from where it came from at the start")
        SupergraphConfig supergraph,
    @Setting(
            value =
                "Runs a registry inside this process, and serves what is published to it. Leave it"
                    + " out when the supergraph comes from elsewhere.",
            atStart = "the registry is opened at the start")
        @Nullable RegistryConfig registry,
    @Setting("What holds for every service that does not say otherwise.")
        ServiceConfig serviceDefaults,
    @Setting("Services by name: what differs from the defaults.")
        SortedMap<String, ServiceConfig> services,
    @Setting("What a single operation may look like.") OperationConfig operations,
    @Setting("Who is calling, and how they show it.") AuthenticationConfig authentication,
    @Setting("What operations may cost.") CostConfig cost,
    @Setting("What callers may see.") AuthorizationConfig authorization,
    @Setting("What each client may spend.") QuotaConfig quotas,
    @Setting("Operations that requests name in place of sending them.") DocumentsConfig documents,
    @Setting(
            value =
                "Serves operators: metrics and health, on a port of its own. Leave it out for"
                    + " none.",
            atStart = "the server of operators is set up at the start")
        @Nullable AdminConfig admin,
    @Setting(
            value = "What operators learn of requests.",
            atStart = "what is measured, and where that goes, is set up at the start")
        TelemetryConfig telemetry,
    @Setting("What is kept of answers, and where. Leave it out to keep nothing.")
        @Nullable AnswerCacheConfig cache,
    @Setting("Operations that are called like a REST service.") EndpointsConfig endpoints,
    @Setting("Requests beside the graph that are passed on to services.")
        List<RouteConfig> routes) {

  static final GatewayConfig DEFAULTS =
      new GatewayConfig(
          ServerConfig.DEFAULTS,
          SupergraphConfig.DEFAULTS,
          null,
          ServiceConfig.DEFAULTS,
          new TreeMap<>(),
          OperationConfig.DEFAULTS,
          AuthenticationConfig.DEFAULTS,
          CostConfig.DEFAULTS,
          AuthorizationConfig.DEFAULTS,
          QuotaConfig.DEFAULTS,
          DocumentsConfig.DEFAULTS,
          null,
          TelemetryConfig.DEFAULTS,
          null,
          EndpointsConfig.DEFAULTS,
          List.of());

  /** What a file starts from that says {@code server.production}. */
  static final GatewayConfig PRODUCTION =
      new GatewayConfig(
          ServerConfig.DEFAULTS.withoutGraphiql(),
          SupergraphConfig.DEFAULTS,
          null,
          ServiceConfig.DEFAULTS,
          new TreeMap<>(),
          OperationConfig.PRODUCTION,
          AuthenticationConfig.DEFAULTS,
          CostConfig.DEFAULTS,
          AuthorizationConfig.DEFAULTS,
          QuotaConfig.DEFAULTS,
          DocumentsConfig.DEFAULTS,
          null,
          TelemetryConfig.DEFAULTS,
          null,
          EndpointsConfig.DEFAULTS,
          List.of());

  GatewayConfig {
    routes = List.copyOf(routes);
    boolean elsewhere = supergraph.file() != null || supergraph.registry() != null;
    if (elsewhere && registry != null) {
      throw new IllegalArgumentException(
          "'supergraph' and 'registry' both say where the supergraph comes from; keep one");
    }
  }

  /** Whether the supergraph comes from a registry, here or elsewhere. */
  boolean hasRegistry() {
    return supergraph.file() == null;
  }

  /** The configuration of a service: its own settings over the defaults. */
  ServiceConfig service(String name) {
    ServiceConfig own = services.get(name);
    return own == null ? serviceDefaults : own.over(serviceDefaults);
  }

  /** Without what can change while everything stays as it is: lists of instances, and quotas. */
  GatewayConfig withoutWhatMoves() {
    SortedMap<String, ServiceConfig> others = new TreeMap<>(services);
    others.replaceAll((name, service) -> service.withoutInstances());
    return new GatewayConfig(
        server,
        supergraph,
        registry,
        serviceDefaults,
        others,
        operations,
        authentication,
        cost,
        authorization,
        quotas.withoutTiers(),
        documents,
        admin,
        telemetry,
        cache,
        endpoints,
        routes);
  }

  GatewayConfig with(ServerConfig other) {
    return with(other, supergraph, registry, serviceDefaults, authentication, admin);
  }

  GatewayConfig with(RegistryConfig other) {
    return with(server, supergraph, other, serviceDefaults, authentication, admin);
  }

  /** With other settings for every service that does not say otherwise. */
  GatewayConfig with(ServiceConfig defaults) {
    return with(server, supergraph, registry, defaults, authentication, admin);
  }

  GatewayConfig with(AuthenticationConfig other) {
    return with(server, supergraph, registry, serviceDefaults, other, admin);
  }

  GatewayConfig with(AdminConfig other) {
    return with(server, supergraph, registry, serviceDefaults, authentication, other);
  }

  /** Serves this file, wherever the supergraph came from before. */
  GatewayConfig withSupergraphFile(String file) {
    SupergraphConfig fromFile =
        new SupergraphConfig(file, supergraph.poll(), null, supergraph.usage());
    return with(server, fromFile, null, serviceDefaults, authentication, admin);
  }

  private GatewayConfig with(
      ServerConfig server,
      SupergraphConfig supergraph,
      @Nullable RegistryConfig registry,
      ServiceConfig serviceDefaults,
      AuthenticationConfig authentication,
      @Nullable AdminConfig admin) {
    return new GatewayConfig(
        server,
        supergraph,
        registry,
        serviceDefaults,
        services,
        operations,
        authentication,
        cost,
        authorization,
        quotas,
        documents,
        admin,
        telemetry,
        cache,
        endpoints,
        routes);
  }
}
