package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheTags;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * A service that changes its mind with every answer about who may keep it, asked by many at once:
 * what it says is for one is given to one. Each of its answers has a number, by which it is known
 * again; time passes, stale answers are worked out anew, and tags are invalidated meanwhile.
 */
class PrivateAnswersProperties {

  private static final String SDL =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@cacheTag"])
      directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
      type Query {
        a: String @cacheControl(maxAge: 10) @cacheTag(format: "a")
        b: String @cacheControl(maxAge: 10)
      }
      """;

  private static final List<String> DOCUMENTS = List.of("{ a }", "{ b }", "{ a b }", "{ x: a }");

  private static final List<String> SAID =
      List.of(
          "max-age=5",
          "max-age=5, stale-while-revalidate=20",
          "max-age=0, stale-while-revalidate=20",
          "s-maxage=5",
          "",
          "private",
          "private, max-age=60",
          "private, max-age=5, stale-while-revalidate=60",
          "no-store",
          "no-cache, stale-while-revalidate=60",
          "no-store, max-age=60, public");

  private static final List<Caller> CALLERS =
      List.of(
          Caller.ANONYMOUS,
          new Caller("app", Set.of(), Map.of("sub", "ada")),
          new Caller("app", Set.of(), Map.of("sub", "bob")),
          new Caller("app", Set.of("x"), Map.of("sub", "ada")));

  private static final Pattern NUMBER = Pattern.compile("(\\w+)#(\\d+)");

  /** What becomes of an answer of the service. */
  private enum Audience {
    ALL,
    ONE,
    ONCE
  }

  /** One answer that a client was given. */
  private record Given(int asker, int client, String body) {}

  /** By the number of the answer. */
  private final Map<Integer, Audience> audiences = new ConcurrentHashMap<>();

  private final AtomicInteger numbers = new AtomicInteger();

  private void serve(Luck luck, HttpServerRequest request) {
    int number = numbers.incrementAndGet();
    String said = SAID.get(luck.next(SAID.size()));
    audiences.put(
        number,
        said.startsWith("no")
            ? Audience.ONCE
            : said.startsWith("private") ? Audience.ONE : Audience.ALL);
    String text = request.getHeader("x-user") + "#" + number;
    request.response().putHeader("content-type", "application/json");
    if (!said.isEmpty()) {
      request.response().putHeader("cache-control", said);
    }
    request
        .body()
        .onSuccess(
            body -> {
              String asked = body.toJsonObject().getString("query");
              StringBuilder data = new StringBuilder();
              for (String field : List.of("a", "b", "x")) {
                if (Pattern.compile("\\b" + field + "\\b").matcher(asked).find()) {
                  data.append(data.isEmpty() ? "" : ",")
                      .append("\"%s\":\"%s\"".formatted(field, text));
                }
              }
              request.response().end("{\"data\":{" + data + "}}");
            });
  }

  /** The service's own luck, on whatever thread. */
  private record Luck(Random random) {
    synchronized int next(int bound) {
      return random.nextInt(bound);
    }
  }

  @Property(tries = 12, seed = "20261130", shrinking = ShrinkingMode.OFF)
  void whatIsForOneIsGivenToOne(
      @ForAll long seed, @ForAll boolean told, @ForAll boolean fetchesAreKept) throws Exception {
    audiences.clear();
    Random random = new Random(seed);
    Luck luck = new Luck(new Random(seed + 1));
    FetchCacheOptions fetches =
        new FetchCacheOptions(
            null, Duration.ofSeconds(10), Duration.ZERO, FetchCacheOptions.Sharing.SAME_CALLS);
    List<Given> given = new ArrayList<>();
    int asked = 0;
    try (KeepingEngine engine =
        new KeepingEngine(
            SDL,
            random.nextInt(2) * 15,
            told ? List.of("x-user") : List.of(),
            fetchesAreKept ? fetches : null,
            request -> serve(luck, request))) {
      for (int round = 0; round < 60; round++) {
        List<CompletableFuture<Given>> all = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
          int client = random.nextInt(CALLERS.size());
          int asker = asked++;
          MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-user", "user" + client);
          all.add(
              engine
                  .ask(
                      DOCUMENTS.get(random.nextInt(DOCUMENTS.size())), CALLERS.get(client), headers)
                  .thenApply(body -> new Given(asker, client, body)));
        }
        for (CompletableFuture<Given> one : all) {
          given.add(one.join());
        }
        engine.pass(Duration.ofSeconds(random.nextInt(8)));
        if (random.nextInt(5) == 0) {
          engine.store.invalidate(List.of(CacheTags.named("a")));
        }
      }
    }
    check(given, told);
  }

  private void check(List<Given> given, boolean told) {
    Map<Integer, Given> first = new HashMap<>();
    boolean shared = false;
    for (Given one : given) {
      Matcher found = NUMBER.matcher(one.body);
      assertThat(found.find()).as(one.body).isTrue();
      int number = Integer.parseInt(found.group(2));
      if (told) {
        assertThat(found.group(1)).as("%s", one).isEqualTo("user" + one.client);
      }
      Given before = first.putIfAbsent(number, one);
      if (before != null) {
        shared = true;
        switch (Objects.requireNonNull(audiences.get(number))) {
          case ALL -> {}
          case ONE -> {
            assertThat(one.client).as("%s and %s", before, one).isEqualTo(before.client);
            assertThat(one.client).as("nobody knows who it is: %s", one).isNotZero();
          }
          case ONCE -> assertThat(one.asker).as("%s and %s", before, one).isEqualTo(before.asker);
        }
      }
    }
    assertThat(shared).as("something is kept at all").isTrue();
  }
}
