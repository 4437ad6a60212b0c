package dev.tributary.upstream;

import dev.tributary.balance.Balancer;
import dev.tributary.cache.Mark;
import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.Personal;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.operation.Operation;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.telemetry.CacheUse;
import dev.tributary.telemetry.CallMade;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.ServiceOptions.Sharing;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reaches one GraphQL service over HTTP from one event loop.
 *
 * <p>An instance belongs to the event loop it is used on: it shares identical queries among the
 * requests of that loop, without locks.
 */
public final class GraphQlUpstream implements Upstream {

  private static final Map<String, String> GRAPHQL_OVER_HTTP =
      Map.of(
          "content-type", "application/json",
          "accept", GraphQlAnswers.GRAPHQL_RESPONSE + ", application/json",
          "user-agent", "tributary");

  private final ServiceClients clients;
  private final ServiceOptions options;
  private final AddressPolicy addresses;
  private final ServiceFailures failures;
  private final CallHeaders headers;
  private final CallsInFlight<CallKey, ServiceAnswer> calls;
  private final AnswerHeaders answerHeaders;
  private final BodyExtensions extensions;
  private final @Nullable ServiceAddress address;
  private final @Nullable Subscribing subscribing;
  private final @Nullable FetchCache cache;

  /** How answers are kept; null when they are not. */
  private final @Nullable FetchCacheOptions kept;

  /** Why none can be; null when they can. */
  private final @Nullable String obstacle;

  private final boolean mayShareAnswers;

  /**
   * A service whose URL is not usable is unreachable: each call fails, and the log says why.
   *
   * @param subgraph names the service, and where it is unless the options say so
   */
  public GraphQlUpstream(ServiceClients clients, Subgraph subgraph, ServiceOptions options) {
    this(clients, subgraph, options, AddressPolicy.ANY);
  }

  /**
   * The same, at addresses that a policy allows only.
   *
   * @param addresses asked of the address that is connected to, unless the options say where the
   *     service is: what the operator has written is meant
   */
  public GraphQlUpstream(
      ServiceClients clients, Subgraph subgraph, ServiceOptions options, AddressPolicy addresses) {
    this(clients, subgraph, options, addresses, EventOptions.DEFAULT);
  }

  /**
   * The same of a service that is subscribed to as it wants.
   *
   * @param events how
   */
  public GraphQlUpstream(
      ServiceClients clients,
      Subgraph subgraph,
      ServiceOptions options,
      AddressPolicy addresses,
      EventOptions events) {
    this(clients, subgraph, options, addresses, events, null);
  }

  /**
   * The same of a service whose answers may be kept.
   *
   * @param cache keeps them; null to keep none
   */
  public GraphQlUpstream(
      ServiceClients clients,
      Subgraph subgraph,
      ServiceOptions options,
      AddressPolicy addresses,
      EventOptions events,
      @Nullable FetchCache cache) {
    String url = Objects.requireNonNullElse(options.url(), subgraph.url());
    this.clients = clients;
    this.options = options;
    this.addresses = options.url() == null ? addresses : AddressPolicy.ANY;
    this.address = ServiceAddress.parse(url);
    this.failures = new ServiceFailures(subgraph.service(), address);
    this.headers = new CallHeaders(clients.vertx(), subgraph.service(), GRAPHQL_OVER_HTTP, options);
    this.calls =
        new CallsInFlight<>(
            clients.vertx(), options, failures, new GraphQlAnswers(failures)::checked);
    this.answerHeaders = new AnswerHeaders(options);
    this.extensions = new BodyExtensions(options.propagation().extensions());
    this.cache = cache;
    this.kept = cache == null ? null : cache.options(subgraph.service());
    this.obstacle = FetchCache.obstacle(options);
    this.mayShareAnswers = options.propagation().mayShareAnswers();
    this.subscribing =
        address == null
            ? null
            : new Subscribing(clients, address, options, events, this.addresses, headers, failures);
  }

  @Override
  public Future<Void> subscribe(
      FetchStep step, Buffer body, RequestScope scope, EventReceiver receiver) {
    Subscribing there = subscribing;
    if (there == null) {
      return Future.failedFuture(failures.withoutUrl());
    }
    UpstreamCall record = scope.record().latestCall();
    Buffer whole = extensions.addedTo(body, scope.caller());
    return headers
        .forwardedFrom(scope)
        .compose(
            forwarded -> {
              MultiMap fields = scope.record().traced(headers.with(forwarded), record);
              return there.subscribe(fields, forwarded, whole, scope, record, receiver);
            });
  }

