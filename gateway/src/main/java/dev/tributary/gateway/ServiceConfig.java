package dev.tributary.gateway;

import dev.tributary.gateway.CallIdentityConfig.ServiceTlsConfig;
import dev.tributary.gateway.CallIdentityConfig.SignatureConfig;
import dev.tributary.gateway.CallIdentityConfig.TokenConfig;
import dev.tributary.upstream.CircuitOptions;
import dev.tributary.upstream.EventOptions;
import dev.tributary.upstream.FetchCacheOptions;
import dev.tributary.upstream.FetchCacheOptions.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the gateway calls a service. What is null is not said here. */
record ServiceConfig(
    @Setting("Where the service is reached, instead of the URL it was published with.")
        @Nullable String url,
    @Setting("Time limit of one call.") @Nullable Duration timeout,
    @Setting("Time limit of connecting.") @Nullable Duration connectTimeout,
    @Setting("Largest answer that is read.") @Nullable DataSize maxResponse,
    @Setting(value = "Connections kept per event loop.", min = 1, max = 10_000)
        @Nullable Integer connections,
    @Setting(value = "Calls that may wait for a connection, per event loop.", max = 1_000_000)
        @Nullable Integer maxWaiting,
    @Setting("Speak HTTP/2 to the service.") @Nullable Boolean http2,
    @Setting("Let identical queries in flight share one call.") @Nullable Boolean shareCalls,
    @Setting("Ask for entities at several places of an answer in one call.")
        @Nullable Boolean batchLookups,
    @Setting("Client request headers that are passed on.") @Nullable List<String> forwardHeaders,
    @Setting("Headers sent with every call.") @Nullable SortedMap<String, String> headers,
    @Setting("Values a connector reads as $config.") @Nullable SortedMap<String, String> config,
    @Setting("Environment variables that a connector may read as $env.")
        @Nullable List<String> environment,
    @Setting(value = "REST calls that one client request may make of the service.", min = 1)
        @Nullable Integer maxCallsPerRequest,
    @Setting(value = "Further attempts of a REST call, where they can do no harm.", max = 10)
        @Nullable Integer retries,
    @Setting("Who the gateway is to a REST service.") @Nullable CredentialsConfig credentials,
    @Setting(
            "Let the service have a private or loopback address that a schema says. Unless said,"
                + " GraphQL services may and REST services may not.")
        @Nullable Boolean allowPrivate,
    @Setting("Networks the service may be in all the same, such as 10.1.0.0/16.")
        @Nullable List<String> allowNetworks,
    @Setting("Answers of the service that are kept, as far as these allow it.")
        @Nullable CacheConfig cache,
    @Setting("Tell clients in the answer's extensions what mappings could not do.")
        @Nullable Boolean tellProblems,
    @Setting("What becomes of header fields on their way to services, in order.")
        @Nullable List<RequestHeaderConfig> requestHeaders,
    @Setting("Header fields of services' answers that clients get.")
        @Nullable List<AnswerHeaderConfig> answerHeaders,
    @Setting(
            "Members of the extensions of each request to a GraphQL service, such as"
                + " {claims.sub}.")
        @Nullable SortedMap<String, String> bodyExtensions,
    @Setting("Signed tokens that tell a service for whom it is called.")
        @Nullable TokenConfig token,
    @Setting("Signatures of requests to a service (RFC 9421).") @Nullable SignatureConfig signature,
    @Setting("Certificates of calls over TLS. Changed files hold within a few seconds.")
        @Nullable ServiceTlsConfig tls,
    @Setting("The instances of the service, and how calls are spread over them.")
        @Nullable BalancingConfig balancing,
    @Setting("When calls to the service fail at once, since nearly all of them fail.")
        @Nullable CircuitConfig circuitBreaker,
    @Setting("How a GraphQL service is subscribed to.") @Nullable SubscriptionsConfig subscriptions,
    @Setting("How many calls to the service are under way at a time; no limit when it is not said.")
        @Nullable ConcurrencyConfig concurrency) {

  record SubscriptionsConfig(
      @Setting("WebSockets (graphql-transport-ws), server-sent events, or nothing.")
          EventProtocol protocol,
      @Setting("Where, on the service's host; where it answers queries unless this is set.")
          @Nullable String path,
      @Setting("How often the service must show that a WebSocket is alive.") Duration beat) {
    static final SubscriptionsConfig DEFAULTS =
        new SubscriptionsConfig(EventProtocol.websocket, null, EventOptions.DEFAULT.beat());

    EventOptions options() {
      return new EventOptions(
          switch (protocol) {
            case websocket -> EventOptions.Protocol.WEBSOCKET;
            case sse -> EventOptions.Protocol.SSE;
            case none -> EventOptions.Protocol.NONE;
          },
          path,
          beat);
    }
  }

  enum EventProtocol {
    websocket,
    sse,
    none
  }

  record CircuitConfig(
      @Setting("Whether the service is ever spared.") boolean enabled,
      @Setting(value = "The percentage of calls that fail.", min = 1, max = 100) int failures,
      @Setting(value = "So many calls at least are counted first.", min = 1) int calls,
      @Setting("For how long back calls count, in seconds.") Duration window,
      @Setting("How long nothing is sent.") Duration pause,
      @Setting(value = "Calls that try the service afterwards.", min = 1, max = 1000) int trials) {
    static final CircuitConfig DEFAULTS =
        new CircuitConfig(true, 80, 50, Duration.ofSeconds(10), Duration.ofSeconds(5), 5);

    /** Null for never. */
    @Nullable CircuitOptions options() {
      return enabled ? new CircuitOptions(failures, calls, window, pause, trials) : null;
    }
  }

  record CacheConfig(
      @Setting("Whether anything is kept.") boolean enabled,
      @Setting("How much of one REST service's answers.") DataSize size,
      @Setting(
              "How long answers of a GraphQL service are fresh where neither they nor @cacheControl"
                  + " say it; these are not kept unless it is set. In whole answers, how long"
                  + " fields may be kept of which @cacheControl says nothing.")
          @Nullable Duration maxAge,
      @Setting(
              "How long a GraphQL service's stale answers may be used while asked for anew, where"
                  + " they do not say it. Whole answers: the least of the services they are of.")
          Duration staleWhileRevalidate,
      @Setting("How long a GraphQL service's stale answers may stand in for a failure.")
          Duration staleIfError,
      @Setting(
              "Give what a GraphQL service calls public to everybody, though it was sent something"
                  + " of a caller.")
          boolean shared) {
    static final CacheConfig DEFAULTS =
        new CacheConfig(true, DataSize.ofMegabytes(16), null, Duration.ZERO, Duration.ZERO, false);

    /** Of a REST service; zero for none. */
    long bytes() {
      return enabled ? size.bytes() : 0;
    }

    /** Of a GraphQL service; null for none. */
    @Nullable FetchCacheOptions options() {
      return enabled
          ? new FetchCacheOptions(
              maxAge,
              staleWhileRevalidate,
              staleIfError,
              shared ? Sharing.PUBLIC_ANSWERS : Sharing.SAME_CALLS)
          : null;
    }
  }

  /** One of them. */
  record CredentialsConfig(
      @Setting("A token that stays the same, sent after the word Bearer.") @Nullable String bearer,
      @Setting("A key, and where it is sent.") @Nullable KeyConfig apiKey,
      @Setting("A name and a password.") @Nullable BasicConfig basic,
      @Setting("A token that an OAuth 2 server gives the gateway.") @Nullable OAuthConfig oauth2) {
    static final CredentialsConfig UNSET = new CredentialsConfig(null, null, null, null);
  }

  record KeyConfig(
      @Setting("The key.") String value,
      @Setting("The header field that holds it.") @Nullable String header,
      @Setting("The parameter of the query that holds it, instead.") @Nullable String query) {
    static final KeyConfig UNSET = new KeyConfig("", null, null);
  }

  record BasicConfig(@Setting("The name.") String user, @Setting("The password.") String password) {
    static final BasicConfig UNSET = new BasicConfig("", "");
  }

  record OAuthConfig(
      @Setting("The token endpoint.") String tokenUrl,
      @Setting("Who the gateway is to it.") String clientId,
      @Setting("The gateway's secret there.") String clientSecret,
      @Setting("What the token is to allow, separated by spaces.") @Nullable String scope,
      @Setting("Which service it is for, where the server wants to know.")
          @Nullable String audience) {
    static final OAuthConfig UNSET = new OAuthConfig("", "", "", null, null);
  }

  /** One of forward, set and drop. */
  record RequestHeaderConfig(
      @Setting("A client's header field that is passed on; between slashes, a regular expression.")
          @Nullable String forward,
      @Setting("The name that it is passed on under.") @Nullable String as,
      @Setting("What is sent when the client sends none.") @Nullable String otherwise,
      @Setting("A header field that is set.") @Nullable String set,
      @Setting("Its value, which may hold {client}, {scopes}, {claims.NAME}.")
          @Nullable String value,
      @Setting("What earlier rules put there and is taken out; a name or an expression.")
          @Nullable String drop) {
    static final RequestHeaderConfig UNSET =
        new RequestHeaderConfig(null, null, null, null, null, null);
  }

  /** One of forward, set and drop. */
  record AnswerHeaderConfig(
      @Setting("A service's header field that is passed on; between slashes, an expression.")
          @Nullable String forward,
      @Setting("The name that it is passed on under.") @Nullable String as,
      @Setting("What is done when several answers have it.") @Nullable Merging merge,
      @Setting("A header field that is set.") @Nullable String set,
      @Setting("Its value.") @Nullable String value,
      @Setting("What is not passed on, whatever other rules say; a name or an expression.")
          @Nullable String drop) {
    static final AnswerHeaderConfig UNSET =
        new AnswerHeaderConfig(null, null, null, null, null, null);
  }

  enum Merging {
    first,
    last,
    append,
    all,
    restrictive
  }

  static final ServiceConfig UNSET =
      new ServiceConfig(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  static final ServiceConfig DEFAULTS = defaults(null);

  /** For services on the same machine: what a schema says of private addresses holds. */
  static final ServiceConfig LOCAL = defaults(true);

  private static ServiceConfig defaults(@Nullable Boolean allowPrivate) {
    return new ServiceConfig(
        null,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        DataSize.ofMegabytes(64),
        64,
        1_024,
        false,
        true,
        true,
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        1_000,
        2,
        null,
        allowPrivate,
        List.of(),
        CacheConfig.DEFAULTS,
        false,
        List.of(),
        List.of(),
        new TreeMap<>(),
        null,
        null,
        null,
        null,
        CircuitConfig.DEFAULTS,
        SubscriptionsConfig.DEFAULTS,
        null);
  }

  /** These settings, completed by {@code defaults}. */
  ServiceConfig over(ServiceConfig defaults) {
    return new ServiceConfig(
        url,
        or(timeout, defaults.timeout),
        or(connectTimeout, defaults.connectTimeout),
        or(maxResponse, defaults.maxResponse),
        or(connections, defaults.connections),
        or(maxWaiting, defaults.maxWaiting),
        or(http2, defaults.http2),
        or(shareCalls, defaults.shareCalls),
        or(batchLookups, defaults.batchLookups),
        or(forwardHeaders, defaults.forwardHeaders),
        or(headers, defaults.headers),
        or(config, defaults.config),
        or(environment, defaults.environment),
        or(maxCallsPerRequest, defaults.maxCallsPerRequest),
        or(retries, defaults.retries),
        or(credentials, defaults.credentials),
        or(allowPrivate, defaults.allowPrivate),
        or(allowNetworks, defaults.allowNetworks),
        or(cache, defaults.cache),
        or(tellProblems, defaults.tellProblems),
        after(defaults.requestHeaders, requestHeaders),
        after(defaults.answerHeaders, answerHeaders),
        or(bodyExtensions, defaults.bodyExtensions),
        or(token, defaults.token),
        or(signature, defaults.signature),
        or(tls, defaults.tls),
        // Instances are those of one service.
        balancing,
        or(circuitBreaker, defaults.circuitBreaker),
        or(subscriptions, defaults.subscriptions),
        or(concurrency, defaults.concurrency));
  }

  /** All that is said but which instances are listed. */
  ServiceConfig withoutInstances() {
    return new ServiceConfig(
        url,
        timeout,
        connectTimeout,
        maxResponse,
        connections,
        maxWaiting,
        http2,
        shareCalls,
        batchLookups,
        forwardHeaders,
        headers,
        config,
        environment,
        maxCallsPerRequest,
        retries,
        credentials,
        allowPrivate,
        allowNetworks,
        cache,
        tellProblems,
        requestHeaders,
        answerHeaders,
        bodyExtensions,
        token,
        signature,
        tls,
        balancing == null ? null : balancing.withoutInstances(),
        circuitBreaker,
        subscriptions,
        concurrency);
  }

  /** Rules of a service follow those for all. */
  private static <T> List<T> after(@Nullable List<T> defaults, @Nullable List<T> own) {
    return Stream.of(defaults, own).filter(Objects::nonNull).flatMap(List::stream).toList();
  }

  private static <T> @Nullable T or(@Nullable T own, @Nullable T other) {
    return own != null ? own : other;
  }
}
