package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

/** The {@code links} of a document are fields that call what they lead to. */
class DocumentedLinksTest {

  private static final Path DOCUMENT =
      Path.of("../schema-registry/src/test/resources/dev/tributary/openapi/cases/library.yaml");

  @TempDir private Path directory;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    HttpServer service = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(service.listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + service.actualPort();
    String sdl =
        OpenApiImport.read(Files.readString(DOCUMENT), new ImportOptions("api", url, false, 6, 200))
            .sdl();
    Composition composition = Composer.compose(List.of(new SubgraphSource("books", "", sdl)));
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
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  @AfterEach
  void stop() {
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  private static JsonObject book(String isbn) {
    return new JsonObject()
        .put("isbn", "is " + isbn)
        .put("title", "T" + isbn)
        .put("author_id", 9_007_199_254_740_993L)
        .put("imprint", new JsonObject().put("publisher", "P & Q/R"));
  }

  private void answer(HttpServerRequest request) {
    calls.add(request.uri());
    String[] path = request.path().split("/");
    Object answer =
        switch (path[1]) {
          case "books" ->
              path.length == 2
                  ? new JsonArray().add(book("1")).add(book("2")).add(book("3"))
                  : path.length > 3
                      ? new JsonArray().add(new JsonObject().put("stars", 5))
                      : book(path[2]);
          case "authors" -> new JsonObject().put("name", "Ada " + path[2]);
          case "publishers" -> new JsonObject().put("name", path[2]);
          default -> "shelf";
        };
    request
        .response()
        .putHeader("content-type", "application/json")
        .end(answer instanceof String text ? "\"" + text + "\"" : answer.toString());
  }

  private JsonObject ask(String query) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
              .header("content-type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      new JsonObject().put("query", query).encode()))
              .build();
      return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  @Test
  void whatAnAnswerSaysAndWhatWasAskedForIsGivenOn() throws Exception {
    JsonObject answer =
        ask(
            "{ getBook(isbn: \"a/b\") { isbn writer { name } publisher { name } reviews { stars }"
                + " sharedLink } }");
    assertThat(answer.getJsonObject("data").getJsonObject("getBook").encode())
        .isEqualTo(
            "{\"isbn\":\"is a%2Fb\",\"writer\":{\"name\":\"Ada 9007199254740993\"},"
                + "\"publisher\":{\"name\":\"P%20%26%20Q%2FR\"},\"reviews\":[{\"stars\":5}],"
                + "\"sharedLink\":\"shelf\"}");
    assertThat(calls)
        .containsExactlyInAnyOrder(
            "/books/a%2Fb",
            "/authors/9007199254740993",
            "/publishers/P%20%26%20Q%2FR",
            "/books/a%2Fb/reviews/en",
            "/shelves/is%20a%252Fb");
  }

  /** Nothing says what the books of a list were asked for by, so nothing is asked of it. */
  @Test
  void objectsOfOtherAnswersHaveTheLinksTooAndEqualCallsAreOne() throws Exception {
    JsonObject answer = ask("{ listBooks { isbn writer { name } reviews { stars } } }");
    JsonArray books = answer.getJsonObject("data").getJsonArray("listBooks");
    assertThat(books).hasSize(3);
    assertThat(books.getJsonObject(2).encode())
        .isEqualTo(
            "{\"isbn\":\"is 3\",\"writer\":{\"name\":\"Ada 9007199254740993\"},\"reviews\":null}");
    assertThat(answer.getJsonArray("errors")).isNull();
    assertThat(calls).containsExactlyInAnyOrder("/books", "/authors/9007199254740993");
  }

  @Test
  void whatTheRequestWasForIsNotShownToClients() throws Exception {
    assertThat(ask("{ getBook(isbn: \"1\") { requestIsbn } }").getJsonArray("errors")).hasSize(1);
  }
}
