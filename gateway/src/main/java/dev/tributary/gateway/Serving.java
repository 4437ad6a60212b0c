package dev.tributary.gateway;

import dev.tributary.auth.Authenticator;
import dev.tributary.cache.CacheStore;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.LoadGate;
import dev.tributary.gateway.ServedSupergraph.Preparation;
import dev.tributary.http.CacheInvalidation;
import dev.tributary.http.Documents;
import dev.tributary.http.EndpointRoutes;
import dev.tributary.http.GraphQlRoutes;
import dev.tributary.http.HttpOptions;
import dev.tributary.http.PassThroughRoutes;
import dev.tributary.http.RestEndpoint;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.Quotas;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What answers requests under one configuration: everything that can be made anew while the gateway
 * serves. A request finishes on what it began with, so that two may be at work side by side for a
 * while; parts that are configured alike are common to both.
 */
final class Serving {

  private static final String JWKS = "/.well-known/jwks.json";

  private final Lasting lasting;
  private final GatewayConfig config;
  private final Parts.Held parts;
  private final Authenticator authenticator;
  private final AuthorizationSetup authorization;
  private final ServiceIdentities identities;
  private final ServedDocuments documents;
  private final ServiceReach reach;
  private final Quotas quotas;
  private final LoadGate load;
  private final Engine engine;
  private final Preparation preparation;
  private final HttpOptions http;
  private final GraphQlRoutes routes;
  private final EndpointRoutes endpoints;
  private final PassThroughRoutes passThrough;

  /** All that matters before an operation is run. */
  private record Prepared(
      OperationConfig operations,
      CostConfig cost,
      boolean isCounted,
      AuthorizationConfig authorization,
      @Nullable AnswerCacheConfig cache,
      Map<String, OfService> services) {

    private record OfService(
        @Nullable Boolean batchLookups, ServiceConfig.@Nullable CacheConfig cache) {
      static OfService of(ServiceConfig service) {
        return new OfService(service.batchLookups(), service.cache());
      }
    }

    static Prepared by(GatewayConfig config) {
      Map<String, OfService> services = new TreeMap<>();
      services.put("", OfService.of(config.serviceDefaults()));
      config
          .services()
          .keySet()
          .forEach(name -> services.put(name, OfService.of(config.service(name))));
      return new Prepared(
          config.operations(),
          config.cost(),
          config.quotas().mode() != QuotaConfig.Activity.off,
          config.authorization(),
          config.cache(),
          services);
    }
  }

  /** What tells one store of quotas from another. */
  private record CountSettings(int maxClients, QuotaConfig.@Nullable RedisConfig redis) {}

  /** What tells one limit of the whole process from another. */
  private record LoadSettings(OverloadConfig overload, int requests) {}

  /**
   * Makes it beside what serves now. Reads files, so it blocks.
   *
   * @param policy what clients may spend
   * @param before what serves now; null at the start
   * @throws StartupException with everything that keeps it from serving; nothing is left of it
   */
  static Serving of(
      Lasting lasting, GatewayConfig config, QuotaPolicy policy, @Nullable Serving before) {
    Parts.Held parts = lasting.parts().begin();
    try {
      return new Serving(lasting, config, policy, parts, before);
    } catch (RuntimeException e) {
      parts.release();
      throw e;
    }
  }

  private Serving(
      Lasting lasting,
      GatewayConfig config,
      QuotaPolicy policy,
      Parts.Held parts,
      @Nullable Serving before) {
    this.lasting = lasting;
    this.config = config;
    this.parts = parts;
    List<String> problems = new ArrayList<>();
    List<RestEndpoint> rest =
        attempt("endpoints: ", () -> config.endpoints().endpoints(lasting.directory()), problems);
    Authenticator known =
        attempt(
            "authentication: ",
            () ->
                parts.part(
                    Authenticator.class,
                    config.authentication(),
                    () ->
                        Authenticator.of(
                            Options.authentication(config, lasting.directory(), lasting.keys())),
                    over -> close(lasting, over)),
            problems);
    AuthorizationSetup decided =
        attempt(
            "authorization: ",
            () ->
                parts.part(
                    AuthorizationSetup.class,
                    config.authorization(),
                    () -> AuthorizationSetup.of(config.authorization()),
                    over -> close(lasting, over)),
            problems);
    this.identities =
        ServiceIdentities.open(lasting.vertx(), config, lasting.directory(), parts, problems::add);
    ServedDocuments trusted = attempt("", this::trusted, problems);
    if (rest == null
        || known == null
        || decided == null
        || trusted == null
        || !problems.isEmpty()) {
      throw new StartupException(String.join("\n", problems));
    }
    this.authenticator = known;
    this.authorization = decided;
    this.documents = trusted;
    this.reach =
        new ServiceReach(lasting, config, identities, parts, before == null ? null : before.reach);
    this.quotas =
        parts.part(
            Quotas.class,
            new CountSettings(config.quotas().maxClients(), config.quotas().redis()),
            () -> new Quotas(policy, config.quotas().store(lasting.vertx())),
            Quotas::close);
    int requests = config.server().limits().requests();
    this.load =
        parts.part(
            LoadGate.class,
            new LoadSettings(config.server().overload(), requests),
            () -> config.server().overload().gate(requests));
    EngineOptions options = Options.engine(config, authorization.authorization(), reach.store());
    this.preparation =
        before != null && preparesLike(before) ? Preparation.THE_SAME : Preparation.ANEW;
    this.engine =
        before != null && preparation == Preparation.THE_SAME
            ? before.engine.alike(reach.services(), options, quotas, load)
            : new Engine(reach.services(), options, quotas, load);
    this.http = Options.http(config.server(), documents.documents());
    this.routes =
        new GraphQlRoutes(
            lasting.vertx(),
            engine,
            authenticator,
            http,
            lasting.telemetry(),
            lasting.guard(),
            lasting.ready());
    if (before != null) {
      routes.follow(before.routes);
    }
    this.endpoints =
        new EndpointRoutes(
            lasting.vertx(),
            routes,
            engine,
            authenticator,
            http,
            lasting.telemetry(),
            rest,
            config.endpoints().documentPath(),
            config.endpoints().pagePath(),
            lasting.served()::supergraph);
    this.passThrough =
        new PassThroughRoutes(
            lasting.vertx(),
            routes,
            reach.services(),
            authenticator,
            quotas,
            load,
            http,
            lasting.telemetry(),
            RouteSetup.settings(config, identities, authorization.authorization().policies()),
            lasting.guard());
  }

