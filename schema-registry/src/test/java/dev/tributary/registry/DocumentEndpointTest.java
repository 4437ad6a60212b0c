package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trusted documents over HTTP; each test has a graph of its own. */
class DocumentEndpointTest {

  @TempDir static Path directory;
  private static final Vertx VERTX = Vertx.vertx();
  private static RegistryStore store;
  private static Registry registry;
  private static Tokens tokens;
  private static RegistryRoutes routes;
  private static HttpServer server;
  private static HttpClient http;
  private static String admin;

  private String graph = "";

  @BeforeAll
  static void startServer() throws Exception {
    store = H2RegistryStore.open(directory);
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
    tokens = new Tokens(store, InstantSource.system());
    routes = new RegistryRoutes(VERTX, registry, tokens, RegistryHttpOptions.DEFAULT);
    Router router = Router.router(VERTX);
    routes.addTo(router);
    server = await(VERTX.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    http = HttpClient.newHttpClient();
    admin = token(TokenRole.ADMIN, "*");
  }

  @AfterAll
  static void stopServer() throws Exception {
    http.close();
    routes.close();
    await(VERTX.close());
    store.close();
  }

  @BeforeEach
  void publish(TestInfo test) {
    graph = "g" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
    assertThat(
            registry.publish(
                GraphId.parse(graph).orElseThrow(),
                ChangeSet.publishing(
                    new ProposedSubgraph("a", "http://a/", "type Query { a: String b: Int }")),
                "boss"))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void bothFormsOfManifestsAreAddedOnceListedAndRemoved() throws Exception {
    JsonNode first = json(send("POST", "", "{\"one\": \"{ a }\", \"two\": \"{ b }\"}", admin));
    assertThat(first.path("added").asInt()).isEqualTo(2);
    assertThat(first.path("revision").asInt()).isEqualTo(1);

    String manifest =
        """
        {"format": "apollo-persisted-query-manifest", "version": 1, "operations":
          [{"id": "two", "body": "{ b }"}, {"id": "three", "name": "T", "body": "query T { a b }"}]}
        """;
    assertThat(json(send("POST", "", manifest, admin)).path("added").asInt()).isEqualTo(1);
    JsonNode again = json(send("POST", "", manifest, admin));
    assertThat(again.path("added").asInt()).isZero();
    assertThat(again.path("revision").asInt()).isEqualTo(2);
    assertThat(again.path("documents").asInt()).isEqualTo(3);

    assertThat(send("DELETE", "/one", "", admin).statusCode()).isEqualTo(204);
    problem(send("DELETE", "/one", "", admin), 404, "UNKNOWN_DOCUMENT");
    HttpResponse<String> listed = send("GET", "", "", admin);
    DocumentSet all = DocumentSet.read(listed.body());
    assertThat(all.documents()).extracting(TrustedDocument::id).containsExactly("three", "two");
    assertThat(all.documents().getFirst().addedBy()).isEqualTo("admin-token");
    assertThat(listed.headers().firstValue("etag"))
        .contains('"' + ContentHash.ofDocument(listed.body()) + '"');
    assertThat(registry.audit(GraphId.parse(graph), Long.MAX_VALUE, 3))
        .extracting(entry -> entry.action() + " " + entry.detail())
        .containsExactly(
            "DOCUMENT_REMOVED one", "DOCUMENTS_ADDED three", "DOCUMENTS_ADDED one, two");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceAndNothingIsAdded() throws Exception {
    send("POST", "", "{\"taken\": \"{ a }\"}", admin);

    HttpResponse<String> refused =
        send(
            "POST",
            "",
            """
            {"good": "{ a }", "no field": "{ a }", "number": 1, "bad": "{ c }", "worse": "{",
             "taken": "{ b }"}
            """,
            admin);

    problem(refused, 400, "INVALID_DOCUMENTS");
    assertThat(json(refused).path("errors"))
        .extracting(error -> error.path("path").asText())
        .containsExactly("number", "no field", "bad", "worse", "taken");
    assertThat(json(refused).at("/errors/2/message").asText()).contains("c");
    assertThat(json(send("GET", "", "", admin)).path("documents")).hasSize(1);
  }

  @Test
  void anUncheckedDocumentIsAddedWhateverIsPublished() throws Exception {
    assertThat(send("POST", "?unchecked", "{\"bad\": \"{ c }\"}", admin).statusCode())
        .isEqualTo(200);
    graph = graph + "x";
    problem(send("POST", "", "{\"a\": \"{ a }\"}", admin), 404, "NO_SUPERGRAPH");
    assertThat(send("POST", "?unchecked", "{\"a\": \"{ a }\"}", admin).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{};there is no document",
        "{\"operations\": [{\"id\": \"a\"}]};number 1 has not both",
        "{\"operations\": [{\"id\": \"a\", \"body\": \"{ a }\"}, {\"id\": \"a\", \"body\": \"{ b"
            + " }\"}]};two texts",
        "{\"../x\": \"{ a }\"};an id begins with"
      })
  void whatIsNoManifestIsRefused(String body, String message) throws Exception {
    HttpResponse<String> refused = send("POST", "", body, admin);

    problem(refused, 400, "INVALID_DOCUMENTS");
    assertThat(refused.body()).contains(message);
  }

  @Test
  void documentsAreBounded() throws Exception {
    String large = " ".repeat(GraphDocuments.MOST_BYTES_EACH);
    HttpResponse<String> refused =
        send("POST", "?unchecked", "{\"a\": \"{ a }" + large + "\"}", admin);
    problem(refused, 400, "INVALID_DOCUMENTS");
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i <= GraphDocuments.MOST_DOCUMENTS; i++) {
      many.append(i == 0 ? "" : ",").append("\"i").append(i).append("\":\"{ a }\"");
    }
    problem(
        send("POST", "?unchecked", many.append("}").toString(), admin), 400, "INVALID_DOCUMENTS");
    assertThat(json(send("GET", "", "", admin)).path("documents")).isEmpty();
  }

  @Test
  void aLongPollIsAnsweredByTheNextChange() throws Exception {
    String etag = send("GET", "", "", admin).headers().firstValue("etag").orElseThrow();
    CompletableFuture<HttpResponse<String>> poll =
        http.sendAsync(
            request("GET", "?wait=20s", "", admin).header("if-none-match", etag).build(),
            BodyHandlers.ofString());
    long begin = System.nanoTime();
    while (routes.waiting() < 1 && System.nanoTime() - begin < 10_000_000_000L) {
      Thread.onSpinWait();
    }

    send("POST", "", "{\"one\": \"{ a }\"}", admin);

    assertThat(DocumentSet.read(poll.get(2, TimeUnit.SECONDS).body()).documents()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    '',  read,    200",
    "POST,   '',  read,    403",
    "POST,   '',  publish, 400",
    "DELETE, /a,  publish, 403",
    "DELETE, /a,  admin,   404"
  })
  void aTokenOfTheGraphDoesWhatItsRoleAllows(String method, String path, String role, int status)
      throws Exception {
    TokenRole parsed = TokenRole.parse(role).orElseThrow();

    assertThat(send(method, path, "{}", token(parsed, graph)).statusCode()).isEqualTo(status);
    assertThat(send(method, path, "{}", token(parsed, "other")).statusCode()).isEqualTo(403);
    assertThat(send(method, path, "{}", "nonsense").statusCode()).isEqualTo(401);
  }

  private static String token(TokenRole role, String scope) {
    return tokens
        .issue(role.label() + "-token", role, TokenScope.parse(scope).orElseThrow())
        .secret();
  }

  private HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    return http.send(request(method, path, body, token).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String method, String path, String body, String token) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d%s/graphs/%s/documents%s"
                    .formatted(server.actualPort(), RegistryRoutes.PATH, graph, path)))
        .timeout(Duration.ofSeconds(30))
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .method(method, BodyPublishers.ofString(body));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return RegistryJson.parse(response.body());
  }

  private static void problem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
    assertThat(json(response).path("code").asText()).isEqualTo(code);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
