package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One server for all tests; each test has a graph of its own. */
class RegistryRoutesTest {

  @TempDir static Path directory;
  private static RegistryServer server;
  private static HttpClient http;
  private static String admin;

  private String graph = "";

  @BeforeAll
  static void startServer() throws Exception {
    server = RegistryServer.start(directory);
    http = HttpClient.newHttpClient();
    admin = server.token(TokenRole.ADMIN, "*");
  }

  @AfterAll
  static void stopServer() throws Exception {
    http.close();
    server.close();
  }

  @BeforeEach
  void nameGraph(TestInfo test) {
    graph = "g" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
  }

  @Test
  void aSubgraphIsPublishedAsJsonAndServed() throws Exception {
    HttpResponse<String> published =
        put(
            "/subgraphs/accounts",
            "application/json",
            """
            {"url": "http://accounts.example/graphql", "sdl": "type A # hint", "message": "first"}
            """);

    assertThat(published.statusCode()).isEqualTo(200);
    JsonNode json = json(published);
    assertThat(json.path("result").asText()).isEqualTo("PUBLISHED");
    assertThat(json.at("/version/version").asInt()).isEqualTo(1);
    assertThat(json.at("/version/graph").asText()).isEqualTo(graph + "@current");
    assertThat(json.at("/version/publishedBy").asText()).isEqualTo("admin-token");
    assertThat(json.at("/version/message").asText()).isEqualTo("first");
    assertThat(json.at("/version/changes/0/kind").asText()).isEqualTo("ADDED");
    assertThat(json.at("/hints/0/message").asText()).isEqualTo("hint of accounts");
    HttpResponse<String> supergraph = get("/supergraph");
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
        put(
            "/subgraphs/accounts?url=http://a.example/%3Fq%3D1&message=m%C3%BC",
            contentType, "type Ä");

    assertThat(published.statusCode()).isEqualTo(200);
    assertThat(json(published).at("/version/message").asText()).isEqualTo("mü");
    JsonNode subgraph = json(get("/subgraphs")).at("/subgraphs/0");
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
    HttpResponse<String> published = put("/subgraphs/rest", contentType, OPENAPI);

    assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
    JsonNode subgraph = json(get("/subgraphs")).at("/subgraphs/0");
    assertThat(subgraph.path("openapi").asText()).isEqualTo(OPENAPI);
    assertThat(subgraph.path("sdl").asText()).contains("@connect", "a: Boolean");
    assertThat(json(put("/subgraphs/rest", contentType, OPENAPI)).path("result").asText())
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
    HttpResponse<String> answer = put("/subgraphs/rest", "application/json", body.toString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("code").textValue()).isEqualTo(code);
  }

