package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.auth.AuthenticationOptions;
import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.AuthenticationOptions.IntrospectionOptions;
import dev.tributary.auth.AuthenticationOptions.JwtOptions;
import dev.tributary.auth.Authenticator.Anonymity;
import dev.tributary.auth.DeliveredKeys;
import dev.tributary.auth.JwtIssuer;
import dev.tributary.auth.JwtIssuer.KeyTiming;
import dev.tributary.auth.TokenSource;
import dev.tributary.cache.CacheStore;
import dev.tributary.console.Insight;
import dev.tributary.cost.CostPolicy;
import dev.tributary.execute.Authorization;
import dev.tributary.execute.Caching;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.LimitOptions;
import dev.tributary.gateway.AuthenticationConfig.ApiKeyConfig;
import dev.tributary.gateway.AuthenticationConfig.CertificateConfig;
import dev.tributary.gateway.AuthenticationConfig.IntrospectionConfig;
import dev.tributary.gateway.AuthenticationConfig.IssuerConfig;
import dev.tributary.gateway.AuthenticationConfig.JwtConfig;
import dev.tributary.http.Documents;
import dev.tributary.http.HttpOptions;
import dev.tributary.http.HttpOptions.Compression;
import dev.tributary.http.HttpOptions.Cors;
import dev.tributary.http.HttpOptions.Csrf;
import dev.tributary.http.HttpOptions.FloodLimits;
import dev.tributary.http.HttpOptions.RequestLimits;
import dev.tributary.http.VariableLimits;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.plan.PlannerOptions.OperationNames;
import dev.tributary.policy.ExpressionPolicies;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.QuotaSettings;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.telemetry.TelemetryOptions;
import dev.tributary.upstream.AddressPolicy;
import dev.tributary.upstream.AddressPolicy.Private;
import dev.tributary.upstream.CallIdentity;
import dev.tributary.upstream.CircuitOptions;
import dev.tributary.upstream.RestOptions;
import dev.tributary.upstream.RestOptions.Problems;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Protocol;
import dev.tributary.upstream.ServiceOptions.Sharing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the configuration means to each part: the one place where both vocabularies meet. */
final class Options {
  private Options() {}

  static HttpOptions http(ServerConfig server, Documents documents) {
    HttpOptions defaults = HttpOptions.defaults();
    RequestLimits limits = defaults.limits();
    return new HttpOptions(
        server.path(),
        new RequestLimits(
            server.maxBody().asInt(),
            limits.headerBytes(),
            limits.requestLineBytes(),
            limits.jsonDepth(),
            server.timeout()),
        server.csrfPrevention() ? Csrf.defaults() : new Csrf(false, defaults.csrf().headers()),
        new Cors(server.corsOrigins(), server.corsCredentials(), defaults.cors().maxAge()),
        new Compression(
            server.compression(),
            defaults.compression().minBytes(),
            defaults.compression().level()),
        server.graphiql(),
        documents,
        new FloodLimits(
            server.limits().connections(),
            server.limits().connectionsPerAddress(),
            server.limits().requests(),
            server.limits().head(),
            server.limits().keepAlive(),
            server.limits().http2ClearText()),
        new VariableLimits(
            server.limits().variables().asInt(),
            server.limits().variablesDepth(),
            server.limits().variablesValues()),
        server.limits().batch(),
        server.streams().options());
  }

  /** Nothing is measured that nobody can read. */
  static TelemetryOptions telemetry(GatewayConfig config, Path directory) {
    TelemetryConfig telemetry = config.telemetry();
    return new TelemetryOptions(
        config.admin() == null ? null : telemetry.metrics().options(),
        telemetry.requestId().toLowerCase(Locale.ROOT),
        telemetry.logs(),
        telemetry.traces() == null ? null : telemetry.traces().options(),
        telemetry.consumption() == null ? null : telemetry.consumption().options(directory),
        telemetry.debug() == null ? null : telemetry.debug().options());
  }

  static EngineOptions engine(GatewayConfig config, Authorization authorization) {
    return engine(config, authorization, null);
  }

  /**
   * A time that is configured for a service's answers, in seconds.
   *
   * @param time null when it is not set
   */
  private static int seconds(
      GatewayConfig config,
      String service,
      Function<ServiceConfig.CacheConfig, @Nullable Duration> time) {
    ServiceConfig.CacheConfig cache = config.service(service).cache();
    Duration set = cache == null || !cache.enabled() ? null : time.apply(cache);
    return set == null ? 0 : (int) Math.min(Integer.MAX_VALUE, set.toSeconds());
  }

