package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.json;
import static dev.tributary.registry.RegistryOverHttp.numbers;
import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One registry for all tests; each test has a graph of its own. */
class RegistryRoutesTest {

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::start);

  @Test
  void aSubgraphIsPublishedAsJsonAndServed() throws Exception {
    HttpResponse<String> published =
        REGISTRY.put(
            "/subgraphs/accounts",
            "application/json",
            """
            {"url": "http://accounts.example/graphql", "sdl": "type A # hint", "message": "first"}
            """);

    assertThat(published.statusCode()).isEqualTo(200);
    JsonNode json = json(published);
    assertThat(json.path("result").asText()).isEqualTo("PUBLISHED");
    assertThat(json.at("/version/version").asInt()).isEqualTo(1);
    assertThat(json.at("/version/graph").asText()).isEqualTo(REGISTRY.graph + "@current");
    assertThat(json.at("/version/publishedBy").asText()).isEqualTo("admin-token");
    assertThat(json.at("/version/message").asText()).isEqualTo("first");
    assertThat(json.at("/version/changes/0/kind").asText()).isEqualTo("ADDED");
    assertThat(json.at("/hints/0/message").asText()).isEqualTo("hint of accounts");
    HttpResponse<String> supergraph = REGISTRY.get("/supergraph");
    assertThat(supergraph.body())
        .isEqualTo("# accounts http://accounts.example/graphql\ntype A # hint\n");
    assertThat(supergraph.headers().firstValue("content-type"))
        .contains("text/plain; charset=utf-8");
    assertThat(supergraph.headers().firstValue("etag"))
        .contains('"' + ContentHash.ofDocument(supergraph.body()) + '"');
    assertThat(supergraph.headers().firstValue("tributary-supergraph-version")).contains("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "text/plain; charset=utf-8", "application/graphql"})
  void aSubgraphIsPublishedAsItsSdl(String contentType) throws Exception {
    HttpResponse<String> published =
        REGISTRY.put(
            "/subgraphs/accounts?url=http://a.example/%3Fq%3D1&message=m%C3%BC",
            contentType, "type Ä");

    assertThat(published.statusCode()).isEqualTo(200);
    assertThat(json(published).at("/version/message").asText()).isEqualTo("mü");
    JsonNode subgraph = json(REGISTRY.get("/subgraphs")).at("/subgraphs/0");
    assertThat(subgraph.path("url").asText()).isEqualTo("http://a.example/?q=1");
    assertThat(subgraph.path("sdl").asText()).isEqualTo("type Ä");
    assertThat(subgraph.path("name").asText()).isEqualTo("accounts");
    assertThat(subgraph.path("versionId").asText()).hasSize(64);
  }

  private static final String OPENAPI =
      "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://t.example'}]\n"
          + "paths: {/a: {get: {operationId: a, responses: {'204': {description: none}}}}}\n";

  @ParameterizedTest
  @ValueSource(strings = {"application/openapi+yaml", "application/vnd.oai.openapi;version=3.0"})
  void anOpenApiDocumentIsKeptAsPublishedAndServedAsItsSchema(String contentType) throws Exception {
    HttpResponse<String> published = REGISTRY.put("/subgraphs/rest", contentType, OPENAPI);

    assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
    JsonNode subgraph = json(REGISTRY.get("/subgraphs")).at("/subgraphs/0");
    assertThat(subgraph.path("openapi").asText()).isEqualTo(OPENAPI);
    assertThat(subgraph.path("sdl").asText()).contains("@connect", "a: Boolean");
    assertThat(json(REGISTRY.put("/subgraphs/rest", contentType, OPENAPI)).path("result").asText())
        .isEqualTo("UNCHANGED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                       |                                | 422 | OPENAPI_NOT_IMPORTABLE
          openapi: 3.0.0            |                                | 422 | OPENAPI_NOT_IMPORTABLE
          DOCUMENT                  | "mapping": "surce: x"          | 422 | OPENAPI_NOT_IMPORTABLE
          DOCUMENT                  | "mapping": "a: 1\\nb: 2"       | 400 | INVALID_CHANGE
          DOCUMENT                  | "mapping": ""                  | 200 |
          DOCUMENT                  | "mapping": 1                   | 400 | INVALID_BODY
          DOCUMENT                  | "sdl": "type A"                | 400 | INVALID_BODY
          DOCUMENT                  | "overlays": "x"                | 400 | INVALID_BODY
          DOCUMENT                  | "overlays": [1]                | 400 | INVALID_BODY
          DOCUMENT                  | "overlays": ["{overlay: 2.0.0, info: {}, actions: []}"] | 422 | OPENAPI_NOT_IMPORTABLE
          DOCUMENT                  | "overlays": ["{overlay: 1.0.0, info: {}, actions: [{target: $.info, update: {x-a: 1}}]}"] | 200 |
          """)
  void whatGoesWithAnOpenApiDocumentIsRead(
      String text, @Nullable String more, int status, @Nullable String code) throws Exception {
    ObjectNode body = RegistryJson.object();
    body.put("openapi", text.equals("DOCUMENT") ? OPENAPI : text);
    if (more != null) {
      body.setAll((ObjectNode) RegistryJson.parse("{" + more + "}"));
    }
    HttpResponse<String> answer =
        REGISTRY.put("/subgraphs/rest", "application/json", body.toString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("code").textValue()).isEqualTo(code);
  }

  @Test
  void publishingTheSameAgainIsUnchanged() throws Exception {
    REGISTRY.publish("accounts", "type A");

    HttpResponse<String> again = REGISTRY.publish("accounts", "type A");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).path("result").asText()).isEqualTo("UNCHANGED");
    assertThat(json(again).at("/version/version").asInt()).isEqualTo(1);
  }

  @Test
  void whatDoesNotComposeIsAnsweredWithEveryErrorAndItsPlace() throws Exception {
    HttpResponse<String> refused =
        REGISTRY.publish("reviews", "# needs products\n# needs stock\n# hint");

    JsonNode problem = problem(refused, 422, "COMPOSITION_FAILED");
    assertThat(problem.path("detail").asText())
        .contains("2 errors")
        .contains("Nothing was changed");
    assertThat(problem.path("errors")).hasSize(2);
    assertThat(problem.at("/errors/0"))
        .isEqualTo(
            RegistryJson.parse(
                """
                {"code": "NEEDED_SUBGRAPH_MISSING", "message": "reviews needs products",
                 "coordinate": "Query.reviews",
                 "locations": [{"subgraph": "reviews", "line": 1, "column": 3}]}
                """));
    assertThat(problem.path("hints")).hasSize(1);
    problem(REGISTRY.get("/supergraph"), 404, "NO_SUPERGRAPH");
  }

  @Test
  void severalSubgraphsArePublishedAndRetiredTogether() throws Exception {
    REGISTRY.publish("old", "type Old");

    HttpResponse<String> published =
        REGISTRY.post(
            "/publish",
            """
            {"subgraphs": [
               {"name": "a", "url": "http://a.example/", "sdl": "# needs b"},
               {"name": "b", "url": "http://b.example/", "sdl": "# needs a"}],
             "retire": ["old"], "base": 1, "message": "all at once"}
            """);

    assertThat(published.statusCode()).isEqualTo(200);
    assertThat(json(published).at("/version/changes")).hasSize(3);
    assertThat(json(REGISTRY.get("/subgraphs")).path("subgraphs")).hasSize(2);
  }

  @Test
  void aCheckAnswersLikeAPublishAndChangesNothing() throws Exception {
    REGISTRY.publish("a", "type A");

    HttpResponse<String> good =
        REGISTRY.post("/check", "{\"subgraphs\": [{\"name\": \"b\", \"sdl\": \"type B # hint\"}]}");
    HttpResponse<String> bad =
        REGISTRY.post("/check", "{\"subgraphs\": [{\"name\": \"b\", \"sdl\": \"# needs c\"}]}");
    HttpResponse<String> same =
        REGISTRY.post("/check", "{\"subgraphs\": [{\"name\": \"a\", \"sdl\": \"type A\"}]}");

    assertThat(json(good).path("result").asText()).isEqualTo("COMPOSES");
    assertThat(json(good).path("base").asInt()).isEqualTo(1);
    assertThat(json(good).path("supergraph").asText()).contains("type B");
    assertThat(json(good).path("hints")).hasSize(1);
    assertThat(json(good).path("changes")).hasSize(1);
    problem(bad, 422, "COMPOSITION_FAILED");
    assertThat(json(same).path("result").asText()).isEqualTo("UNCHANGED");
    assertThat(json(REGISTRY.get("/history")).path("versions")).hasSize(1);
  }

  @Test
  void aSubgraphIsRetired() throws Exception {
    REGISTRY.publish("a", "type A");
    REGISTRY.publish("b", "type B");

    assertThat(REGISTRY.delete("/subgraphs/a?message=gone").statusCode()).isEqualTo(200);

    assertThat(json(REGISTRY.get("/subgraphs")).at("/subgraphs")).hasSize(1);
    problem(REGISTRY.delete("/subgraphs/a"), 404, "UNKNOWN_SUBGRAPH");
    problem(REGISTRY.delete("/subgraphs/b"), 409, "LAST_SUBGRAPH");
  }

  @Test
  void historyComesNewestFirstInPages() throws Exception {
    for (int i = 1; i <= 4; i++) {
      REGISTRY.publish("a", "type A" + i);
    }

    assertThat(numbers(REGISTRY.get("/history"))).containsExactly(4, 3, 2, 1);
    assertThat(numbers(REGISTRY.get("/history?limit=2"))).containsExactly(4, 3);
    assertThat(numbers(REGISTRY.get("/history?limit=2&before=3"))).containsExactly(2, 1);
    assertThat(numbers(REGISTRY.get("/history?limit=999999999"))).hasSize(4);
  }

  @Test
  void aReportThatIsSentAgainIsCountedOnce() throws Exception {
    REGISTRY.publish("accounts", "type A");
    for (int time = 0; time < 2; time++) {
      assertThat(report("\"reporter\": \"r-1\", \"sequence\": 7, ").statusCode()).isEqualTo(204);
    }
    assertThat(json(REGISTRY.get("/usage")).at("/daily/0/executions").asInt()).isEqualTo(3);
    assertThat(report("").statusCode()).isEqualTo(204);
    assertThat(json(REGISTRY.get("/usage")).at("/daily/0/executions").asInt()).isEqualTo(6);

    HttpResponse<String> nameless = report("\"sequence\": 8, ");
    assertThat(nameless.statusCode()).isEqualTo(400);
    assertThat(json(nameless).path("code").asText()).isEqualTo("INVALID_BODY");
  }

  @Test
  void aReportWithNumbersThatWouldBreakAllLaterSumsIsRefused() throws Exception {
    REGISTRY.publish("accounts", "type A");
    String latencies = "\"latencies\": [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]";
    for (String number : List.of("micros", "cost", "errors")) {
      String entry =
          "{\"document\": \"{ a }\", \"executions\": 3, \"%s\": %d, %s}"
              .formatted(number, Long.MAX_VALUE, latencies);
      problem(REGISTRY.post("/usage", "{\"entries\": [" + entry + "]}"), 400, "INVALID_BODY");
    }
    for (String number : List.of("micros", "cost", "errors", "refused", "unauthenticated")) {
      String traffic =
          "{\"requests\": 3, \"%s\": %d, %s}".formatted(number, Long.MAX_VALUE, latencies);
      problem(REGISTRY.post("/traffic", traffic), 400, "INVALID_BODY");
    }
    String codes =
        "{\"requests\": 3, \"codes\": {\"A\": %d}, %s}".formatted(Long.MAX_VALUE, latencies);
    problem(REGISTRY.post("/traffic", codes), 400, "INVALID_BODY");
    assertThat(report("").statusCode()).isEqualTo(204);
  }

  private HttpResponse<String> report(String id) throws Exception {
    return REGISTRY.post(
        "/usage",
        """
        {%s"entries": [{"document": "{ a }", "executions": 3,
          "latencies": [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]}
        """
            .formatted(id));
  }

  @Test
  void aTokenTellsWhoseItIsAndSeesItsGraphsOnly() throws Exception {
    REGISTRY.publish("a", "type A");
    String reader = REGISTRY.server.token(TokenRole.READ, REGISTRY.graph);

    JsonNode me = json(REGISTRY.send("GET", "/token", reader, "", BodyPublishers.noBody()));
    JsonNode graphs = json(REGISTRY.send("GET", "/graphs", reader, "", BodyPublishers.noBody()));

    assertThat(me.path("label").asText()).isEqualTo("read-token");
    assertThat(me.path("role").asText()).isEqualTo("read");
    assertThat(me.path("scope").asText()).isEqualTo(REGISTRY.graph);
    assertThat(graphs.path("graphs").findValuesAsText("graph"))
        .containsExactly(REGISTRY.graph + "@current");
    problem(
        REGISTRY.send("GET", "/graphs", "tributary_x", "", BodyPublishers.noBody()),
        401,
        "UNAUTHENTICATED");
  }

  @Test
  void aVersionTellsWhatItIsMadeOf() throws Exception {
    REGISTRY.publish("a", "type A");
    REGISTRY.publish("b", "type B");

    JsonNode version = json(REGISTRY.get("/versions/2"));

    assertThat(version.path("version").asInt()).isEqualTo(2);
    assertThat(version.path("subgraphs").findValuesAsText("sdl"))
        .containsExactly("type A", "type B");
    assertThat(version.path("changes").findValuesAsText("subgraph")).containsExactly("b");
    problem(REGISTRY.get("/versions/3"), 404, "UNKNOWN_VERSION");
    problem(REGISTRY.get("/versions/latest"), 404, "UNKNOWN_VERSION");
  }

  @Test
  void aRegistryAloneDoesNotPlan() throws Exception {
    REGISTRY.publish("a", "type A");

    problem(REGISTRY.get("/schema"), 404, "NOT_FOUND");
  }
}
