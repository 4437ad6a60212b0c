package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.upstream.RestServer.Answer;
import dev.tributary.upstream.RestServer.Asked;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of REST services that are kept for later requests (RFC 9111). */
class RestCacheTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final long START = Instant.parse("2026-11-28T12:00:00Z").toEpochMilli();
  private static final String QUERY = "{ busiest { code name } }";

  private static final String SDL =
      RestCaller.supergraph("inventory.graphql")
          .replace(
              "{name: \"X-Api-Key\", value: \"{$config.key}\"}",
              "{name: \"X-Api-Key\", value: \"{$config.key}\"},"
                  + " {name: \"X-Tenant\", from: \"x-tenant\"},"
                  + " {name: \"Accept-Language\", from: \"accept-language\"}");
  private static final String PERSONAL =
      SDL.replace(
          "{name: \"X-Tenant\", from: \"x-tenant\"}",
          "{name: \"X-User\", value: \"{$context.client}\"}");

  private final RestServer server = new RestServer(VERTX);
  private final AtomicLong now = new AtomicLong(START);
  private final AtomicInteger made = new AtomicInteger();
  private final RestService service = service(1 << 20);
  private RestCaller caller = new RestCaller(VERTX, SDL, service);

  private RestService service(long bytes) {
    RestOptions options =
        new RestOptions(
            new ServiceOptions(
                server.url(),
                Duration.ofSeconds(3),
                1_000_000,
                ServiceOptions.Pool.defaults(),
                Map.of(),
                List.of("authorization", "cookie", "traceparent"),
                ServiceOptions.Sharing.ON),
            Map.of("key", "k"),
            Map.of(),
            1);
    return new RestService(
        "inventory", options.withCache(bytes), (InstantSource) () -> Instant.ofEpochMilli(now()));
  }

  private long now() {
    return now.get();
  }

  @AfterEach
  void close() {
    caller.close();
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Each answer says which it is, and with these header fields, {@code name: value | ...}. */
  private void answersWith(String headers) {
    server.answers(asked -> made(headers));
  }

  private Answer made(String headers) {
    Answer answer = Answer.json("{\"code\": \"" + made.incrementAndGet() + "\"}");
    for (String header : headers.isBlank() ? new String[0] : headers.split("\\|")) {
      String[] field = header.split(":", 2);
      answer = answer.with(field[0].strip(), field[1].strip());
    }
    return answer;
  }

  private static final Map<String, String> NOBODY = Map.of();

  /** Which answer a client with these header fields is given. */
  private String ask(Map<String, String> headers) {
    String answer = begin(headers, QUERY).orTimeout(10, TimeUnit.SECONDS).join();
    return answer.replaceAll(".*\"code\":\"(\\w+)\".*", "$1");
  }

  private CompletableFuture<String> begin(Map<String, String> headers, String query) {
    caller.clientHeaders.clear();
    headers.forEach(caller.clientHeaders::set);
    caller.beginRequest();
    return caller.beginRootNow("inventory_Query_warehouses_0", query, "{}");
  }

  private void pass(long seconds) {
    now.addAndGet(seconds * 1000);
  }

  // How long

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "cache-control: max-age=60                                         ; 60",
        "Cache-Control: Max-Age=60                                         ; 60",
        "cache-control: max-age=\"60\"                                     ; 60",
        "cache-control: s-maxage=30, max-age=60                            ; 30",
        "cache-control: max-age=60, s-maxage=90                            ; 90",
        "cache-control: max-age=60, max-age=20                             ; 20",
        "cache-control: max-age=60 | age: 50                               ; 10",
        "cache-control: max-age=60 | date: Sat, 28 Nov 2026 11:59:30 GMT   ; 30",
        "cache-control: max-age=60 | expires: Sat, 28 Nov 2026 11:00:00 GMT; 60",
        "expires: Sat, 28 Nov 2026 12:01:00 GMT                            ; 60",
        "expires: Sat, 28 Nov 2026 12:01:00 GMT | date: Sat, 28 Nov 2026 12:00:30 GMT ; 30",
        "cache-control: public, max-age=60, foo=\"private, no-store\"      ; 60",
        "cache-control: max-age=60, must-revalidate                        ; 60",
      })
  void anAnswerIsGivenAgainWhileItIsFresh(String headers, long seconds) {
    answersWith(headers);
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(seconds - 1);
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(1);
    assertThat(ask(NOBODY)).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etag: \"x\"",
        "last-modified: Sat, 28 Nov 2020 12:00:00 GMT",
        "cache-control: max-age=60, no-store",
        "cache-control: max-age=60, private",
        "cache-control: max-age=60, private=\"x-name\"",
        "cache-control: max-age=60, PRIVATE",
        "cache-control: private, public, s-maxage=60",
        "cache-control: max-age=60, no-cache",
        "cache-control: max-age=60, no-cache=\"set-cookie\"",
        "cache-control: max-age=0",
        "cache-control: max-age=-5",
        "cache-control: max-age=soon",
        "cache-control: max-age=",
        "cache-control: max-age=60, s-maxage=0",
        "expires: 0",
        "expires: Sat, 28 Nov 2026 11:00:00 GMT",
        "cache-control: max-age=60 | age: 99999999999999999999",
        "cache-control: max-age=60 | vary: *",
        "cache-control: max-age=60 | vary: accept, *",
        "cache-control: public, max-age=60 | set-cookie: session=1",
      })
  void anAnswerThatDoesNotAllowItIsNotGivenAgain(String headers) {
    answersWith(headers);
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(ask(NOBODY)).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({"200, true", "404, true", "410, true", "201, false", "302, false", "500, false"})
  void onlySomeStatusesAreKept(int status, boolean kept) {
    server.answers(
        asked -> new Answer(status, "application/json", "{}").with("cache-control", "max-age=60"));
    ask(NOBODY);
    ask(NOBODY);
    assertThat(server.asked).hasSize(kept ? 1 : 2);
  }

  @Test
  void whatIsKeptCountsForNoCall() {
    // One call per client request is the limit.
    answersWith("cache-control: max-age=60");
    ask(NOBODY);
    assertThat(begin(NOBODY, "{ busiest { code } warehouses { code } }").join())
        .doesNotContain("REQUEST_LIMIT_EXCEEDED");
  }

  // Whom for

  @Test
  void aPrivateAnswerIsGivenToNobodyElseAndNotEvenKept() {
    answersWith("cache-control: private, max-age=60 | vary: authorization");
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("1");
    assertThat(ask(Map.of("authorization", "Bearer b"))).isEqualTo("2");
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("3");
    assertThat(Objects.requireNonNull(service.cache()).weight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-age=60", "max-age=60, must-revalidate"})
  void whatCameWithCredentialsIsForTheSameCredentialsOnly(String control) {
    answersWith("cache-control: " + control);
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("1");
    assertThat(ask(Map.of("authorization", "Bearer b"))).isEqualTo("2");
    assertThat(ask(NOBODY)).isEqualTo("3");
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("1");
    assertThat(ask(Map.of("authorization", "Bearer b"))).isEqualTo("2");
    assertThat(ask(Map.of("authorization", "bearer a"))).isEqualTo("4");
    assertThat(ask(NOBODY)).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public, max-age=60", "s-maxage=60"})
  void whatIsMadeForSharedCachesIsForAll(String control) {
    answersWith("cache-control: " + control);
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("1");
    assertThat(ask(Map.of("authorization", "Bearer b"))).isEqualTo("1");
    assertThat(ask(NOBODY)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cookie", "x-tenant", "accept-language", "authorization"})
  void aRequestThatDiffersInAnyFieldOfTheClientsIsAnother(String header) {
    answersWith("cache-control: max-age=60");
    assertThat(ask(Map.of(header, "a"))).isEqualTo("1");
    assertThat(ask(Map.of(header, "b"))).isEqualTo("2");
    assertThat(ask(Map.of(header, "a, b"))).isEqualTo("3");
    assertThat(ask(NOBODY)).isEqualTo("4");
    assertThat(ask(Map.of(header, "a"))).isEqualTo("1");
  }

  @Test
  void theNumberOfATraceMakesNoDifference() {
    answersWith("cache-control: max-age=60");
    assertThat(ask(Map.of("traceparent", "00-1-1-01"))).isEqualTo("1");
    assertThat(ask(Map.of("traceparent", "00-2-2-01"))).isEqualTo("1");
  }

  @Test
  void whatTheGatewayKnowsOfTheCallerTellsRequestsApart() {
    caller.close();
    caller = new RestCaller(VERTX, PERSONAL, service);
    answersWith("cache-control: max-age=60");
    for (String name : List.of("ann", "bob", "ann")) {
      caller.beginRequest();
      caller.calledBy(new Caller(name, Set.of(), Map.of()));
      caller.root("inventory_Query_warehouses_0", QUERY, "{}");
    }
    assertThat(server.asked)
        .extracting(asked -> asked.headers().get("x-user"))
        .containsExactly("ann", "bob");
  }

  @Test
  void ofAnswersForAllVaryTellsWhichIsWhose() {
    answersWith("cache-control: public, max-age=60 | vary: Accept-Language, x-tenant");
    Map<String, String> one = Map.of("accept-language", "no", "x-tenant", "1");
    assertThat(ask(one)).isEqualTo("1");
    assertThat(ask(Map.of("accept-language", "sv", "x-tenant", "1"))).isEqualTo("2");
    assertThat(ask(Map.of("accept-language", "no", "x-tenant", "2"))).isEqualTo("3");
    assertThat(ask(Map.of("accept-language", "no"))).isEqualTo("4");
    assertThat(ask(Map.of("accept-language", "no", "x-tenant", "1", "authorization", "Bearer b")))
        .isEqualTo("1");
  }

  @Test
  void valuesCannotBeCutSoThatTheyLookLikeAnothers() {
    answersWith("cache-control: public, max-age=60 | vary: accept-language, x-tenant");
    assertThat(ask(Map.of("accept-language", "x-tenant", "x-tenant", "1"))).isEqualTo("1");
    assertThat(ask(Map.of("accept-language", "", "x-tenant", "x-tenant1"))).isEqualTo("2");
    assertThat(ask(Map.of("x-tenant", "accept-languagex-tenant1"))).isEqualTo("3");
  }

  @Test
  void anAnswerForAllThatIsOnceForOneAloneIsGivenToNoOtherAfterwards() {
    server.answers(
        asked ->
            made(
                "Bearer a".equals(asked.headers().get("authorization"))
                    ? "cache-control: max-age=60"
                    : "cache-control: public, max-age=1"));
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(2);
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("2");
    assertThat(ask(NOBODY)).isEqualTo("3");
    assertThat(ask(Map.of("authorization", "Bearer c"))).isEqualTo("3");
  }

  // Whether it still holds

  private void answersByTag(Function<Asked, Answer> whenAsked) {
    server.answers(
        asked ->
            asked.headers().containsKey("if-none-match")
                    || asked.headers().containsKey("if-modified-since")
                ? whenAsked.apply(asked)
                : made("cache-control: max-age=60 | etag: \"v1\""));
  }

  @Test
  void aStaleAnswerIsAskedAboutAndFreshAgainWhenItStillHolds() {
    answersByTag(
        asked ->
            new Answer(304, "application/json", "")
                .with("etag", "\"v1\"")
                .with("cache-control", "max-age=30"));
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(61);
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(29);
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(server.asked).hasSize(2);
    assertThat(server.asked.get(1).headers()).containsEntry("if-none-match", "\"v1\"");
    pass(1);
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void aStaleAnswerThatNoLongerHoldsIsReplaced() {
    answersByTag(asked -> made("cache-control: max-age=60 | etag: \"v2\""));
    ask(NOBODY);
    pass(61);
    assertThat(ask(NOBODY)).isEqualTo("2");
    assertThat(ask(NOBODY)).isEqualTo("2");
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void whatMustBeAskedAboutIsAskedAboutEachTime() {
    server.answers(
        asked ->
            asked.headers().containsKey("if-modified-since")
                ? new Answer(304, "application/json", "")
                : made("cache-control: no-cache | last-modified: Sat, 28 Nov 2020 12:00:00 GMT"));
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(ask(NOBODY)).isEqualTo("1");
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void nobodyIsAskedAboutAnothersAnswer() {
    answersByTag(asked -> new Answer(304, "application/json", ""));
    assertThat(ask(Map.of("authorization", "Bearer a"))).isEqualTo("1");
    pass(61);
    assertThat(ask(Map.of("authorization", "Bearer b"))).isEqualTo("2");
    assertThat(server.asked.get(1).headers()).doesNotContainKey("if-none-match");
  }

  @Test
  void notModifiedAboutAnotherVersionIsNotBelieved() {
    answersByTag(asked -> new Answer(304, "application/json", "").with("etag", "\"other\""));
    ask(NOBODY);
    pass(61);
    assertThat(ask(NOBODY)).isEqualTo("2");
  }

  @Test
  void notModifiedThatNobodyAskedForIsAFailure() {
    server.answers(asked -> new Answer(304, "application/json", ""));
    assertThat(begin(NOBODY, QUERY).join()).contains("CONNECTOR_FETCH");
  }

  // Failures

  @Test
  void aStaleAnswerStandsInForAFailureAsLongAsItSays() {
    server.answers(asked -> made("cache-control: max-age=10, stale-if-error=50"));
    assertThat(ask(NOBODY)).isEqualTo("1");
    server.answers(asked -> new Answer(503, "text/plain", "x"));
    pass(59);
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(1);
    assertThat(ask(NOBODY)).contains("CONNECTOR_FETCH");
  }

  @Test
  void aStaleAnswerStandsInForAServiceThatIsGone() {
    server.answers(asked -> made("cache-control: max-age=10, stale-if-error=50"));
    ask(NOBODY);
    server.close();
    pass(20);
    assertThat(ask(NOBODY)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=10",
        "max-age=10, stale-if-error=50, must-revalidate",
        "max-age=10, stale-if-error=50, proxy-revalidate",
        "s-maxage=10, stale-if-error=50",
      })
  void aStaleAnswerThatMustBeAskedAboutStandsInForNothing(String control) {
    server.answers(asked -> made("cache-control: " + control));
    ask(NOBODY);
    server.answers(asked -> new Answer(503, "text/plain", "x"));
    pass(20);
    assertThat(ask(NOBODY)).contains("CONNECTOR_FETCH");
  }

  @Test
  void aStaleAnswerMayBeUsedWhileItIsAskedAbout() {
    answersWith("cache-control: max-age=10, stale-while-revalidate=20");
    assertThat(ask(NOBODY)).isEqualTo("1");
    pass(15);
    assertThat(ask(NOBODY)).isEqualTo("1");
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    String given = "1";
    while (given.equals("1") && System.nanoTime() < end) {
      given = ask(NOBODY);
    }
    assertThat(given).isEqualTo("2");
    assertThat(server.asked).hasSize(2);
    pass(31);
    assertThat(ask(NOBODY)).isEqualTo("3");
  }

  // Changes

  private static final String RESTOCK =
      "mutation { restock(upc: \"1\", quantity: 1) { upc inStock } }";

  private void restock() {
    caller.beginRequest();
    caller.root("inventory_Mutation_restock_0", RESTOCK, "{}");
  }

  private int stockCallsAfter(Answer change) {
    server.answers(
        asked ->
            asked.line().startsWith("POST")
                ? change
                : Answer.json("{\"stock\": []}").with("cache-control", "public, max-age=60"));
    askForStock();
    restock();
    askForStock();
    return (int) server.asked.stream().filter(asked -> asked.line().startsWith("GET")).count();
  }

  private void askForStock() {
    caller.beginRequest();
    caller.entities(
        "inventory_Product_0", "Product", "{ products { inStock } }", "[{\"upc\":\"1\"}]");
  }

  @ParameterizedTest
  @CsvSource({"200, 2", "204, 2", "303, 2", "500, 2", "404, 1", "422, 1"})
  void aChangeMakesVoidWhatWasKeptOfThePathUnlessItWasRefused(int status, int calls) {
    assertThat(stockCallsAfter(new Answer(status, "application/json", "{}"))).isEqualTo(calls);
  }

  @Test
  void aChangeMakesVoidWhatTheAnswerNames() {
    server.answers(
        asked ->
            asked.line().startsWith("POST")
                ? Answer.json("{}").with("location", "/v1/warehouses/busiest")
                : made("cache-control: public, max-age=60"));
    assertThat(ask(NOBODY)).isEqualTo("1");
    restock();
    assertThat(ask(NOBODY)).isEqualTo("2");
  }

  @Test
  void whatWasBeingReadWhenAChangeCameIsNotKept() {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    Promise<Answer> late = Promise.promise();
    server.answersLater(
        asked -> {
          if (asked.line().startsWith("POST")) {
            return Future.succeededFuture(Answer.json("{}"));
          }
          arrived.complete(null);
          return late.future();
        });
    CompletableFuture<String> reading = begin(NOBODY, QUERY);
    arrived.orTimeout(5, TimeUnit.SECONDS).join();
    restock();
    late.complete(made("cache-control: public, max-age=60"));
    reading.orTimeout(5, TimeUnit.SECONDS).join();
    answersWith("cache-control: public, max-age=60");
    assertThat(ask(NOBODY)).isEqualTo("2");
  }

  // How much

  @Test
  void noMoreIsKeptThanIsAllowed() {
    caller.close();
    RestService small = service(64 * 1024);
    caller = new RestCaller(VERTX, SDL, small);
    String filler = "x".repeat(1000);
    server.answers(
        asked ->
            Answer.json("{\"items\": [{\"code\": \"" + filler + "\"}]}")
                .with("cache-control", "public, max-age=60"));
    for (int i = 0; i < 300; i++) {
      caller.beginRequest();
      caller.root(
          "inventory_Query_warehouses_0", "{ warehouses(region: \"" + i + "\") { code } }", "{}");
    }
    assertThat(server.asked).hasSize(300);
    assertThat(Objects.requireNonNull(small.cache()).weight()).isBetween(20_000L, 64 * 1024L);
  }

  @Test
  void oneAnswerThatIsLargeIsNotKept() {
    String filler = "x".repeat(200_000);
    server.answers(
        asked ->
            Answer.json("{\"code\": \"a\", \"f\": \"" + filler + "\"}")
                .with("cache-control", "max-age=60"));
    ask(NOBODY);
    ask(NOBODY);
    assertThat(server.asked).hasSize(2);
  }
}