  /**
   * @param answers where whole answers are kept; null to keep none
   */
  static EngineOptions engine(
      GatewayConfig config, Authorization authorization, @Nullable CacheStore answers) {
    AnswerCacheConfig cache = config.cache();
    OperationConfig operations = config.operations();
    EngineOptions defaults = EngineOptions.DEFAULT;
    return new EngineOptions(
        limits(operations),
        operations.introspection(),
        operations.cache().bytes(),
        defaults.replanned(),
        defaults.maxErrors(),
        defaults.maxResponseBytes(),
        Set.copyOf(operations.overrideLabels()),
        planning(config),
        defaults.messages(),
        costs(config),
        authorization,
        operations.recall().bytes(),
        config.server().streams().subscriptionOptions(),
        cache == null
            ? Caching.OFF
            : cache.caching(
                answers,
                subgraph -> seconds(config, subgraph.service(), ServiceConfig.CacheConfig::maxAge),
                subgraph ->
                    seconds(
                        config,
                        subgraph.service(),
                        ServiceConfig.CacheConfig::staleWhileRevalidate)));
  }

  /** What clients may spend as long as no registry has said more. */
  static QuotaPolicy quotas(GatewayConfig config) {
    return config.hasRegistry() && config.quotas().registry()
        ? config.quotas().policy(QuotaSettings.NONE)
        : config.quotas().policy();
  }

  /** Quotas are counted in costs. */
  private static CostPolicy costs(GatewayConfig config) {
    CostPolicy policy = config.cost().policy();
    return config.quotas().mode() == QuotaConfig.Activity.off ? policy : policy.measuring();
  }

  /**
   * @param directory what relative paths are relative to
   * @param delivered where the registry's keys will be
   */
  static AuthenticationOptions authentication(
      GatewayConfig gateway, Path directory, DeliveredKeys delivered) {
    AuthenticationConfig config = gateway.authentication();
    return new AuthenticationOptions(
        directory,
        config.required() ? Anonymity.REFUSED : Anonymity.ALLOWED,
        config.apiKeys() == null
            ? null
            : apiKeys(config.apiKeys(), gateway.hasRegistry() ? delivered : null),
        config.jwt() == null ? null : jwt(config.jwt()),
        config.introspection() == null ? null : introspection(config.introspection()),
        config.certificates().stream().map(CertificateConfig::known).toList());
  }

  private static ApiKeyOptions apiKeys(ApiKeyConfig config, @Nullable DeliveredKeys delivered) {
    return new ApiKeyOptions(
        config.file(), config.header(), config.secret(), config.registry() ? delivered : null);
  }

  private static JwtOptions jwt(JwtConfig config) {
    return new JwtOptions(
        config.issuers().stream().map(Options::issuer).toList(),
        new TokenSource(config.header(), config.cookie()),
        config.skew(),
        config.cache());
  }

  private static IntrospectionOptions introspection(IntrospectionConfig config) {
    return new IntrospectionOptions(
        config.url(),
        config.clientId(),
        config.clientSecret(),
        new TokenSource(config.header(), config.cookie()),
        Set.copyOf(config.audiences()),
        config.scopes(),
        config.client(),
        config.remember(),
        config.cache());
  }

  private static JwtIssuer issuer(IssuerConfig config) {
    return new JwtIssuer(
        config.issuer(),
        config.keys(),
        Set.copyOf(config.audiences()),
        Set.copyOf(config.algorithms()),
        config.scopes(),
        config.client(),
        config.clientPrefix(),
        new KeyTiming(config.refresh(), config.outage(), config.unknownKey()));
  }

  /** What the registry's console tells of plans and costs is what this gateway would do. */
  static Insight insight(
      GatewayConfig config,
      Function<String, Supergraph> supergraphs,
      Function<GraphId, List<ObjectNode>> recent) {
    return new Insight(
        supergraphs,
        planning(config),
        limits(config.operations()),
        config.cost().prices().prices(),
        recent);
  }

  static PlannerOptions planning(GatewayConfig config) {
    return new PlannerOptions(
        config.operations().upstreamNames() ? OperationNames.CLIENT : OperationNames.NONE,
        service -> requireNonNull(config.service(service).batchLookups()));
  }

  static OperationLimits limits(OperationConfig operations) {
    return new OperationLimits(
        operations.maxTokens(),
        operations.maxDepth(),
        operations.maxHeight(),
        operations.maxAliases(),
        operations.maxRootFields(),
        operations.maxDirectives(),
        OperationLimits.DEFAULT.selections());
  }

  /**
   * @param service completed by the defaults, so that nothing but its URL is null
   */
  static ServiceOptions service(ServiceConfig service) {
    return service(service, Set.of());
  }

  /**
   * @param credentials header fields by which clients show who they are
   */
  static ServiceOptions service(ServiceConfig service, Set<String> credentials) {
    return new ServiceOptions(
        service.url(),
        requireNonNull(service.timeout()),
        requireNonNull(service.maxResponse()).asInt(),
        new Pool(
            requireNonNull(service.http2()) ? Protocol.HTTP_2 : Protocol.HTTP_1_1,
            requireNonNull(service.connections()),
            requireNonNull(service.maxWaiting()),
            requireNonNull(service.connectTimeout()),
            Pool.defaults().keepAlive()),
        requireNonNull(service.headers()),
        requireNonNull(service.forwardHeaders()),
        requireNonNull(service.shareCalls()) ? Sharing.ON : Sharing.OFF,
        PropagationRules.of(service, credentials),
        CallIdentity.NONE);
  }

