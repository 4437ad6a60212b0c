package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.redis.RedisProcess;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers that {@code @cacheTag} names are kept, and found again by all their tags. */
@Timeout(60)
class TaggedWholeAnswersTest {

  private static final String LINK =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
      directive @cacheControl(maxAge: Int) on FIELD_DEFINITION | OBJECT
      """;

  private static final String USERS =
      LINK
          + """
          type Query {
            some(first: Int = 3): [User!] @cacheTag(format: "some-{$args.first}") @cacheControl(maxAge: 60)
            others: [User!] @cacheControl(maxAge: 60)
          }
          type User @key(fields: "id") { id: ID! name: String }
          """;

  private static final String AGES =
      LINK
          + """
          type User @key(fields: "id") @cacheTag(format: "user-{$key.id}") @cacheControl(maxAge: 60) {
            id: ID! age: Int
          }
          """;

  private static final String TOKEN = "s3cr3t6789abcdef";

  @TempDir private Path directory;
  private ServedGraph graph;
  private final AtomicInteger version = new AtomicInteger(1);
  private ScriptedService users;
  private ScriptedService ages;

  @BeforeEach
  void compose() {
    graph = new ServedGraph(directory);
    users =
        new ScriptedService(
            graph.vertx,
            request -> {
              JsonArray all =
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("__typename", "User")
                              .put("id", "1")
                              .put("name", "Ada" + version));
              return new JsonObject().put("some", all).put("others", all);
            });
    ages =
        new ScriptedService(
            graph.vertx,
            request ->
                new JsonObject()
                    .put(
                        "_entities",
                        new JsonArray().add(new JsonObject().put("age", 30 + version.get()))));
    graph.compose(
        new SubgraphSource("users", users.url(), USERS),
        new SubgraphSource("ages", ages.url(), AGES));
  }

  @AfterEach
  void close() {
    graph.close();
  }

  /** Keeps whole answers, and none of services. */
  private Gateway gateway(String cache) {
    return graph.start(
        """
        server: {port: 0, drain: 1s, eventLoops: 1}
        admin: {port: 0, token: %s}
        serviceDefaults: {cache: {enabled: false}}
        cache: {responses: true%s}
        """
            .formatted(TOKEN, cache));
  }

  private void invalidate(Gateway gateway, String entry) {
    assertThat(graph.invalidate(gateway, "[" + entry + "]", TOKEN).statusCode()).isEqualTo(200);
  }

  private static String answer(String field, int version) {
    return "{\"data\":{\"%s\":[{\"name\":\"Ada%d\",\"age\":%d}]}}"
        .formatted(field, version, 30 + version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "some   | {\"tag\":\"some-3\"}                    | 2",
        "some   | {\"tag\":\"some-4\"}                    | 1",
        "some   | {\"tag\":\"user-1\"}                    | 2",
        "some   | {\"tag\":\"user-2\"}                    | 1",
        "some   | {\"type\":\"User\"}                     | 2",
        "some   | {\"type\":\"Query\"}                    | 2",
        "some   | {\"type\":\"User\",\"key\":{\"id\":\"1\"}} | 2",
        "some   | {\"service\":\"users\"}                 | 2",
        "some   | {\"service\":\"ages\"}                  | 2",
        "some   | {\"service\":\"others\"}                | 1",
        "others | {\"tag\":\"some-3\"}                    | 1",
        "others | {\"tag\":\"user-1\"}                    | 2",
      })
  void anAnswerHoldsUntilAnythingThatItIsMadeOfIsInvalidated(String field, String entry, int now) {
    Gateway gateway = gateway("");
    String query = "{ " + field + " { name age } }";
    for (int i = 0; i < 3; i++) {
      assertThat(graph.ask(gateway, query).body()).isEqualTo(answer(field, 1));
      version.set(2);
    }
    assertThat(users.calls).as("it is kept").hasValue(1);

    invalidate(gateway, entry);

    assertThat(graph.ask(gateway, query).body()).isEqualTo(answer(field, now));
  }

  @Test
  void theTagIsThatOfTheArgumentsThatARequestHas() {
    Gateway gateway = gateway("");
    String body = "{\"query\":\"query ($n: Int) { some(first: $n) { name } }\",\"variables\":%s}";
    String four = body.formatted("{\"n\":4}");
    String five = body.formatted("{\"n\":5}");
    graph.post(gateway, four);
    graph.post(gateway, five);
    version.set(2);

    invalidate(gateway, "{\"tag\":\"some-4\"}");

    assertThat(graph.post(gateway, four).body()).contains("Ada2");
    assertThat(graph.post(gateway, five).body()).contains("Ada1");
  }

  @Test
  void whatHasNoValueForATagIsNotKept() {
    Gateway gateway = gateway("");
    String body =
        "{\"query\":\"query ($n: Int) { some(first: $n) { name } }\",\"variables\":{\"n\":null}}";
    assertThat(graph.post(gateway, body).body()).contains("Ada1");
    version.set(2);
    assertThat(graph.post(gateway, body).body()).contains("Ada2");
  }

  @Test
  void allGatewaysFindItByItsTags() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      String cache = ", redis: {urls: [\"" + redis.url() + "\"], timeout: 5s}";
      Gateway here = gateway(cache);
      Gateway there = gateway(cache);
      String query = "{ some { name age } }";
      // Nothing is shared before it is known what was invalidated.
      Await.within(
          Duration.ofSeconds(20),
          () -> {
            int calls = users.calls.get();
            invalidate(here, "{\"service\":\"users\"}");
            graph.ask(here, query);
            graph.ask(there, query);
            return users.calls.get() == calls + 1;
          });
      for (String tag : new String[] {"some-3", "user-1"}) {
        int next = version.incrementAndGet();
        assertThat(graph.ask(here, query).body()).isEqualTo(answer("some", next - 1));

        invalidate(there, "{\"tag\":\"" + tag + "\"}");

        Await.within(
            Duration.ofSeconds(20),
            () -> graph.ask(here, query).body().equals(answer("some", next)));
        assertThat(graph.ask(there, query).body()).isEqualTo(answer("some", next));
      }
    }
  }
}