  /** Null when that cannot be made, which is a problem then. */
  private static <T> @Nullable T attempt(String place, Supplier<T> make, List<String> problems) {
    try {
      return make.get();
    } catch (IllegalArgumentException | InputException | StartupException e) {
      problems.add(place + e.getMessage());
      return null;
    }
  }

  /** It may wait for what it has asked servers. */
  private static Future<Void> close(Lasting lasting, AutoCloseable part) {
    return lasting
        .vertx()
        .executeBlocking(
            () -> {
              part.close();
              return null;
            },
            false);
  }

  private ServedDocuments trusted() {
    DocumentsConfig wanted = config.documents();
    if (wanted.registry() && !config.hasRegistry()) {
      throw new StartupException("documents.registry: the supergraph comes from no registry");
    }
    return parts.part(
        ServedDocuments.class,
        wanted,
        () -> {
          ServedDocuments made = new ServedDocuments(lasting.vertx(), wanted, lasting.directory());
          if (wanted.registry()) {
            lasting.documents().giveTo(made);
          }
          return made;
        },
        over -> {
          lasting.documents().leave(over);
          return over.close();
        });
  }

  /** Completes when the instances of services have been looked for once. */
  Future<Void> findInstances() {
    return reach.findInstances();
  }

  /** The supergraph is served by this from now on; what takes a while is done before. */
  void takeSupergraph() {
    lasting.served().serveBy(engine, preparation);
  }

  /**
   * What is common to all configurations follows this one from now on.
   *
   * @param latest may differ in what {@link #mayBecome} allows
   */
  void hold(GatewayConfig latest) {
    lasting.guard().limit(http);
    reach.hold(latest);
  }

  /** Whether another configuration can hold without anything being made anew. */
  boolean mayBecome(GatewayConfig next) {
    return config.withoutWhatMoves().equals(next.withoutWhatMoves());
  }

  /**
   * Answers all that clients ask.
   *
   * @param router new, and of the event loop that the requests are on
   */
  Handler<HttpServerRequest> handler(Router router) {
    router.get(JWKS).handler(identities::publish);
    endpoints.addTo(router);
    routes.addGraphTo(router);
    passThrough.addTo(router);
    // GraphiQL takes what is left.
    routes.addPageTo(router);
    return passThrough.inFrontOf(
        endpoints.mayTake(http.path()) ? router : routes.inFrontOf(router),
        path -> routes.mayTake(path) || endpoints.mayTake(path) || path.startsWith(JWKS));
  }

  GatewayConfig config() {
    return config;
  }

  Engine engine() {
    return engine;
  }

  HttpOptions http() {
    return http;
  }

  GraphQlRoutes routes() {
    return routes;
  }

  Quotas quotas() {
    return quotas;
  }

  LoadGate load() {
    return load;
  }

  ServiceReach reach() {
    return reach;
  }

  Documents documents() {
    return documents.documents();
  }

  /** Where answers are kept; null when none are. */
  @Nullable CacheStore answers() {
    return reach.store();
  }

  /** Null when no answers are kept. */
  @Nullable CacheInvalidation invalidation() {
    return reach.invalidation(lasting.served()::supergraph);
  }

  /** Whether operations are the same to another one, until they are run. */
  boolean preparesLike(Serving other) {
    return Prepared.by(config).equals(Prepared.by(other.config));
  }

  /** Another serves from now on. What lasts is asked to end, and to begin anew there. */
  void giveWay(Serving next) {
    reach.giveWay(next.reach);
    routes.drainStreams(config.server().streams().schemaChange());
  }

  /** Whether nothing runs on it. */
  boolean isIdle() {
    return routes.isIdle() && engine.subscriptions() == 0;
  }

  /** Lets go of everything; what still runs is on its own. */
  Future<Void> close() {
    return reach.close().eventually(parts::release);
  }
}