  @Test
  void publishingTheSameAgainIsUnchanged() throws Exception {
    publish("accounts", "type A");

    HttpResponse<String> again = publish("accounts", "type A");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).path("result").asText()).isEqualTo("UNCHANGED");
    assertThat(json(again).at("/version/version").asInt()).isEqualTo(1);
  }

  @Test
  void whatDoesNotComposeIsAnsweredWithEveryErrorAndItsPlace() throws Exception {
    HttpResponse<String> refused = publish("reviews", "# needs products\n# needs stock\n# hint");

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
    problem(get("/supergraph"), 404, "NO_SUPERGRAPH");
  }

  @Test
  void severalSubgraphsArePublishedAndRetiredTogether() throws Exception {
    publish("old", "type Old");

    HttpResponse<String> published =
        post(
            "/publish",
            """
            {"subgraphs": [
               {"name": "a", "url": "http://a.example/", "sdl": "# needs b"},
               {"name": "b", "url": "http://b.example/", "sdl": "# needs a"}],
             "retire": ["old"], "base": 1, "message": "all at once"}
            """);

    assertThat(published.statusCode()).isEqualTo(200);
    assertThat(json(published).at("/version/changes")).hasSize(3);
    assertThat(json(get("/subgraphs")).path("subgraphs")).hasSize(2);
  }

  @Test
  void aCheckAnswersLikeAPublishAndChangesNothing() throws Exception {
    publish("a", "type A");

    HttpResponse<String> good =
        post("/check", "{\"subgraphs\": [{\"name\": \"b\", \"sdl\": \"type B # hint\"}]}");
    HttpResponse<String> bad =
        post("/check", "{\"subgraphs\": [{\"name\": \"b\", \"sdl\": \"# needs c\"}]}");
    HttpResponse<String> same =
        post("/check", "{\"subgraphs\": [{\"name\": \"a\", \"sdl\": \"type A\"}]}");

    assertThat(json(good).path("result").asText()).isEqualTo("COMPOSES");
    assertThat(json(good).path("base").asInt()).isEqualTo(1);
    assertThat(json(good).path("supergraph").asText()).contains("type B");
    assertThat(json(good).path("hints")).hasSize(1);
    assertThat(json(good).path("changes")).hasSize(1);
    problem(bad, 422, "COMPOSITION_FAILED");
    assertThat(json(same).path("result").asText()).isEqualTo("UNCHANGED");
    assertThat(json(get("/history")).path("versions")).hasSize(1);
  }

  @Test
  void aSubgraphIsRetired() throws Exception {
    publish("a", "type A");
    publish("b", "type B");

    assertThat(delete("/subgraphs/a?message=gone").statusCode()).isEqualTo(200);

    assertThat(json(get("/subgraphs")).at("/subgraphs")).hasSize(1);
    problem(delete("/subgraphs/a"), 404, "UNKNOWN_SUBGRAPH");
    problem(delete("/subgraphs/b"), 409, "LAST_SUBGRAPH");
  }

  @Test
  void historyComesNewestFirstInPages() throws Exception {
    for (int i = 1; i <= 4; i++) {
      publish("a", "type A" + i);
    }

    assertThat(numbers(get("/history"))).containsExactly(4, 3, 2, 1);
    assertThat(numbers(get("/history?limit=2"))).containsExactly(4, 3);
    assertThat(numbers(get("/history?limit=2&before=3"))).containsExactly(2, 1);
    assertThat(numbers(get("/history?limit=999999999"))).hasSize(4);
  }

  @Test
  void aReportThatIsSentAgainIsCountedOnce() throws Exception {
    publish("accounts", "type A");
    for (int time = 0; time < 2; time++) {
      assertThat(report("\"reporter\": \"r-1\", \"sequence\": 7, ").statusCode()).isEqualTo(204);
    }
    assertThat(json(get("/usage")).at("/daily/0/executions").asInt()).isEqualTo(3);
    assertThat(report("").statusCode()).isEqualTo(204);
    assertThat(json(get("/usage")).at("/daily/0/executions").asInt()).isEqualTo(6);

    HttpResponse<String> nameless = report("\"sequence\": 8, ");
    assertThat(nameless.statusCode()).isEqualTo(400);
    assertThat(json(nameless).path("code").asText()).isEqualTo("INVALID_BODY");
  }

  private HttpResponse<String> report(String id) throws Exception {
    return post(
        "/usage",
        """
        {%s"entries": [{"document": "{ a }", "executions": 3,
          "latencies": [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]}
        """
            .formatted(id));
  }

  @Test
  void aTokenTellsWhoseItIsAndSeesItsGraphsOnly() throws Exception {
    publish("a", "type A");
    String reader = server.token(TokenRole.READ, graph);

    JsonNode me = json(send("GET", "/token", reader, "", BodyPublishers.noBody()));
    JsonNode graphs = json(send("GET", "/graphs", reader, "", BodyPublishers.noBody()));

    assertThat(me.path("label").asText()).isEqualTo("read-token");
    assertThat(me.path("role").asText()).isEqualTo("read");
    assertThat(me.path("scope").asText()).isEqualTo(graph);
    assertThat(graphs.path("graphs").findValuesAsText("graph")).containsExactly(graph + "@current");
    problem(
        send("GET", "/graphs", "tributary_x", "", BodyPublishers.noBody()), 401, "UNAUTHENTICATED");
  }

  @Test
  void aVersionTellsWhatItIsMadeOf() throws Exception {
    publish("a", "type A");
    publish("b", "type B");

    JsonNode version = json(get("/versions/2"));

    assertThat(version.path("version").asInt()).isEqualTo(2);
    assertThat(version.path("subgraphs").findValuesAsText("sdl"))
        .containsExactly("type A", "type B");
    assertThat(version.path("changes").findValuesAsText("subgraph")).containsExactly("b");
    problem(get("/versions/3"), 404, "UNKNOWN_VERSION");
    problem(get("/versions/latest"), 404, "UNKNOWN_VERSION");
  }

  @Test
  void aRegistryAloneDoesNotPlan() throws Exception {
    publish("a", "type A");

    problem(get("/schema"), 404, "NOT_FOUND");
  }

  static Stream<Arguments> malformedRequests() {
    String json = "application/json";
    return Stream.of(
        Arguments.of(
            "PUT", "/subgraphs/a%2Fb", json, "{\"sdl\":\"type A\"}", 400, "INVALID_SUBGRAPH_NAME"),
        Arguments.of("PUT", "/subgraphs/a/b", json, "{\"sdl\":\"type A\"}", 404, "NOT_FOUND"),
        Arguments.of(
            "PUT",
            "/subgraphs/" + "a".repeat(65),
            json,
            "{\"sdl\":\"type A\"}",
            400,
            "INVALID_SUBGRAPH_NAME"),
        Arguments.of(
            "PUT", "/subgraphs/%20", json, "{\"sdl\":\"type A\"}", 400, "INVALID_SUBGRAPH_NAME"),
        Arguments.of("PUT", "/subgraphs/a", json, "", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "[]", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"type A\"} x", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"sdl\":\"b\"}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"url\":\"http://a/\"}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":7}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"URL\":\"x\"}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":\"1\"}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":-1}", 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":1e99}", 400, "INVALID_BODY"),
        Arguments.of("PUT", "/subgraphs/a", json, "[".repeat(5_000), 400, "INVALID_BODY"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=1", json, "{\"sdl\":\"a\"}", 400, "INVALID_PARAMETER"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\" \"}", 400, "SDL_EMPTY"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"\\u0000\"}", 400, "INVALID_TEXT"),
        Arguments.of("PUT", "/subgraphs/a", json, "{\"sdl\":\"\\ud83e\"}", 400, "INVALID_TEXT"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"url\":\"a\"}", 400, "INVALID_URL"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"\",\"url\":\"a\"}", 400, "INVALID_CHANGE"),
        Arguments.of(
            "PUT", "/subgraphs/a", json, "{\"sdl\":\"a\",\"base\":7}", 409, "STALE_BASE_VERSION"),
        Arguments.of("PUT", "/subgraphs/a", "text/plain", "a".repeat(20_001), 413, "SDL_TOO_LARGE"),
        Arguments.of(
            "PUT", "/subgraphs/a", "text/plain", "a".repeat(100_001), 413, "BODY_TOO_LARGE"),
        Arguments.of("PUT", "/subgraphs/a?url=x", "text/plain", "type A", 400, "INVALID_URL"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=x", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of("PUT", "/subgraphs/a?bse=1", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of(
            "PUT", "/subgraphs/a?base=1&base=2", "text/plain", "type A", 400, "INVALID_PARAMETER"),
        Arguments.of(
            "PUT",
            "/subgraphs/a",
            "application/x-www-form-urlencoded",
            "type A",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of(
            "PUT",
            "/subgraphs/a",
            "multipart/form-data; boundary=x",
            "type A",
            415,
            "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of("POST", "/publish", "text/plain", "type A", 415, "UNSUPPORTED_MEDIA_TYPE"),
        Arguments.of("POST", "/publish", json, "{}", 400, "EMPTY_CHANGE"),
        Arguments.of("POST", "/publish", json, "{\"subgraphs\":{}}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"subgraphs\":[7]}", 400, "INVALID_BODY"),
        Arguments.of(
            "POST", "/publish", json, "{\"subgraphs\":[{\"sdl\":\"a\"}]}", 400, "INVALID_BODY"),
        Arguments.of(
            "POST", "/publish", json, "{\"subgraphs\":[{\"name\":\"a\"}]}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"retire\":[7]}", 400, "INVALID_BODY"),
        Arguments.of("POST", "/publish", json, "{\"retire\":[\"a\"]}", 404, "UNKNOWN_SUBGRAPH"),
        Arguments.of("POST", "/check", json, "{}", 400, "EMPTY_CHANGE"),
        Arguments.of("GET", "/history?before=x", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/history?page=2", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/supergraph?wait=1m", "", "", 400, "INVALID_PARAMETER"),
        Arguments.of("GET", "/supergraph", "", "", 404, "NO_SUPERGRAPH"),
        Arguments.of("GET", "/nothing", "", "", 404, "NOT_FOUND"),
        Arguments.of("POST", "/subgraphs/a", json, "{}", 405, "METHOD_NOT_ALLOWED"),
        Arguments.of("DELETE", "/supergraph", "", "", 405, "METHOD_NOT_ALLOWED"));
  }

  @ParameterizedTest
  @MethodSource("malformedRequests")
  void malformedRequestsAreAnsweredWithAProblemAndChangeNothing(
      String method, String path, String contentType, String body, int status, String code)
      throws Exception {
    HttpResponse<String> response =
        send(method, graphPath(path), admin, contentType, BodyPublishers.ofString(body));

    problem(response, status, code);
    assertThat(server.registry.latest(GraphId.parse(graph).orElseThrow())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a@b@c", "@prod", "shop@", "%20"})
  void aGraphMustBeNamedByTheRule(String name) throws Exception {
    HttpResponse<String> response =
        send("GET", "/graphs/" + name + "/supergraph", admin, "", BodyPublishers.noBody());

    problem(response, 400, "INVALID_GRAPH_NAME");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    HttpResponse<String> response =
        send(
            "PUT",
            graphPath("/subgraphs/a"),
            admin,
            "text/plain",
            BodyPublishers.ofByteArray(new byte[] {'a', (byte) 0xc3, (byte) 0x28}));

    problem(response, 400, "INVALID_BODY");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    HttpResponse<String> response =
        send("PATCH", graphPath("/supergraph"), admin, "", BodyPublishers.noBody());

    problem(response, 405, "METHOD_NOT_ALLOWED");
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void aBodyOfUnknownLengthIsCutOffAtTheLimit() throws Exception {
    byte[] tooLong = "a".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong));

    problem(
        send("PUT", graphPath("/subgraphs/a"), admin, "text/plain", chunked),
        413,
        "BODY_TOO_LARGE");
  }

  @Test
  void aClientThatSendsOnAndOnIsCutOff() throws Exception {
    byte[] part = ("10000\r\n" + "a".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket =
        openRequest(
            "PUT",
            graphPath("/subgraphs/a"),
            "content-type: text/plain\r\ntransfer-encoding: chunked\r\n")) {

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  socket.getOutputStream().write(part);
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aQueryThatDoesNotDecodeIsAProblem() throws Exception {
    try (Socket socket =
        openRequest("GET", graphPath("/subgraphs?x=%zz"), "connection: close\r\n")) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json")
          .contains("BAD_REQUEST");
    }
  }

  @Test
  void aLargeBodyWithoutATokenIsAnsweredAndTheConnectionLivesOn() throws Exception {
    for (int i = 0; i < 3; i++) {
      problem(
          send(
              "PUT",
              graphPath("/subgraphs/a"),
              "",
              "text/plain",
              BodyPublishers.ofString("a".repeat(500_000))),
          401,
          "UNAUTHENTICATED");
    }
    assertThat(publish("a", "type A").statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatAsksWhetherToGoOnIsTold() throws Exception {
    HttpRequest request =
        request(
                "PUT",
                graphPath("/subgraphs/a"),
                admin,
                "text/plain",
                BodyPublishers.ofString("type A"))
            .expectContinue(true)
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  // Delivery.

  @Test
  void aClientThatHasTheLatestIsToldSo() throws Exception {
    publish("a", "type A");
    String etag = etag(get("/supergraph"));

    for (String tags : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      HttpResponse<String> response = supergraph("", tags);
      assertThat(response.statusCode()).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(etag(response)).isEqualTo(etag);
    }
    assertThat(supergraph("", "\"other\"").statusCode()).isEqualTo(200);
    publish("a", "type B");
    assertThat(supergraph("", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void theHeadOfASupergraphHasItsHeadersOnly() throws Exception {
    publish("a", "type A");

    HttpResponse<String> head =
        send("HEAD", graphPath("/supergraph"), admin, "", BodyPublishers.noBody());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(etag(head)).isEqualTo(etag(get("/supergraph")));
  }

  @Test
  void aLongPollIsAnsweredByTheNextPublish() throws Exception {
    publish("a", "type A");
    String etag = etag(get("/supergraph"));
    CompletableFuture<HttpResponse<String>> poll = supergraphLater("?wait=25s", etag);

    // Publishes before the poll has entered are found by its own look.
    publish("a", "type B");

    HttpResponse<String> answer = poll.get(10, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("type B");
    assertThat(answer.headers().firstValue("tributary-supergraph-version")).contains("2");
  }

  @Test
  void aLongPollMayBeginBeforeTheFirstPublish() throws Exception {
    CompletableFuture<HttpResponse<String>> poll = supergraphLater("?wait=25", "");

    publish("a", "type A");

    assertThat(poll.get(10, TimeUnit.SECONDS).body()).contains("type A");
  }

  @Test
  void aLongPollThatSeesNothingNewEnds() throws Exception {
    publish("a", "type A");
    String etag = etag(get("/supergraph"));

    assertThat(supergraph("?wait=1s", etag).statusCode()).isEqualTo(304);
  }

  @Test
  void aPreferenceToWaitIsHonouredAndSaidSo() throws Exception {
    publish("a", "type A");
    HttpRequest request =
        request("GET", graphPath("/supergraph"), admin, "", BodyPublishers.noBody())
            .header("if-none-match", etag(get("/supergraph")))
            .header("prefer", "respond-async, wait=1")
            .build();

    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.headers().firstValue("preference-applied")).contains("wait=1");
  }

  @Test
  void moreLongPollsThanAllowedAreSentAwayAndThePlacesOfThoseWhoLeaveAreFree() throws Exception {
    publish("a", "type A");
    String etag = etag(get("/supergraph"));
    for (int round = 0; round < 2; round++) {
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < RegistryServer.OPTIONS.maxWaiting(); i++) {
        waiting.add(openPoll(etag));
      }
      awaitWaiting(RegistryServer.OPTIONS.maxWaiting());

      HttpResponse<String> refused = supergraph("?wait=30s", etag);

      problem(refused, 503, "BUSY");
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      for (Socket socket : waiting) {
        socket.close();
      }
      awaitWaiting(0);
    }
  }

  private static void awaitWaiting(int count) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (server.waiting() != count) {
            Thread.yield();
          }
        });
  }

  private Socket openPoll(String etag) throws Exception {
    return openRequest("GET", graphPath("/supergraph?wait=30s"), "if-none-match: " + etag + "\r\n");
  }

  private static Socket openRequest(String method, String path, String headers) throws Exception {
    URI address = server.address();
    Socket socket = new Socket(address.getHost(), address.getPort());
    OutputStream out = socket.getOutputStream();
    out.write(
        ("%s %s%s HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %s\r\n%s\r\n"
                .formatted(method, RegistryRoutes.PATH, path, admin, headers))
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  // Tokens.

  static Stream<Arguments> denials() {
    return Stream.of(
        Arguments.of("GET", "/supergraph", "", 401, "tributary registry\""),
        Arguments.of("GET", "/supergraph", "nonsense", 401, "invalid_token"),
        Arguments.of(
            "GET",
            "/supergraph",
            "tributary_0123456789abcdef_" + "0".repeat(64),
            401,
            "invalid_token"),
        Arguments.of("PUT", "/subgraphs/a", "read *", 403, "insufficient_scope"),
        Arguments.of("DELETE", "/subgraphs/a", "read *", 403, "insufficient_scope"),
        Arguments.of("POST", "/publish", "read *", 403, "insufficient_scope"),
        Arguments.of("POST", "/check", "read *", 403, "insufficient_scope"),
        Arguments.of("PUT", "/subgraphs/a", "publish other", 403, "insufficient_scope"),
        Arguments.of("GET", "/supergraph", "read other@current", 403, "insufficient_scope"),
        Arguments.of("GET", "/history", "admin other", 403, "insufficient_scope"));
  }

  @ParameterizedTest
  @MethodSource("denials")
  void withoutTheRightTokenNothingIsDone(
      String method, String path, String token, int status, String challenge) throws Exception {
    String[] roleAndScope = token.split(" ");
    String secret =
        roleAndScope.length == 2
            ? server.token(TokenRole.parse(roleAndScope[0]).orElseThrow(), roleAndScope[1])
            : token;

    HttpResponse<String> response =
        send(method, graphPath(path), secret, "text/plain", BodyPublishers.ofString("type A"));

    problem(response, status, status == 401 ? "UNAUTHENTICATED" : "FORBIDDEN");
    assertThat(response.headers().firstValue("www-authenticate").orElse("")).contains(challenge);
    assertThat(server.registry.latest(GraphId.parse(graph).orElseThrow())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "publish, PUT, /subgraphs/a, 200",
    "publish, GET, /subgraphs, 200",
    "read, GET, /history, 200",
    "read, GET, /supergraph, 404"
  })
  void aTokenOfTheGraphDoesWhatItsRoleAllows(String role, String method, String path, int status)
      throws Exception {
    String secret = server.token(TokenRole.parse(role).orElseThrow(), graph);

    HttpResponse<String> response =
        send(method, graphPath(path), secret, "text/plain", BodyPublishers.ofString("type A"));

    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void tokensAreIssuedListedAndRevoked() throws Exception {
    HttpResponse<String> issued =
        send(
            "POST",
            "/tokens",
            admin,
            "application/json",
            BodyPublishers.ofString(
                "{\"label\": \"reviews-ci\", \"role\": \"publish\", \"scope\": \"%s\"}"
                    .formatted(graph)));

    assertThat(issued.statusCode()).isEqualTo(201);
    assertThat(issued.headers().firstValue("cache-control")).contains("no-store");
    String secret = json(issued).path("token").asText();
    String id = json(issued).path("id").asText();
    assertThat(put("/subgraphs/a", "text/plain", "type A", secret).statusCode()).isEqualTo(200);
    HttpResponse<String> listed = send("GET", "/tokens", admin, "", BodyPublishers.noBody());
    assertThat(listed.body()).contains(id, "reviews-ci").doesNotContain(secret);
    assertThat(send("DELETE", "/tokens/" + id, admin, "", BodyPublishers.noBody()).statusCode())
        .isEqualTo(204);
    problem(put("/subgraphs/a", "text/plain", "type B", secret), 401, "UNAUTHENTICATED");
    problem(
        send("DELETE", "/tokens/" + id, admin, "", BodyPublishers.noBody()), 404, "UNKNOWN_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"label\": \"\", \"role\": \"read\", \"scope\": \"*\"}",
        "{\"label\": \"a\", \"role\": \"READ\", \"scope\": \"*\"}",
        "{\"label\": \"a\", \"role\": \"read\", \"scope\": \"a b\"}",
        "{\"label\": \"a\", \"role\": \"read\"}",
        "{\"label\": \"a\", \"role\": \"read\", \"scope\": \"*\", \"more\": 1}"
      })
  void aMalformedTokenRequestIssuesNone(String body) throws Exception {
    int before = server.tokens.list().size();

    problem(
        send("POST", "/tokens", admin, "application/json", BodyPublishers.ofString(body)),
        400,
        "INVALID_BODY");
    assertThat(server.tokens.list()).hasSize(before);
  }

  @Test
  void tokensTakeAnAdminOfAllGraphs() throws Exception {
    for (String token :
        List.of(server.token(TokenRole.ADMIN, "shop"), server.token(TokenRole.PUBLISH, "*"))) {
      problem(send("GET", "/tokens", token, "", BodyPublishers.noBody()), 403, "FORBIDDEN");
    }
  }

  // Requests.

  private String graphPath(String path) {
    return "/graphs/" + graph + path;
  }

  private HttpResponse<String> publish(String name, String sdl) throws Exception {
    return put("/subgraphs/" + name + "?url=http://a.example/", "text/plain", sdl);
  }

  private HttpResponse<String> put(String path, String contentType, String body) throws Exception {
    return put(path, contentType, body, admin);
  }

  private HttpResponse<String> put(String path, String contentType, String body, String token)
      throws Exception {
    return send("PUT", graphPath(path), token, contentType, BodyPublishers.ofString(body));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", graphPath(path), admin, "application/json", BodyPublishers.ofString(body));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", graphPath(path), admin, "", BodyPublishers.noBody());
  }

  private HttpResponse<String> delete(String path) throws Exception {
    return send("DELETE", graphPath(path), admin, "", BodyPublishers.noBody());
  }

  private HttpResponse<String> supergraph(String query, String etag) throws Exception {
    return supergraphLater(query, etag).get(15, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> supergraphLater(String query, String etag) {
    HttpRequest.Builder request =
        request("GET", graphPath("/supergraph" + query), admin, "", BodyPublishers.noBody());
    if (!etag.isEmpty()) {
      request.header("if-none-match", etag);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(
      String method, String path, String token, String contentType, BodyPublisher body)
      throws Exception {
    return http.send(
        request(method, path, token, contentType, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(
      String method, String path, String token, String contentType, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(raw(path)).method(method, body).timeout(Duration.ofSeconds(20));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    if (!contentType.isEmpty()) {
      request.header("content-type", contentType);
    }
    return request;
  }

  private static URI raw(String path) {
    return URI.create(server.address() + RegistryRoutes.PATH + path);
  }

  private static JsonNode problem(HttpResponse<String> response, int status, String code)
      throws JsonProcessingException {
    assertThat(response.headers().firstValue("content-type"))
        .as(response.body())
        .contains("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.path("code").asText()).as(response.body()).isEqualTo(code);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).isNotEmpty();
    return problem;
  }

  private static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
    return RegistryJson.parse(response.body());
  }

  private static List<Integer> numbers(HttpResponse<String> history)
      throws JsonProcessingException {
    return RegistryJson.list(json(history), "versions", version -> version.path("version").asInt());
  }

  private static String etag(HttpResponse<String> response) {
    return response.headers().firstValue("etag").orElse("none");
  }
}