  @Override
  public Personal personal(Subgraph subgraph, RequestScope scope) {
    if (!mayShareAnswers || answerHeaders.reachClients()) {
      return Personal.UNTOLD;
    }
    if (!headers.dependOnCaller() && extensions.isEmpty()) {
      return Personal.NOTHING;
    }
    List<String> told = headers.told(scope);
    if (!extensions.isEmpty()) {
      told.add("extensions");
      told.add(extensions.of(scope.caller()));
    }
    return new Personal.Values(told);
  }

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    UpstreamCall record = scope.record().latestCall();
    Future<List<String>> forwarded = headers.forwardedFrom(scope);
    return answerHeaders.passedOn(
        forwarded.succeeded()
            ? answer(step, body, forwarded.result(), scope, record)
            : forwarded.compose(fields -> answer(step, body, fields, scope, record)),
        scope);
  }

  private Future<ServiceAnswer> answer(
      FetchStep step,
      Buffer body,
      List<String> forwarded,
      RequestScope scope,
      UpstreamCall record) {
    FetchCache answers = cache;
    FetchCacheOptions how = kept;
    if (answers != null && how == null) {
      record.cached(CacheUse.none("not kept of this service"));
    }
    if (answers == null || how == null || address == null) {
      Buffer whole = extensions.addedTo(body, scope.caller());
      return call(step, whole, forwarded, scope, record, null);
    }
    String why = obstacle(step, scope);
    if (why != null) {
      cached(record, CacheUse.none(why));
      Buffer whole = extensions.addedTo(body, scope.caller());
      return call(step, whole, forwarded, scope, record, null);
    }
    return new CachedFetch(
            answers,
            how,
            step,
            address.toString() + address.target(),
            body,
            forwarded,
            extensions.of(scope.caller()),
            scope,
            options.timeout().toMillis(),
            (asked, of, since) ->
                call(
                    step,
                    extensions.addedTo(asked, of.caller()),
                    forwarded,
                    of,
                    of == scope ? record : of.record().latestCall(),
                    since),
            use -> cached(record, use))
        .answer();
  }

  /** Why an answer cannot be kept, whatever the service says with it; null when it can be. */
  private @Nullable String obstacle(FetchStep step, RequestScope scope) {
    if (step.kind() != Operation.Kind.QUERY) {
      return "mutation";
    }
    FetchHint hint = scope.hint(step);
    if (hint.isNever()) {
      return FetchLifetime.NEVER;
    }
    return hint.isPrivate() && !scope.caller().isAuthenticated() ? FetchLifetime.NOBODY : obstacle;
  }

  private void cached(UpstreamCall record, CacheUse use) {
    record.cached(use);
    clients.meters(failures.service()).cached(use);
  }

  /**
   * @param since which invalidations were known when the call was wanted: one that was begun before
   *     another became known is not the same; null where nothing is kept
   */
  private Future<ServiceAnswer> call(
      FetchStep step,
      Buffer body,
      List<String> forwarded,
      RequestScope scope,
      UpstreamCall record,
      @Nullable Mark since) {
    if (address == null) {
      return Future.failedFuture(failures.withoutUrl());
    }
    if (scope.isCancelled()) {
      return Future.failedFuture(failures.cancelled());
    }
    if (scope.remainingNanos() <= 0) {
      return Future.failedFuture(failures.timeout());
    }
    boolean query = step.kind() == Operation.Kind.QUERY;
    Supplier<CallsInFlight.Running> call =
        exchange(
            record,
            address,
            request(
                address,
                forwarded,
                body,
                query ? Effect.NONE : Effect.SOME,
                clients.rank(failures.service(), scope)),
            scope);
    if (!query) {
      return calls.beginLasting(call, scope);
    }
    if (options.sharing() == Sharing.OFF || !mayShareAnswers) {
      return calls.begin(call, scope);
    }
    record.joins();
    return calls.joinOrBegin(new CallKey(body, forwarded, since), call, scope);
  }

  /** When a call is not shared only. */
  private Supplier<ServiceRequest> request(
      ServiceAddress address,
      List<String> forwarded,
      Buffer body,
      Effect effect,
      ConcurrencyLimit.Rank rank) {
    return () ->
        headers.signed(
            new ServiceRequest(
                HttpMethod.POST, address.target(), headers.with(forwarded), body, effect, rank));
  }

  private Supplier<CallsInFlight.Running> exchange(
      UpstreamCall record,
      ServiceAddress address,
      Supplier<ServiceRequest> made,
      RequestScope scope) {
    return () -> {
      record.isMade();
      ServiceRequest request = made.get();
      MultiMap headers = scope.record().traced(request.headers(), record);
      ServiceExchange begun =
          ServiceExchange.begin(
              clients, address, request.with(headers), options, addresses, failures);
      begun.waitsAtMost(scope.remainingNanos());
      Balancer balancer = clients.balancer(failures.service());
      if (balancer == null || balancer.hedgeMillis() == 0 || request.effect() != Effect.NONE) {
        begun.answer().onComplete(done -> made(record, done, begun.made(status(done))));
        return begun;
      }
      HedgedCall hedged = new HedgedCall(clients.vertx(), begun, balancer.hedgeMillis());
      hedged.answer().onComplete(done -> made(record, done, hedged.made(status(done))));
      return hedged;
    };
  }

  private static int status(AsyncResult<ServiceAnswer> done) {
    return done.succeeded() ? done.result().status() : 0;
  }

  private void made(UpstreamCall record, AsyncResult<ServiceAnswer> done, CallMade call) {
    if (done.succeeded()) {
      clients.answered(failures.service());
    }
    record.made(call);
  }

  /**
   * What makes two calls the same.
   *
   * @param forwarded the client's header fields that are passed on
   * @param since which invalidations were known when it was begun, where answers are kept
   */
  private record CallKey(Buffer body, List<String> forwarded, @Nullable Mark since) {}
}
