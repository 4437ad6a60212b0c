package dev.tributary.upstream;

import static dev.tributary.upstream.CachingGateway.TEN_SECONDS;
import static dev.tributary.upstream.CachingGateway.await;
import static dev.tributary.upstream.CachingGateway.forwarding;
import static dev.tributary.upstream.CachingGateway.namesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheTags;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchHint.Coverage;
import dev.tributary.plan.FetchHint.RootTag;
import dev.tributary.supergraph.CacheHint.Scope;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.Value;
import dev.tributary.upstream.FetchCacheOptions.Sharing;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of GraphQL services' answers, for whom, and for how long. */
@Timeout(60)
class FetchCacheTest {

  private static final Caller ANN = new Caller("app", Set.of(), Map.of("sub", "ann", "exp", 1));
  private static final Caller ANN_LATER =
      new Caller("app", Set.of(), Map.of("sub", "ann", "exp", 2));
  private static final Caller BOB = new Caller("app", Set.of(), Map.of("sub", "bob", "exp", 1));

  private final ProductService service = new ProductService();
  private CachingGateway gateway =
      new CachingGateway(service.http.url(), forwarding(), TEN_SECONDS);

  @AfterEach
  void close() {
    gateway.close();
    service.close();
  }

  private void with(ServiceOptions options, FetchCacheOptions kept) {
    gateway.close();
    gateway = new CachingGateway(service.http.url(), options, kept);
  }

  private static FetchCacheOptions kept(int maxAge, int whileRevalidating, int onError) {
    return new FetchCacheOptions(
        maxAge < 0 ? null : Duration.ofSeconds(maxAge),
        Duration.ofSeconds(whileRevalidating),
        Duration.ofSeconds(onError),
        Sharing.SAME_CALLS);
  }

  private static MultiMap user(String name) {
    return MultiMap.caseInsensitiveMultiMap().add("x-user", name);
  }

  private static MultiMap nobody() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void whatIsKnownIsNotAskedForAgain() {
    assertThat(gateway.names("a", "b")).containsExactly("a:1:-", "b:1:-");
    service.version = "2";

    assertThat(gateway.names("b", "a")).containsExactly("b:1:-", "a:1:-");
    assertThat(gateway.names("c", "a", "d")).containsExactly("c:2:-", "a:1:-", "d:2:-");
    assertThat(service.asked).containsExactly(List.of("a", "b"), List.of("c", "d"));

    gateway.pass(Duration.ofSeconds(11));
    assertThat(gateway.names("a")).containsExactly("a:2:-");
  }

  @Test
  void queriesAreKeptAsAWholeAndMutationsNever() {
    assertThat(gateway.query("{top}")).isEqualTo("{\"data\":{\"top\":\"top:1:-\"}}");
    service.version = "2";
    assertThat(gateway.query("{top}")).contains("top:1:-");
    assertThat(gateway.query("{top other}")).contains("top:2:-");
    assertThat(gateway.mutation("{top}")).contains("top:2:-");
    service.version = "3";
    assertThat(gateway.mutation("{top}")).contains("top:3:-");
  }