  /**
   * @param variables an environment variable's value by name, or null
   */
  static RestOptions rest(ServiceConfig service, UnaryOperator<@Nullable String> variables) {
    return rest(service, service(service), variables);
  }

  /**
   * @param calls how the service is called
   * @param variables an environment variable's value by name, or null
   */
  static RestOptions rest(
      ServiceConfig service, ServiceOptions calls, UnaryOperator<@Nullable String> variables) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : requireNonNull(service.environment())) {
      String value = variables.apply(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return new RestOptions(
        calls,
        requireNonNull(service.config()),
        environment,
        requireNonNull(service.maxCallsPerRequest()),
        requireNonNull(service.retries()),
        RestCredentials.of(service.credentials()),
        addresses(service, Private.REFUSED),
        requireNonNull(service.cache()).bytes(),
        requireNonNull(service.tellProblems()) ? Problems.TOLD : Problems.LOGGED);
  }

  /** Header fields by which clients show who they are; no pattern passes them on. */
  static Set<String> credentialHeaders(AuthenticationConfig config) {
    return Stream.of(
            config.apiKeys() == null ? null : config.apiKeys().header(),
            config.jwt() == null ? null : config.jwt().header(),
            config.introspection() == null ? null : config.introspection().header())
        .filter(Objects::nonNull)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How many calls each service is made at a time; null for any number. */
  static Function<String, @Nullable LimitOptions> limits(GatewayConfig config) {
    return service -> {
      ConcurrencyConfig concurrency = config.service(service).concurrency();
      return concurrency == null ? null : concurrency.options();
    };
  }

  /** When each service is spared; null for never. */
  static Function<String, @Nullable CircuitOptions> circuits(GatewayConfig config) {
    return service -> requireNonNull(config.service(service).circuitBreaker()).options();
  }

  /**
   * Where a schema may say that the service is.
   *
   * @param unsaid whether it may be at a private address when the operator does not say
   */
  static AddressPolicy addresses(ServiceConfig service, Private unsaid) {
    Boolean allowed = service.allowPrivate();
    return AddressPolicy.of(
        allowed == null ? unsaid : allowed ? Private.ALLOWED : Private.REFUSED,
        requireNonNull(service.allowNetworks()));
  }

  /** What the parts refuse of a configuration: messages by the path of the setting. */
  static SortedMap<String, String> problems(GatewayConfig config) {
    SortedMap<String, String> problems = new TreeMap<>();
    attempt(
        "server",
        () -> {
          http(config.server(), Documents.NONE);
          TlsConfig tls = config.server().tls();
          if (tls != null) {
            tls.identity(Path.of(""));
            tls.clients(Path.of(""));
          }
        },
        problems);
    attempt(
        "authentication", () -> authentication(config, Path.of(""), new DeliveredKeys()), problems);
    attempt(
        "quotas",
        () -> {
          quotas(config);
          QuotaConfig.RedisConfig redis = config.quotas().redis();
          if (redis != null) {
            redis.options();
          }
        },
        problems);
    attempt("telemetry", () -> telemetry(config, Path.of("")), problems);
    attempt("operations", () -> engine(config, Authorization.DEFAULT), problems);
    attempt(
        "authorization", () -> ExpressionPolicies.of(config.authorization().policies()), problems);
    PropagationRules.misplaced(config.services(), problems);
    ConcurrencyConfig all = config.serviceDefaults().concurrency();
    if (all != null) {
      attempt("serviceDefaults.concurrency", all::options, problems);
    }
    attempt("serviceDefaults", () -> rest(config.serviceDefaults(), unset -> null), problems);
    config
        .services()
        .forEach(
            (name, service) -> {
              attempt(
                  "services." + name, () -> rest(config.service(name), unset -> null), problems);
              ConcurrencyConfig concurrency = config.service(name).concurrency();
              if (concurrency != null) {
                attempt("services." + name + ".concurrency", concurrency::options, problems);
              }
              ServiceConfig.CacheConfig cache = service.cache();
              if (cache != null) {
                attempt("services." + name + ".cache", cache::options, problems);
              }
              BalancingConfig balancing = service.balancing();
              if (balancing != null) {
                attempt("services." + name + ".balancing", balancing::balancing, problems);
              }
            });
    RouteSetup.routes(config, problems);
    return problems;
  }

  private static void attempt(
      String path, Runnable conversion, SortedMap<String, String> problems) {
    try {
      conversion.run();
    } catch (IllegalArgumentException e) {
      problems.put(path, String.valueOf(e.getMessage()));
    }
  }
}
