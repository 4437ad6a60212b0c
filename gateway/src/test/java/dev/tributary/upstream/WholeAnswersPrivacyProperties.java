package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheStore;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Caching;
import dev.tributary.execute.Caching.Keeping;
import dev.tributary.execute.Caching.Telling;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.CacheHint.Scope;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import dev.tributary.upstream.Propagation.RequestRule;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Nobody is given what was kept for somebody else. A service answers with all that it is told of
 * the caller, so that an engine that keeps answers can be compared, request by request, with one
 * that keeps none.
 */
class WholeAnswersPrivacyProperties {

  private static final String SCHEMA =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
        import: ["@authenticated", "@requiresScopes"])
      scalar federation__Scope
      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
        on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
      type Query {
        open(x: String): String @cacheControl(maxAge: 600)
        mine(x: String): String @cacheControl(maxAge: 600, scope: PRIVATE)
        never: String
        known: String @authenticated @cacheControl(maxAge: 600)
        special: String @requiresScopes(scopes: [["gold"]]) @cacheControl(maxAge: 600)
        saysPrivate: String @cacheControl(maxAge: 600)
        saysNoStore: String @cacheControl(maxAge: 600)
      }
      """;

  private static final List<String> DOCUMENTS =
      List.of(
          "{ open }",
          "query ($x: String) { open(x: $x) }",
          "query ($x: String = \"d\", $y: Boolean = true) { open(x: $x) special @include(if: $y) }",
          "{ mine }",
          "query ($x: String) { mine(x: $x) open }",
          "{ never open }",
          "{ known }",
          "{ open known special }",
          "{ saysPrivate }",
          "{ saysNoStore }");

  private static final Set<String> NEVER_KEPT = Set.of("{ never open }", "{ saysNoStore }");

  private static final List<String> VARIABLES =
      List.of("{}", "{\"x\":\"1\"}", "{\"x\":\"2\"}", "{\"x\":null}", "{\"y\":false}");

  private static final List<Caller> CALLERS =
      List.of(
          Caller.ANONYMOUS,
          new Caller("ada", Set.of(), Map.of("sub", "ada")),
          new Caller("ada", Set.of("gold"), Map.of("sub", "ada")),
          new Caller("app", Set.of(), Map.of("sub", "1")),
          new Caller("app", Set.of(), Map.of("sub", 1)),
          new Caller("app", Set.of("gold"), Map.of("sub", "2")),
          new Caller("app", Set.of("gold"), Map.of()));

  /** What of the caller reaches the service. */
  enum Told {
    NOTHING,
    HEADERS,
    PATTERN,
    CLAIM,
    EXTENSION,
    TOKEN,
    ANSWER_HEADERS
  }

  /** What services say of their answers holds, and nothing else is kept. */
  private static final FetchCacheOptions BY_SERVICES =
      new FetchCacheOptions(
          null, Duration.ZERO, Duration.ZERO, FetchCacheOptions.Sharing.SAME_CALLS);

  @SuppressWarnings("NullAway.Init") // jqwik calls start() first.
  private static Vertx vertx;

  @SuppressWarnings("NullAway.Init")
  private static HttpServer service;

  @SuppressWarnings("NullAway.Init")
  private static Supergraph supergraph;

  private static final AtomicInteger CALLS = new AtomicInteger();

  @BeforeContainer
  static void start() {
    vertx = Vertx.vertx();
    service =
        vertx
            .createHttpServer()
            .requestHandler(WholeAnswersPrivacyProperties::answer)
            .listen(0, "127.0.0.1")
            .await();
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "echo", "http://127.0.0.1:" + service.actualPort() + "/", SCHEMA)));
    assertThat(composition).as("%s", composition).isInstanceOf(Composition.Composed.class);
    supergraph = SupergraphReader.read(((Composition.Composed) composition).supergraphSdl());
  }

  @AfterContainer
  static void close() {
    vertx.close().await();
  }

  private static void answer(HttpServerRequest request) {
    CALLS.incrementAndGet();
    request
        .body()
        .onSuccess(
            body -> {
              JsonObject asked = body.toJsonObject();
              String query = asked.getString("query");
              String told =
                  request.getHeader("x-tenant")
                      + "/"
                      + request.getHeader("x-user")
                      + "/"
                      + subject(request.getHeader("authorization"))
                      + "/"
                      + asked.getJsonObject("extensions");
              JsonObject data = new JsonObject();
              for (String field :
                  List.of(
                      "open", "mine", "never", "known", "special", "saysPrivate", "saysNoStore")) {
                if (query.contains(field)) {
                  data.put(field, told + "/" + asked.getJsonObject("variables"));
                }
              }
              if (query.contains("saysPrivate")) {
                request.response().putHeader("cache-control", "private, max-age=600");
              } else if (query.contains("saysNoStore")) {
                request.response().putHeader("cache-control", "no-store");
              }
              request
                  .response()
                  .putHeader("content-type", "application/json")
                  .end(new JsonObject().put("data", data).toBuffer());
            });
  }

  private static String subject(String bearer) {
    try {
      return bearer == null
          ? "nobody"
          : SignedJWT.parse(bearer.substring("Bearer ".length())).getJWTClaimsSet().getSubject();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ServiceOptions options(Told told) throws JOSEException {
    List<RequestRule> rules =
        switch (told) {
          case PATTERN -> List.of(new RequestRule.Forward(HeaderNames.parse("/x-.*/"), null, null));
          case CLAIM -> List.of(new RequestRule.Set("x-user", ValueTemplate.parse("{claims.sub}")));
          default -> List.of();
        };
    return new ServiceOptions(
        null,
        Duration.ofSeconds(15),
        1_000_000,
        Pool.defaults(),
        Map.of(),
        told == Told.HEADERS ? List.of("x-tenant") : List.of(),
        Sharing.ON,
        new Propagation(
            rules,
            told == Told.ANSWER_HEADERS
                ? List.of(new AnswerRule.Forward(HeaderNames.parse("x-served"), null, Merge.FIRST))
                : List.of(),
            told == Told.EXTENSION
                ? new TreeMap<>(Map.of("user", ValueTemplate.parse("{claims.sub}")))
                : Map.of(),
            Set.of()),
        told == Told.TOKEN
            ? new CallIdentity(
                new CallIdentity.Token(
                    new TokenSigner(
                        new ECKeyGenerator(Curve.P_256)
                            .keyID("k")
                            .algorithm(JWSAlgorithm.ES256)
                            .generate()
                            .toJSONString()),
                    "tributary",
                    null,
                    Duration.ofMinutes(5),
                    "authorization",
                    Map.of()),
                null)
            : CallIdentity.NONE);
  }

  /**
   * @param fetches keeps the answers of services besides; null to keep none
   */
  private static Engine engine(
      ServiceOptions options, Caching caching, @Nullable FetchCache fetches) {
    Engine engine =
        new Engine(
            new Services(
                vertx,
                (subgraph, clients) ->
                    new GraphQlUpstream(
                        clients,
                        subgraph,
                        options,
                        AddressPolicy.ANY,
                        EventOptions.DEFAULT,
                        fetches)),
            EngineOptions.DEFAULT.with(caching));
    engine.serve(supergraph);
    return engine;
  }

  private record Request(String document, String variables, Caller caller, MultiMap headers) {
    static Request of(Random random) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      if (random.nextInt(3) > 0) {
        headers.add("x-tenant", random.nextBoolean() ? "a" : "b");
      }
      if (random.nextInt(4) == 0) {
        headers.add("x-user", random.nextBoolean() ? "ada" : "1");
      }
      return new Request(
          DOCUMENTS.get(random.nextInt(DOCUMENTS.size())),
          VARIABLES.get(random.nextInt(VARIABLES.size())),
          CALLERS.get(random.nextInt(CALLERS.size())),
          headers);
    }

    /** The same question from somebody else. */
    Request asking(Request question) {
      return new Request(question.document, question.variables, caller, headers);
    }

    GraphQlAnswer answeredBy(Engine engine, Context context) {
      Promise<GraphQlAnswer> promise = Promise.promise();
      context.runOnContext(
          now -> {
            RequestScope scope =
                new RequestScope(
                    context, headers, System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
            scope.calledBy(caller);
            engine
                .answer(new GraphQlRequest(document, null, Buffer.buffer(variables), false), scope)
                .onComplete(promise);
          });
      return promise.future().await();
    }
  }

  @Property(tries = 28, seed = "20261129", shrinking = ShrinkingMode.OFF)
  void answersAreTheSameAsWithoutKeepingAny(@ForAll long seed, @ForAll Told told)
      throws JOSEException {
    Random random = new Random(seed);
    ServiceOptions options = options(told);
    Engine plain = engine(options, Caching.OFF, null);
    CacheStore store = new CacheStore(vertx, 16 << 20, null, InstantSource.system());
    Engine keeping =
        engine(
            options,
            new Caching(
                Telling.AGE, store, Keeping.IF_ALLOWED, -1, any -> 0, any -> 0, Keeping.IF_ALLOWED),
            random.nextBoolean() ? new FetchCache(store, any -> BY_SERVICES) : null);
    Context context = vertx.getOrCreateContext();
    int publicAnswers = 0;
    Set<Caller> privatelyAnswered = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      Request request = Request.of(random);
      String expected = request.answeredBy(plain, context).body().toString();
      int before = CALLS.get();
      GraphQlAnswer answer = request.answeredBy(keeping, context);
      boolean wasKept = CALLS.get() == before;

      assertThat(answer.body().toString()).as("%s", request).isEqualTo(expected);
      if (answer.age() != null && answer.age().scope() == Scope.PUBLIC) {
        Request other = Request.of(random).asking(request);
        assertThat(other.answeredBy(plain, context).body().toString())
            .as("%s is answered for all, %s among them", request, other)
            .isEqualTo(expected);
        publicAnswers++;
      }
      if (request.document.contains("mine")) {
        assertThat(wasKept && !privatelyAnswered.contains(request.caller))
            .as("%s was given what is another's", request)
            .isFalse();
        assertThat(wasKept && !request.caller.isAuthenticated()).as("%s", request).isFalse();
        privatelyAnswered.add(request.caller);
      }
      assertThat(wasKept && NEVER_KEPT.contains(request.document)).as("%s", request).isFalse();
      assertThat(wasKept && told == Told.ANSWER_HEADERS && !expected.contains("errors"))
          .as("%s: header fields would be lost", request)
          .isFalse();
    }
    assertThat(publicAnswers > 0).as("something is for all").isEqualTo(told == Told.NOTHING);
    if (told != Told.ANSWER_HEADERS) {
      assertThat(store.size()).as("something is kept at all").isPositive();
    }
  }
}