  @Test
  void whatAnErrorSpeaksOfIsNotKept() throws Exception {
    service.failing = List.of("b");
    assertThat(gateway.names("a", "b")).containsExactly("a:1:-", "null");

    // The second of those that are asked for is the third for whoever asks.
    String partly = await(gateway.products(nobody(), Caller.ANONYMOUS, "a", "c", "b"));
    assertThat(service.asked).last().isEqualTo(List.of("c", "b"));
    assertThat(namesIn(partly)).containsExactly("a:1:-", "c:1:-", "null");
    assertThat(CachingGateway.JSON.readTree(partly).at("/errors/0/path").toString())
        .isEqualTo("[\"_entities\",2,\"name\"]");

    service.failing = List.of();
    assertThat(gateway.names("a", "b")).containsExactly("a:1:-", "b:1:-");
    assertThat(service.asked).last().isEqualTo(List.of("b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cache-Control: no-store                   | 0",
        "Cache-Control: no-cache, max-age=100      | 0",
        "Cache-Control: max-age=0                  | 0",
        "Cache-Control: private, max-age=100       | 0",
        "Cache-Control: max-age=100, private       | 0",
        "Cache-Control: nonsense                   | 10",
        "Cache-Control: max-age=nonsense           | 0",
        "Cache-Control: max-age=100                | 100",
        "Cache-Control: max-age=100, s-maxage=50   | 50",
        "Cache-Control: public                     | 10",
        "Expires: Thu, 01 Jan 1970 00:00:00 GMT    | 0",
        "Set-Cookie: a=b                           | 0",
        "Vary: *                                   | 0",
        "Vary: Accept                              | 10",
        "X: y                                      | 10",
      })
  void theServiceHasTheFirstWordOnHowLong(String header, int seconds) {
    service.headers = header + "\r\n";
    gateway.names("a");
    if (seconds > 0) {
      gateway.pass(Duration.ofSeconds(seconds - 1));
      gateway.names("a");
      assertThat(service.asked).hasSize(1);
      gateway.pass(Duration.ofSeconds(1));
    }
    gateway.names("a");
    assertThat(service.asked).hasSize(2);
  }

  @Test
  void theAgeThatAnAnswerHasAlreadyCounts() {
    service.headers = "Cache-Control: max-age=100\r\nAge: 60\r\n";
    gateway.names("a");
    gateway.pass(Duration.ofSeconds(39));
    gateway.names("a");
    assertThat(service.asked).hasSize(1);
    gateway.pass(Duration.ofSeconds(1));
    gateway.names("a");
    assertThat(service.asked).hasSize(2);
  }

  @Test
  void withoutAWordFromAnybodyNothingIsKept() {
    with(forwarding(), kept(-1, 100, 100));
    gateway.names("a");
    gateway.names("a");
    assertThat(service.asked).hasSize(2);
  }

  @Test
  void whatWasFetchedForOneUserIsGivenToNoOther() {
    with(forwarding("x-user"), TEN_SECONDS);
    service.headers = "Cache-Control: public, max-age=100\r\n";

    assertThat(gateway.names(user("ann"), ANN, "a")).containsExactly("a:1:ann");
    assertThat(gateway.names(user("bob"), BOB, "a")).containsExactly("a:1:bob");
    assertThat(gateway.names("a")).containsExactly("a:1:-");
    service.version = "2";
    assertThat(gateway.names(user("ann"), ANN, "a")).containsExactly("a:1:ann");
    assertThat(gateway.names(user("bob"), BOB, "a")).containsExactly("a:1:bob");
    assertThat(gateway.names("a")).containsExactly("a:1:-");
  }

  @Test
  void whatTheServiceCallsPublicIsForEverybodyIfTheOperatorWantsIt() {
    with(
        forwarding("x-user"),
        new FetchCacheOptions(
            Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Sharing.PUBLIC_ANSWERS));
    service.headers = "Cache-Control: public, max-age=100\r\n";
    assertThat(gateway.names(user("ann"), ANN, "a")).containsExactly("a:1:ann");
    assertThat(gateway.names(user("bob"), BOB, "a")).containsExactly("a:1:ann");
    assertThat(gateway.names("a")).containsExactly("a:1:ann");

    // Not what it does not call so, or what depends on what was sent.
    for (String own :
        List.of("Cache-Control: max-age=100", "Cache-Control: public, max-age=9\r\nVary: X-User")) {
      service.headers = own + "\r\n";
      String id = "b" + own.length();
      assertThat(gateway.names(id)).containsExactly(id + ":1:-");
      assertThat(gateway.names(user("ann"), ANN, id)).containsExactly(id + ":1:ann");
      assertThat(gateway.names(user("bob"), BOB, id)).containsExactly(id + ":1:bob");
      assertThat(gateway.names(id)).containsExactly(id + ":1:-");
    }
  }

  @Test
  void whatIsPrivateIsForItsCallerAloneThoughTheServiceWasSentTheSame() {
    service.headers = "Cache-Control: private, max-age=100\r\n";
    gateway.names(nobody(), ANN, "a");
    service.version = "2";

    assertThat(gateway.names(nobody(), ANN, "a")).containsExactly("a:1:-");
    assertThat(gateway.names(nobody(), ANN_LATER, "a")).containsExactly("a:1:-");
    assertThat(gateway.names(nobody(), BOB, "a")).containsExactly("a:2:-");
    assertThat(gateway.names("a")).containsExactly("a:2:-");
    service.version = "3";
    assertThat(gateway.names("a")).containsExactly("a:3:-");
    assertThat(gateway.names(nobody(), BOB, "a")).containsExactly("a:2:-");
  }

  @Test
  void aStaleAnswerIsGivenWhileItIsAskedForAnew() {
    with(forwarding(), kept(10, 20, 0));
    gateway.names("a", "b");
    service.version = "2";
    gateway.pass(Duration.ofSeconds(15));

    assertThat(gateway.names("a", "b")).containsExactly("a:1:-", "b:1:-");
    until(() -> gateway.names("a", "b").equals(List.of("a:2:-", "b:2:-")));
    assertThat(service.asked).hasSize(2);

    gateway.pass(Duration.ofSeconds(31));
    service.version = "3";
    assertThat(gateway.names("a", "b")).containsExactly("a:3:-", "b:3:-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 No", "502 No", "503 No", "504 No", "gone"})
  void aStaleAnswerStandsInForAFailure(String status) {
    with(forwarding(), kept(10, 0, 20));
    gateway.names("a");
    gateway.pass(Duration.ofSeconds(15));
    if (status.equals("gone")) {
      service.close();
    } else {
      service.status = status;
    }

    assertThat(gateway.names("a")).containsExactly("a:1:-");
    assertThatThrownBy(() -> gateway.names("b")).hasMessageContaining("The service");
    // Not with something that was never known, and not for ever.
    assertThatThrownBy(() -> gateway.names("a", "b")).hasMessageContaining("The service");
    gateway.pass(Duration.ofSeconds(15));
    assertThatThrownBy(() -> gateway.names("a")).hasMessageContaining("The service");
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 No", "401 No", "403 No", "404 No", "429 No", "501 No"})
  void noAnswerStandsInForARefusal(String status) {
    with(forwarding(), kept(10, 0, 20));
    gateway.names("a");
    gateway.pass(Duration.ofSeconds(15));
    service.status = status;

    assertThatThrownBy(() -> gateway.names("a")).hasMessageContaining("The service");
  }

  @Test
  void whatMustBeRevalidatedIsNeverStale() {
    with(forwarding(), kept(10, 20, 20));
    service.headers = "Cache-Control: max-age=10, must-revalidate\r\n";
    gateway.names("a");
    gateway.pass(Duration.ofSeconds(15));
    service.version = "2";

    assertThat(gateway.names("a")).containsExactly("a:2:-");
  }

  @Test
  void anEntityIsInvalidatedByItsTypeItsKeyAndItsService() {
    for (String tag :
        List.of(
            CacheTags.type("Product"),
            CacheTags.entity("Product", Map.of("id", "a")),
            CacheTags.service("products"))) {
      service.version = "1";
      gateway.invalidate(CacheTags.service("products"));
      gateway.names("a", "b");
      service.version = "2";
      gateway.invalidate(
          CacheTags.type("Other"), CacheTags.service("other"), CacheTags.within("Product"));
      gateway.invalidate(CacheTags.entity("Product", Map.of("id", "c")));
      assertThat(gateway.names("a", "b")).containsExactly("a:1:-", "b:1:-");

      gateway.invalidate(tag);

      assertThat(gateway.names("a")).containsExactly("a:2:-");
      assertThat(gateway.names("b")).containsExactly(tag.startsWith("entity") ? "b:1:-" : "b:2:-");
    }
  }

  @Test
  void aQueryIsInvalidatedWithEachEntityThatMayBeInIt() {
    for (String tag : List.of(CacheTags.type("Product"), CacheTags.within("Product"))) {
      service.version = "1";
      gateway.invalidate(CacheTags.service("products"));
      gateway.query("{top}");
      service.version = "2";
      assertThat(gateway.query("{top}")).contains("top:1");

      gateway.invalidate(tag);

      assertThat(gateway.query("{top}")).contains("top:2");
    }
  }

  private static FetchHint hint(@Nullable Integer maxAge, Coverage coverage, Scope scope) {
    return new FetchHint(maxAge, coverage, scope, Map.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // schema says | of | the service says | the operator says | how long it is kept
        "    | PART | X: y                                    | 10 | 10",
        "    | PART | X: y                                    | -1 | 0",
        "    | PART | Cache-Control: max-age=100              | -1 | 100",
        "40  | ALL  | X: y                                    | -1 | 40",
        "40  | ALL  | X: y                                    | 10 | 40",
        "40  | ALL  | Cache-Control: public                   | 10 | 40",
        "40  | ALL  | Cache-Control: max-age=100              | 10 | 40",
        "40  | ALL  | Cache-Control: max-age=20               | 10 | 20",
        "40  | ALL  | Cache-Control: max-age=100\\r\\nAge: 90 | 10 | 0",
        "40  | ALL  | Cache-Control: max-age=0                | 10 | 0",
        "40  | ALL  | Cache-Control: no-store                 | 10 | 0",
        "40  | PART | X: y                                    | -1 | 0",
        "40  | PART | X: y                                    | 10 | 10",
        "40  | PART | X: y                                    | 90 | 40",
        "40  | PART | Cache-Control: max-age=100              | -1 | 40",
        "0   | ALL  | X: y                                    | 10 | 0",
        "0   | PART | Cache-Control: max-age=100, public      | 10 | 0",
      })
  void theSchemaHasAWordOnHowLongToo(
      @Nullable Integer said, Coverage coverage, String header, int configured, int seconds) {
    with(forwarding(), kept(configured, 0, 0));
    gateway.hint = hint(said, coverage, Scope.PUBLIC);
    service.headers = header.replace("\\r\\n", "\r\n") + "\r\n";
    gateway.names("a");
    if (seconds > 0) {
      gateway.pass(Duration.ofSeconds(seconds - 1));
      gateway.names("a");
      assertThat(service.asked).hasSize(1);
      gateway.pass(Duration.ofSeconds(1));
    }
    gateway.names("a");
    assertThat(service.asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: y", "Cache-Control: public, max-age=100, s-maxage=100"})
  void whatTheSchemaCallsPrivateIsForItsCallerAlone(String header) {
    with(
        forwarding(),
        new FetchCacheOptions(
            Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Sharing.PUBLIC_ANSWERS));
    service.headers = header + "\r\n";
    gateway.names(nobody(), ANN, "a");
    // Kept for all, until the schema says otherwise.
    service.version = "2";
    gateway.hint = hint(null, Coverage.PART, Scope.PRIVATE);

    assertThat(gateway.names(nobody(), ANN, "a")).containsExactly("a:2:-");
    service.version = "3";
    assertThat(gateway.names(nobody(), ANN_LATER, "a")).containsExactly("a:2:-");
    assertThat(gateway.names(nobody(), BOB, "a")).containsExactly("a:3:-");
    assertThat(gateway.names("a")).containsExactly("a:3:-");
    service.version = "4";
    assertThat(gateway.names("a")).containsExactly("a:4:-");
    assertThat(gateway.names(nobody(), BOB, "a")).containsExactly("a:3:-");
    assertThat(gateway.names(nobody(), ANN, "a")).containsExactly("a:2:-");
  }

  @Test
  void whatIsAskedForAnewIsAsPrivateAsAtFirst() {
    with(forwarding(), kept(10, 20, 0));
    gateway.hint = hint(5, Coverage.ALL, Scope.PRIVATE);
    gateway.names(nobody(), ANN, "a");
    gateway.pass(Duration.ofSeconds(6));
    service.version = "2";
    until(() -> gateway.names(nobody(), ANN, "a").equals(List.of("a:2:-")));

    service.version = "3";
    assertThat(gateway.names(nobody(), BOB, "a")).containsExactly("a:3:-");
  }

  private static CacheTag tag(String format) {
    return ((CacheTag.Valid) CacheTag.parse(format)).tag();
  }

  @Test
  void anEntityIsInvalidatedByItsTag() {
    gateway.hint =
        new FetchHint(
            null,
            Coverage.PART,
            Scope.PUBLIC,
            Map.of("Product", List.of(tag("product-{$key.id}"), tag("products"))),
            List.of());
    gateway.names("a", "b", "c");
    service.version = "2";
    gateway.invalidate(CacheTags.named("product-d"), CacheTags.named("product-"));
    assertThat(gateway.names("a", "b", "c")).containsExactly("a:1:-", "b:1:-", "c:1:-");

    gateway.invalidate(CacheTags.named("product-b"));

    assertThat(gateway.names("a", "b", "c")).containsExactly("a:1:-", "b:2:-", "c:1:-");
    gateway.invalidate(CacheTags.named("products"));
    service.version = "3";
    assertThat(gateway.names("a", "b", "c")).containsExactly("a:3:-", "b:3:-", "c:3:-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "top                     | {}                         | top",
        "top-{$args.size}        | {}                         | top-SMALL",
        "top-{$args.by.name}     | {}                         | top-x y",
        "top-{$args.first}       | {\"n\":5}                  | top-5",
        "top-{$args.first}       | {\"n\":\"5\"}              | top-5",
        "{$args.by.at.x}-{$args.first} | {\"n\":5,\"at\":{\"x\":true}} | true-5",
        // What cannot be told by what it is to be invalidated is not kept.
        "top-{$args.first}       | {}                         | -",
        "top-{$args.first}       | {\"n\":null}               | -",
        "top-{$args.first}       | {\"n\":[5]}                | -",
        "top-{$args.by}          | {}                         | -",
        "top-{$args.none}        | {}                         | -",
        "top-{$args.size.x}      | {}                         | -",
      })
  void aRootFieldIsInvalidatedByItsTagWithItsArguments(
      String format, String variables, String named) {
    LinkedHashMap<String, Value> by = new LinkedHashMap<>();
    by.put("name", new Value.StringValue("x y"));
    by.put("at", new Value.Variable("at"));
    LinkedHashMap<String, Value> arguments = new LinkedHashMap<>();
    arguments.put("first", new Value.Variable("n"));
    arguments.put("size", new Value.EnumValue("SMALL"));
    arguments.put("by", new Value.ObjectValue(by));
    gateway.hint =
        new FetchHint(
            null,
            Coverage.PART,
            Scope.PUBLIC,
            Map.of(),
            List.of(new RootTag(tag(format), arguments)));
    gateway.query("{top}", variables);
    service.version = "2";
    gateway.invalidate(CacheTags.named("other"), CacheTags.named("top-"));
    String again = gateway.query("{top}", variables);
    if (named.equals("-")) {
      assertThat(again).contains("top:2");
      return;
    }
    assertThat(again).contains("top:1");

    gateway.invalidate(CacheTags.named(named));

    assertThat(gateway.query("{top}", variables)).contains("top:2");
  }

  @Test
  void whatHasATagTooLongToBeNamedIsNotKept() {
    gateway.hint =
        new FetchHint(
            null,
            Coverage.PART,
            Scope.PUBLIC,
            Map.of("Product", List.of(tag("product-{$key.id}"))),
            List.of());
    String longest = "x".repeat(CacheTags.MOST_CHARACTERS - "product-".length());
    gateway.names(longest, longest + "x");
    gateway.names(longest, longest + "x");

    assertThat(service.asked)
        .containsExactly(List.of(longest, longest + "x"), List.of(longest + "x"));
  }

  @Test
  void whatWasUnderWayWhenItWasInvalidatedIsNeitherKeptNorJoined() {
    CountDownLatch gate = new CountDownLatch(1);
    service.gate = gate;
    CompletableFuture<String> before = gateway.products(nobody(), Caller.ANONYMOUS, "a");
    until(() -> service.asked.size() == 1);
    service.version = "2";
    gateway.invalidate(CacheTags.type("Product"));

    // The same call, to whoever does not know of the invalidation.
    CompletableFuture<String> after = gateway.products(nobody(), Caller.ANONYMOUS, "a");
    until(() -> service.asked.size() == 2);
    service.gate = null;
    gate.countDown();

    assertThat(namesIn(await(before))).containsExactly("a:1:-");
    assertThat(namesIn(await(after))).containsExactly("a:2:-");
    assertThat(gateway.names("a")).containsExactly("a:2:-");
    assertThat(service.asked).hasSize(2);
  }

  @Test
  void whoWantsWhatIsBeingFetchedWaitsForIt() {
    gateway.names("z");
    CountDownLatch gate = new CountDownLatch(1);
    service.gate = gate;
    CompletableFuture<String> first = gateway.products(nobody(), Caller.ANONYMOUS, "a", "b");
    until(() -> service.asked.size() == 2);
    CompletableFuture<String> second = gateway.products(nobody(), Caller.ANONYMOUS, "b", "z");
    CompletableFuture<String> third = gateway.products(nobody(), Caller.ANONYMOUS, "z");
    assertThat(namesIn(await(third))).containsExactly("z:1:-");
    service.gate = null;
    gate.countDown();

    assertThat(namesIn(await(first))).containsExactly("a:1:-", "b:1:-");
    assertThat(namesIn(await(second))).containsExactly("b:1:-", "z:1:-");
    assertThat(service.asked).hasSize(2);
  }
}
