package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.redis.RedisProcess;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole gateways that keep what services answer. */
@Timeout(60)
class KeptAnswersTest {

  private static final String USERS =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
      type Query {
        users: [User!]
        some(first: Int! = 3): [User!] @cacheTag(format: "some-{$args.first}")
        brief: [User!] @cacheControl(maxAge: 50)
        never: [User!] @cacheControl(maxAge: 0)
        mine: [User!] @cacheControl(scope: PRIVATE)
      }
      interface Named { name: String }
      type User implements Named @key(fields: "id") { id: ID! name: String }
      """;

  private static final String AGES =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
      type User @key(fields: "id") @cacheTag(format: "user-{$key.id}") { id: ID! age: Int }
      """;

  private static final String QUERY = "{ users { name age } }";
  private static final String TOKEN = "s3cr3t6789abcdef";

  @TempDir private Path directory;
  private final AtomicInteger version = new AtomicInteger(1);
  private ServedGraph graph;
  private ScriptedService users;
  private ScriptedService ages;

  @BeforeEach
  void start() {
    graph = new ServedGraph(directory);
    users =
        new ScriptedService(
            graph.vertx,
            request -> {
              JsonArray all =
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("id", "1")
                              .put("__typename", "User")
                              .put("name", "Ada" + version));
              JsonObject data = new JsonObject();
              List.of("users", "some", "brief", "never", "mine")
                  .forEach(field -> data.put(field, all));
              return data;
            });
    ages =
        new ScriptedService(
            graph.vertx,
            request ->
                new JsonObject()
                    .put(
                        "_entities",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("__typename", "User")
                                    .put("age", 30 + version.get()))));
    graph.compose(
        new SubgraphSource("users", users.url(), USERS),
        new SubgraphSource("ages", ages.url(), AGES));
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private Gateway gateway(String yaml) {
    return graph.start(
        """
        server: { port: 0 }
        admin: { port: 0, token: %s }
        telemetry: { debug: { secret: %s } }
        serviceDefaults: { cache: { maxAge: 10m } }
        """
                .formatted(TOKEN, TOKEN)
            + yaml);
  }

  private String ask(Gateway gateway, String query, String... headers) {
    return graph.ask(gateway, query, headers).body();
  }

  private HttpResponse<String> invalidate(Gateway gateway, String body, String token) {
    return graph.invalidate(gateway, body, token);
  }

  private static String answer(int name, int age) {
    return "{\"data\":{\"users\":[{\"name\":\"Ada" + name + "\",\"age\":" + (30 + age) + "}]}}";
  }

  @Test
  void nothingIsKeptUnlessTheOperatorWantsIt() throws Exception {
    Gateway gateway = gateway("");
    assertThat(ask(gateway, QUERY)).isEqualTo(answer(1, 1));
    version.set(2);
    assertThat(ask(gateway, QUERY)).isEqualTo(answer(2, 2));
    assertThat(invalidate(gateway, "[]", TOKEN).statusCode()).isEqualTo(404);
  }

  @Test
  void anOperationThatIsRepeatedIsAnsweredWithoutCalls() throws Exception {
    Gateway gateway = gateway("cache: {}\n");
    for (int i = 0; i < 6; i++) {
      assertThat(ask(gateway, QUERY)).isEqualTo(answer(1, 1));
      version.incrementAndGet();
    }
    assertThat(users.calls).hasValue(1);
    assertThat(ages.calls).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"User\"}                                   | 2 | 2",
        "{\"type\":\"Named\"}                                  | 2 | 2",
        "{\"type\":\"Query\"}                                  | 1 | 1",
        "{\"type\":\"User\",\"key\":{\"id\":\"1\"}}            | 2 | 2",
        "{\"type\":\"User\",\"key\":{\"id\":1}}                | 2 | 2",
        "{\"type\":\"User\",\"key\":{\"id\":\"2\"}}            | 2 | 1",
        "{\"service\":\"users\"}                               | 2 | 1",
        "{\"service\":\"ages\"}                                | 1 | 2",
        "{\"tag\":\"type:User\"}                               | 1 | 1",
        "{\"tag\":\"user-1\"}                                  | 1 | 2",
        "{\"tag\":\"user-2\"}                                  | 1 | 1",
      })
  void operatorsInvalidate(String entry, int name, int age) throws Exception {
    Gateway gateway = gateway("cache: {}\n");
    // So often that the run is known.
    for (int i = 0; i < 4; i++) {
      ask(gateway, QUERY);
    }
    version.set(2);
    assertThat(ask(gateway, QUERY)).isEqualTo(answer(1, 1));

    HttpResponse<String> told = invalidate(gateway, "[" + entry + "]", TOKEN);

    assertThat(told.statusCode()).isEqualTo(200);
    assertThat(told.body()).isEqualTo("{\"invalidated\":1}");
    assertThat(ask(gateway, QUERY)).isEqualTo(answer(name, age));
  }

  @Test
  void aRootFieldIsInvalidatedByTheTagOfItsArguments() throws Exception {
    Gateway gateway = gateway("cache: {}\n");
    String three = "{ some { name } }";
    String four = "{ some(first: 4) { name } }";
    ask(gateway, three);
    ask(gateway, four);
    version.set(2);

    invalidate(gateway, "[{\"tag\":\"some-3\"}]", TOKEN);

    assertThat(ask(gateway, three)).contains("Ada2");
    assertThat(ask(gateway, four)).contains("Ada1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "users | \"outcome\":\"hit\",.*\"left\":59\\d",
        "brief | \"outcome\":\"hit\",.*\"left\":[34]\\d",
        "never | \"outcome\":\"none\",.*\"why\":\"schema says maxAge 0\"",
        "mine  | \"outcome\":\"none\",.*\"why\":\"private, caller anonymous\"",
      })
  void whatTheSchemaSaysIsHeeded(String field, String told) throws Exception {
    Gateway gateway = gateway("cache: {}\n");
    String[] debug = {"x-tributary-debug", TOKEN};
    ask(gateway, "{ " + field + " { name } }");
    assertThat(ask(gateway, "{ " + field + " { name } }", debug)).containsPattern(told);
  }

  @Test
  void whoInvalidatesMustShowTheTokenAndSayWhat() throws Exception {
    Gateway gateway = gateway("cache: {}\n");
    assertThat(invalidate(gateway, "[{\"type\":\"User\"}]", "s3cr3t-other-token").statusCode())
        .isEqualTo(401);
    for (String wrong : List.of("", "{", "{}", "[]", "null", "[1]", "[{\"type\":1}]", "[{}]")) {
      HttpResponse<String> told = invalidate(gateway, wrong, TOKEN);
      assertThat(told.statusCode()).as(wrong).isEqualTo(400);
      assertThat(told.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(told.body()).contains("INVALID_INVALIDATION");
    }
    // All at once.
    assertThat(
            invalidate(
                    gateway,
                    "[{\"type\":\"User\"},{\"typ\":\"User\"},{\"type\":\"User\",\"key\":\"1\"}]",
                    TOKEN)
                .body())
        .contains("[1]: ", "[2]: ", "Nothing was invalidated.");
    HttpResponse<String> large = invalidate(gateway, "[" + " ".repeat(300_000) + "]", TOKEN);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(large.body()).contains("INVALIDATION_TOO_LARGE", "262144");
  }

  @Test
  void thoseWhoMaySeeItAreToldWhatWasFound() throws Exception {
    Gateway gateway = gateway("cache: {}\nservices: { ages: { cache: { enabled: true } } }\n");
    String[] debug = {"x-tributary-debug", TOKEN};
    assertThat(ask(gateway, QUERY, debug))
        .contains("\"cache\":{\"outcome\":\"miss\",\"found\":0,\"of\":1}")
        .contains("\"cache\":{\"outcome\":\"miss\",\"found\":0,\"of\":1,\"why\":\"no max age\"}");
    assertThat(ask(gateway, QUERY, debug))
        .containsPattern(
            "\"cache\":\\{\"outcome\":\"hit\",\"found\":1,\"of\":1,\"age\":\\d+,\"left\":\\d+}");
    assertThat(ask(gateway, QUERY)).doesNotContain("cache");

    String page =
        graph.get(gateway.adminPort(), "/metrics", "authorization", "Bearer " + TOKEN).body();
    assertThat(page)
        .contains("tributary_cache_fetches_total{outcome=\"hit\",service=\"users\"} 2.0")
        .contains("tributary_cache_fetches_total{outcome=\"miss\",service=\"ages\"} 3.0")
        .contains("tributary_cache_bytes ");
  }

  @Test
  void aServiceThatIsGoneIsStoodInFor() throws Exception {
    Gateway gateway =
        gateway("cache: {}\nservices: { ages: { cache: { maxAge: 1ms, staleIfError: 10m } } }\n");
    assertThat(ask(gateway, QUERY)).isEqualTo(answer(1, 1));
    ages.kill();
    version.set(2);

    assertThat(ask(gateway, QUERY)).isEqualTo(answer(1, 1));
    assertThat(ages.calls).hasValue(1);
  }

  @Test
  void gatewaysShareWhatTheyKeepInRedisAndServeOnWithoutIt() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      String yaml = "cache: { redis: { urls: [\"" + redis.url() + "\"], timeout: 5s } }\n";
      Gateway here = gateway(yaml);
      Gateway there = gateway(yaml);
      // Nothing is shared before it is known what was invalidated.
      Await.within(
          Duration.ofSeconds(20),
          () -> {
            int calls = users.calls.get();
            invalidate(here, "[{\"service\":\"users\"},{\"service\":\"ages\"}]", TOKEN);
            ask(here, QUERY);
            ask(there, QUERY);
            return users.calls.get() == calls + 1;
          });
      version.set(2);
      assertThat(invalidate(there, "[{\"type\":\"User\"}]", TOKEN).statusCode()).isEqualTo(200);
      Await.within(Duration.ofSeconds(20), () -> ask(here, QUERY).equals(answer(2, 2)));
      assertThat(ask(there, QUERY)).isEqualTo(answer(2, 2));

      redis.kill();
      version.set(3);

      assertThat(ask(here, QUERY)).isEqualTo(answer(2, 2));
      HttpResponse<String> told = invalidate(here, "[{\"type\":\"User\"}]", TOKEN);
      assertThat(told.statusCode()).isEqualTo(503);
      assertThat(told.body()).contains("INVALIDATION_NOT_SHARED");
      assertThat(ask(here, QUERY)).isEqualTo(answer(3, 3));
    }
  }
}
