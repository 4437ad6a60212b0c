package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tributary.yaml} says of keeping answers, from a client to a service and back. */
class CachedAnswersTest {

  private static final String HEAD =
      """
      server: {port: 0, timeout: 5s, drain: 1s, eventLoops: 1}
      serviceDefaults: {cache: {enabled: false}}
      """;

  private static final String SCHEMA =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
      type Query {
        a: String @cacheControl(maxAge: 60)
        b: String! @cacheControl(maxAge: 30)
        mine: String @cacheControl(maxAge: 60, scope: PRIVATE)
        plain: String
        thing: Thing @cacheControl(maxAge: 60)
      }
      type Thing @key(fields: "id") @cacheTag(format: "thing-{$key.id}") {
        id: ID! @cacheControl(maxAge: 60)
      }
      type Mutation { a: String @cacheControl(maxAge: 60) }
      """;

  @TempDir private Path directory;
  private ServedGraph graph;
  private ScriptedService service;
  private @Nullable Gateway gateway;

  @BeforeEach
  void compose() throws IOException {
    graph = new ServedGraph(directory);
    service = new ScriptedService(graph.vertx, request -> new JsonObject());
    serviceAnswers("{\"data\":{\"a\":\"1\",\"b\":\"2\",\"mine\":\"m\",\"plain\":\"p\"}}");
    graph.compose(new SubgraphSource("things", service.url(), SCHEMA));
    Files.writeString(directory.resolve("api.graphql"), "query A { a }\n");
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private void serviceAnswers(String body, String... headers) {
    service.behave(
        (request, asked) -> {
          request.response().putHeader("content-type", "application/json");
          for (int i = 0; i < headers.length; i += 2) {
            request.response().headers().add(headers[i], headers[i + 1]);
          }
          request.response().end(body);
        });
  }

  private void start(String yaml) {
    gateway = graph.start(HEAD + yaml);
  }

  private Gateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  private HttpResponse<String> get(String path, String... headers) {
    return graph.send(
        ServedGraph.request(gateway().port(), path, headers)
            .header("apollo-require-preflight", "true"));
  }

  private HttpResponse<String> ask(String document, String... headers) {
    return get("/graphql?query=" + URLEncoder.encode(document, StandardCharsets.UTF_8), headers);
  }

  private static String cacheControl(HttpResponse<String> answer) {
    return answer.headers().firstValue("cache-control").orElse("");
  }

  @Test
  void nothingIsKeptAndNothingToldUnlessSaidSo() {
    start("");
    assertThat(cacheControl(ask("{ a }"))).isEqualTo("no-store");
    HttpResponse<String> again = ask("{ a }");
    assertThat(again.headers().map()).doesNotContainKeys("etag", "age");
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void anAnswerThatWasKeptIsGivenAgainWithItsAge() {
    start("cache: {headers: true, responses: true}\n");
    HttpResponse<String> first = ask("{ a }");
    HttpResponse<String> again = ask("query  Named { a }");
    HttpResponse<String> same = ask("{ a }");

    assertThat(cacheControl(first)).isEqualTo("max-age=60, public");
    assertThat(first.headers().firstValue("age")).isEmpty();
    assertThat(same.body()).isEqualTo(first.body()).isEqualTo("{\"data\":{\"a\":\"1\"}}");
    assertThat(same.headers().firstValue("age"))
        .hasValueSatisfying(age -> assertThat(age).matches("\\d+"));
    assertThat(cacheControl(same)).isEqualTo("max-age=60, public");
    assertThat(again.headers().firstValue("age")).as("another operation").isEmpty();
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void whoHasAnAnswerIsNotSentItAgain() {
    start("cache: {headers: true, responses: true}\n");
    String tag = ask("{ a }").headers().firstValue("etag").orElseThrow();
    String ofKept = ask("{ a }").headers().firstValue("etag").orElseThrow();

    assertThat(tag).matches("\"[0-9a-f]{32}\"").isEqualTo(ofKept);
    HttpResponse<String> unchanged = ask("{ a }", "if-none-match", "\"other\", W/" + ofKept);
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(unchanged.headers().firstValue("etag")).contains(ofKept);
    assertThat(cacheControl(unchanged)).isEqualTo("max-age=60, public");
    assertThat(ask("{ a }", "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
    String other = "application/json";
    assertThat(ask("{ a }", "if-none-match", ofKept, "accept", other).statusCode())
        .as("the same bytes of another type are another representation")
        .isEqualTo(200);
  }

  @Test
  void endpointsAreAskedWithConditionsToo() {
    start(
        """
        cache: {headers: true}
        endpoints:
          operations:
            - {path: /api/a, file: api.graphql}
        """);
    HttpResponse<String> first = get("/api/a");
    String tag = first.headers().firstValue("etag").orElseThrow();

    assertThat(cacheControl(first)).isEqualTo("max-age=60, public");
    assertThat(get("/api/a", "if-none-match", tag).statusCode()).isEqualTo(304);
    assertThat(service.calls).as("headers alone keep nothing").hasValue(2);
    serviceAnswers("{\"data\":{\"a\":\"changed\"}}");
    assertThat(get("/api/a", "if-none-match", tag).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ a }        | -                        | -  | max-age=60, public  | 1",
        "{ a b }      | -                        | -  | max-age=30, public  | 1",
        "{ plain }    | -                        | -  | no-store            | 2",
        "{ plain }    | max-age=50               | -  | no-store            | 2",
        "{ a }        | max-age=50               | -  | max-age=50, public  | 1",
        "{ a }        | max-age=50               | 20 | max-age=30, public  | 1",
        "{ a }        | max-age=50               | 50 | no-store            | 2",
        "{ a }        | max-age=600              | -  | max-age=60, public  | 1",
        "{ a }        | max-age=0, s-maxage=50   | -  | no-store            | 1",
        "{ a }        | max-age=50, s-maxage=0   | -  | no-store            | 2",
        "{ a }        | private, max-age=50      | -  | max-age=50, private | 2",
        "{ a }        | no-store                 | -  | no-store            | 2",
        "{ a }        | no-cache                 | -  | no-store            | 2",
        "{ a }        | public                   | -  | max-age=60, public  | 1",
        "{ mine }     | -                        | -  | max-age=60, private | 2",
        "{ a mine }   | -                        | -  | max-age=60, private | 2",
        "{ __schema { queryType { name } } } | - | -  | no-store            | 0",
        "{ __typename } | -                      | -  | no-store            | 0",
      })
  void theLeastOfWhatSchemaAndServiceSayHolds(
      String document, String said, String age, String told, int calls) {
    start("cache: {headers: true, responses: true}\n");
    String body = "{\"data\":{\"a\":\"1\",\"b\":\"2\",\"mine\":\"m\",\"plain\":\"p\"}}";
    if (!said.equals("-")) {
      if (age.equals("-")) {
        serviceAnswers(body, "cache-control", said);
      } else {
        serviceAnswers(body, "cache-control", said, "age", age);
      }
    }
    assertThat(cacheControl(ask(document))).isEqualTo(told);
    ask(document);
    assertThat(service.calls).hasValue(calls);
  }

  @ParameterizedTest
  @CsvSource({"set-cookie, a=b", "vary, *"})
  void whatIsForOneClientByOtherFieldsIsNotKept(String field, String value) {
    start("cache: {headers: true, responses: true}\n");
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", field, value);
    assertThat(cacheControl(ask("{ a }"))).isEqualTo("no-store");
    ask("{ a }");
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void aServiceMayHaveADefault() {
    start(
        """
        cache: {headers: true, responses: true}
        services: {things: {cache: {enabled: true, maxAge: 40s}}}
        """);
    assertThat(cacheControl(ask("{ plain }"))).isEqualTo("max-age=40, public");
    ask("{ plain }");
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void anAnswerWithErrorsIsNotKept() {
    start("cache: {headers: true, responses: true}\n");
    serviceAnswers("{\"data\":{\"a\":null},\"errors\":[{\"message\":\"no\",\"path\":[\"a\"]}]}");
    HttpResponse<String> first = ask("{ a }");
    assertThat(cacheControl(first)).isEqualTo("no-store");
    assertThat(first.headers().firstValue("etag")).isEmpty();
    ask("{ a }");
    serviceAnswers("{\"data\":{\"b\":null}}");
    assertThat(cacheControl(ask("{ b }"))).isEqualTo("no-store");
    ask("{ b }");
    assertThat(service.calls).hasValue(4);
  }

  @Test
  void mutationsAreNotKept() {
    start("cache: {headers: true, responses: true}\n");
    for (int i = 0; i < 2; i++) {
      assertThat(cacheControl(graph.ask(gateway(), "mutation { a }"))).isEqualTo("no-store");
    }
    assertThat(service.calls).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"'', 10", "'hitCost: 0,', 0", "'hitCost: 4,', 4", "'hitCost: 99,', 10"})
  void whatWasKeptCostsWhatTheOperatorSays(String setting, int cost) {
    start(
        """
        cache: {%s responses: true}
        cost: {mode: measure, report: always, prices: {scalar: 10}}
        """
            .formatted(setting));
    ask("{ a }");
    JsonObject told = new JsonObject(ask("{ a }").body()).getJsonObject("extensions");

    assertThat(told.getJsonObject("cost"))
        .isEqualTo(new JsonObject().put("estimated", 10).put("actual", cost));
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void whatACallerIsToldBesidesIsNotForOthers() {
    start(
        """
        cache: {headers: true, responses: true}
        cost: {mode: measure, report: asked}
        """);
    HttpResponse<String> told = ask("{ a }", "x-tributary-cost", "1");
    assertThat(cacheControl(told)).isEqualTo("no-store");
    assertThat(told.body()).contains("extensions");
    HttpResponse<String> kept = ask("{ a }");
    assertThat(kept.body()).isEqualTo("{\"data\":{\"a\":\"1\"}}");
    assertThat(kept.headers().firstValue("age")).isPresent();
  }

  @Test
  void operatorsSeeHowOftenAnswersWereThere() {
    start(
        """
        cache: {responses: true}
        admin: {port: 0}
        """);
    ask("{ a }");
    ask("{ a }");
    ask("{ a }");
    assertThat(graph.get(gateway().adminPort(), "/metrics").body())
        .contains("tributary_cache_responses_total{result=\"hit\"} 2.0")
        .contains("tributary_cache_responses_total{result=\"miss\"} 1.0")
        .contains("tributary_cache_size 1.0");
  }
}
