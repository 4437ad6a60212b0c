package dev.tributary.registry;

import static dev.tributary.registry.RegistryOverHttp.json;
import static dev.tributary.registry.RegistryOverHttp.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trusted documents over HTTP; each test has a graph of its own. */
class DocumentEndpointTest {

  @RegisterExtension
  static final RegistryOverHttp REGISTRY = new RegistryOverHttp(RegistryServer::composing);

  @BeforeEach
  void publish() {
    assertThat(
            REGISTRY.server.registry.publish(
                REGISTRY.id(),
                ChangeSet.publishing(
                    new ProposedSubgraph("a", "http://a/", "type Query { a: String b: Int }")),
                "boss"))
        .isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void bothFormsOfManifestsAreAddedOnceListedAndRemoved() throws Exception {
    JsonNode first =
        json(send("POST", "", "{\"one\": \"{ a }\", \"two\": \"{ b }\"}", REGISTRY.admin));
    assertThat(first.path("added").asInt()).isEqualTo(2);
    assertThat(first.path("revision").asInt()).isEqualTo(1);

    String manifest =
        """
        {"format": "apollo-persisted-query-manifest", "version": 1, "operations":
          [{"id": "two", "body": "{ b }"}, {"id": "three", "name": "T", "body": "query T { a b }"}]}
        """;
    assertThat(json(send("POST", "", manifest, REGISTRY.admin)).path("added").asInt()).isEqualTo(1);
    JsonNode again = json(send("POST", "", manifest, REGISTRY.admin));
    assertThat(again.path("added").asInt()).isZero();
    assertThat(again.path("revision").asInt()).isEqualTo(2);
    assertThat(again.path("documents").asInt()).isEqualTo(3);

    assertThat(send("DELETE", "/one", "", REGISTRY.admin).statusCode()).isEqualTo(204);
    problem(send("DELETE", "/one", "", REGISTRY.admin), 404, "UNKNOWN_DOCUMENT");
    HttpResponse<String> listed = send("GET", "", "", REGISTRY.admin);
    DocumentSet all = DocumentSet.read(listed.body());
    assertThat(all.documents()).extracting(TrustedDocument::id).containsExactly("three", "two");
    assertThat(all.documents().getFirst().addedBy()).isEqualTo("admin-token");
    assertThat(listed.headers().firstValue("etag"))
        .contains('"' + ContentHash.ofDocument(listed.body()) + '"');
    assertThat(REGISTRY.server.registry.audit(Optional.of(REGISTRY.id()), Long.MAX_VALUE, 3))
        .extracting(entry -> entry.action() + " " + entry.detail())
        .containsExactly(
            "DOCUMENT_REMOVED one", "DOCUMENTS_ADDED three", "DOCUMENTS_ADDED one, two");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceAndNothingIsAdded() throws Exception {
    send("POST", "", "{\"taken\": \"{ a }\"}", REGISTRY.admin);

    HttpResponse<String> refused =
        send(
            "POST",
            "",
            """
            {"good": "{ a }", "no field": "{ a }", "number": 1, "bad": "{ c }", "worse": "{",
             "taken": "{ b }"}
            """,
            REGISTRY.admin);

    problem(refused, 400, "INVALID_DOCUMENTS");
    assertThat(json(refused).path("errors"))
        .extracting(error -> error.path("path").asText())
        .containsExactly("number", "no field", "bad", "worse", "taken");
    assertThat(json(refused).at("/errors/2/message").asText()).contains("c");
    assertThat(json(send("GET", "", "", REGISTRY.admin)).path("documents")).hasSize(1);
  }

  @Test
  void anUncheckedDocumentIsAddedWhateverIsPublished() throws Exception {
    assertThat(send("POST", "?unchecked", "{\"bad\": \"{ c }\"}", REGISTRY.admin).statusCode())
        .isEqualTo(200);
    REGISTRY.graph = REGISTRY.graph + "x";
    problem(send("POST", "", "{\"a\": \"{ a }\"}", REGISTRY.admin), 404, "NO_SUPERGRAPH");
    assertThat(send("POST", "?unchecked", "{\"a\": \"{ a }\"}", REGISTRY.admin).statusCode())
        .isEqualTo(200);
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
    HttpResponse<String> refused = send("POST", "", body, REGISTRY.admin);

    problem(refused, 400, "INVALID_DOCUMENTS");
    assertThat(refused.body()).contains(message);
  }

  @Test
  void documentsAreBounded() throws Exception {
    String large = " ".repeat(GraphDocuments.MOST_BYTES_EACH);
    HttpResponse<String> refused =
        send("POST", "?unchecked", "{\"a\": \"{ a }" + large + "\"}", REGISTRY.admin);
    problem(refused, 400, "INVALID_DOCUMENTS");
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i <= GraphDocuments.MOST_DOCUMENTS; i++) {
      many.append(i == 0 ? "" : ",").append("\"i").append(i).append("\":\"{ a }\"");
    }
    problem(
        send("POST", "?unchecked", many.append("}").toString(), REGISTRY.admin),
        400,
        "INVALID_DOCUMENTS");
    assertThat(json(send("GET", "", "", REGISTRY.admin)).path("documents")).isEmpty();
  }

  @Test
  void aLongPollIsAnsweredByTheNextChange() throws Exception {
    String etag = send("GET", "", "", REGISTRY.admin).headers().firstValue("etag").orElseThrow();
    CompletableFuture<HttpResponse<String>> poll =
        REGISTRY.sendLater(
            request("GET", "?wait=20s", "", REGISTRY.admin).header("if-none-match", etag));
    REGISTRY.awaitWaiting(1);

    send("POST", "", "{\"one\": \"{ a }\"}", REGISTRY.admin);

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

    assertThat(send(method, path, "{}", REGISTRY.server.token(parsed, REGISTRY.graph)).statusCode())
        .isEqualTo(status);
    assertThat(send(method, path, "{}", REGISTRY.server.token(parsed, "other")).statusCode())
        .isEqualTo(403);
    assertThat(send(method, path, "{}", "nonsense").statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    return REGISTRY.send(request(method, path, body, token));
  }

  private static HttpRequest.Builder request(
      String method, String path, String body, String token) {
    return REGISTRY.request(
        method,
        REGISTRY.path("/documents" + path),
        token,
        "application/json",
        BodyPublishers.ofString(body));
  }
}
