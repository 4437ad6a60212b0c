package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.ImportedSubgraph;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A REST service behind the gateway with nothing but its OpenAPI document. */
class ImportedServiceTest {

  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      info: { title: Books, version: "1" }
      paths:
        /books:
          get:
            operationId: listBooks
            parameters:
              - { name: state, in: query, schema: { $ref: "#/components/schemas/State" } }
              - { name: ids, in: query, explode: false, schema: { type: array, items: { type: string } } }
              - { name: pages, in: query, style: deepObject, schema: { type: object, properties: { from: { type: integer }, to: { type: integer } } } }
              - { name: X-Trace, in: header, schema: { type: string } }
            responses:
              "200":
                description: ok
                content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Book" } } } }
          post:
            operationId: addBook
            requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } } }
            responses:
              "201": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Book" } } } }
        /books/{id}:
          delete:
            operationId: removeBook
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            responses: { "204": { description: ok } }
        /count:
          get:
            operationId: count
            responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Count" } } } } }
        /motd:
          get:
            operationId: motd
            responses: { "200": { description: ok, content: { text/plain: { schema: { type: string } } } } }
        /login:
          post:
            operationId: login
            requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { user: { type: string } } } } } }
            responses: { "200": { description: ok, content: { application/json: { schema: { type: string, enum: [let-in, kept-out] } } } } }
      components:
        schemas:
          State: { type: string, enum: [in-stock, sold out, NEW] }
          Count: { type: object, properties: { "n-books": { type: integer, format: int64 } } }
          Book:
            type: object
            required: [id]
            properties:
              id: { type: integer, format: int64, readOnly: true }
              title: { type: string }
              price: { type: number, format: decimal }
              weight: { type: number }
              sold: { type: integer, format: int64, nullable: true }
              state: { $ref: "#/components/schemas/State" }
              past: { type: array, items: { $ref: "#/components/schemas/State" } }
              "first-words": { type: string }
              chapters: { type: array, items: { type: object, properties: { "the title": { type: string } } } }
              like: { $ref: "#/components/schemas/Book" }
      """;

  @TempDir private Path directory;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private HttpServer service;
  private Gateway gateway;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    service = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(service.listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + service.actualPort();
    ImportedSubgraph imported =
        OpenApiImport.read(DOCUMENT, new ImportOptions("api", url, false, 6, 200));
    Composition composition =
        Composer.compose(List.of(new SubgraphSource("books", "", imported.sdl())));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                server: {port: 0, timeout: 5s, drain: 2s}
                supergraph: {file: supergraph.graphql}
                serviceDefaults: {allowPrivate: true}
                """);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String trace = request.getHeader("X-Trace");
              calls.add(
                  (request.method() + " " + request.uri() + " " + body).strip()
                      + (trace == null ? "" : " trace " + trace));
              var response = request.response();
              switch (request.method() + " " + request.path()) {
                case "DELETE /books/a%2Fb" -> response.setStatusCode(204).end();
                case "GET /motd" -> response.putHeader("content-type", "text/plain").end("Read!");
                default ->
                    response
                        .putHeader("content-type", "application/json")
                        .end(content(request.method() + " " + request.path()));
              }
            });
  }

  private static String content(String call) {
    String book =
        """
        {"id": 9007199254740993, "title": "Emma", "state": "in-stock", "price": 12345678901234567890.10, "weight": 0.1234567890123456789, "past": ["sold out", null, "NEW"],
         "first-words": "Emma Woodhouse", "chapters": [{"the title": "I"}], "like": {"id": 2, "first-words": "x"}}
        """;
    return switch (call) {
      case "GET /books" -> "[" + book + ", {\"id\": 2, \"state\": \"burnt\"}]";
      case "GET /count" -> "{\"n-books\": 9007199254740993}";
      case "POST /login" -> "\"let-in\"";
      default -> book;
    };
  }

  private JsonObject ask(String query) throws IOException, InterruptedException {
    return new JsonObject(
        client
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                    .header("content-type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            new JsonObject().put("query", query).encode()))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  @Test
  void aQueryIsCalledWithItsParametersAndNamesAreMappedBack() throws Exception {
    JsonObject answer =
        ask(
            "{ listBooks(state: IN_STOCK, ids: [\"1\", \"2\"], pages: {from: 10}, xTrace: \"t\") {"
                + " id title state past firstWords chapters { theTitle } like { id firstWords } }"
                + " }");
    assertThat(answer)
        .isEqualTo(
            new JsonObject(
                """
                {"data": {"listBooks": [
                  {"id": "9007199254740993", "title": "Emma", "state": "IN_STOCK", "past": ["SOLD_OUT", null, "NEW"],
                   "firstWords": "Emma Woodhouse", "chapters": [{"theTitle": "I"}], "like": {"id": "2", "firstWords": "x"}},
                  {"id": "2", "title": null, "state": null, "past": null, "firstWords": null, "chapters": null, "like": null}]}}
                """));
    assertThat(calls)
        .containsExactly("GET /books?state=in-stock&ids=1%2C2&pages%5Bfrom%5D=10 trace t");
  }

  @Test
  void aMutationSendsTheNamesOfTheDocument() throws Exception {
    JsonObject answer =
        ask(
            "mutation { addBook(input: {title: \"Emma\", state: SOLD_OUT, past: [IN_STOCK, null],"
                + " firstWords: null, chapters: [{theTitle: \"I\"}]}) { id title } }");
    assertThat(answer)
        .isEqualTo(
            new JsonObject(
                "{\"data\": {\"addBook\": {\"id\": \"9007199254740993\", \"title\": \"Emma\"}}}"));
    assertThat(calls).hasSize(1);
    assertThat(new JsonObject(calls.getFirst().substring("POST /books ".length())))
        .isEqualTo(
            new JsonObject()
                .put("title", "Emma")
                .put("state", "sold out")
                .put("past", new JsonArray().add("in-stock").addNull())
                .putNull("first-words")
                .put("chapters", new JsonArray().add(new JsonObject().put("the title", "I"))));
  }

  @Test
  void answersWithoutContentInTextAndOfOneFieldAreMapped() throws Exception {
    assertThat(ask("mutation { removeBook(id: \"a/b\") login(input: {user: \"a b\"}) }"))
        .isEqualTo(new JsonObject("{\"data\": {\"removeBook\": true, \"login\": \"LET_IN\"}}"));
    assertThat(ask("{ motd count { nBooks } }"))
        .isEqualTo(
            new JsonObject(
                "{\"data\": {\"motd\": \"Read!\", \"count\": {\"nBooks\": 9007199254740993}}}"));
    assertThat(calls).contains("POST /login user=a+b");
  }

  @Test
  void numbersKeepEveryDigitBothWays() throws Exception {
    String answer =
        client
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                    .header("content-type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            """
                            {"query": "mutation($b: BookInput!) { addBook(input: $b) { price weight } }",
                             "variables": {"b": {"price": 98765432109876543210.50,
                               "weight": 0.5, "sold": 9007199254740993}}}
                            """))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(answer).contains("\"price\":12345678901234567890.10");
    assertThat(calls.getFirst())
        .contains("\"price\":98765432109876543210.5")
        .contains("\"sold\":9007199254740993");
  }
}
