package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One registry for the tests of a class, asked over HTTP; each test has a graph of its own. */
@SuppressWarnings("NullAway.Init") // JUnit calls what begins it.
final class RegistryOverHttp implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  /** How the registry is started. */
  @FunctionalInterface
  interface Start {
    RegistryServer at(Path directory) throws Exception;
  }

  private final Start start;
  private Path directory;
  private HttpClient http;
  RegistryServer server;
  String admin;
  String graph;

  RegistryOverHttp(Start start) {
    this.start = start;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("tributary-registry");
    server = start.at(directory);
    http = HttpClient.newHttpClient();
    admin = server.token(TokenRole.ADMIN, "*");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    graph = "g" + Integer.toHexString(context.getUniqueId().hashCode());
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    http.close();
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  GraphId id() {
    return GraphId.parse(graph).orElseThrow();
  }

  /** A path of the test's graph. */
  String path(String path) {
    return "/graphs/" + graph + path;
  }

  HttpResponse<String> publish(String name, String sdl) throws Exception {
    return put("/subgraphs/" + name + "?url=http://a.example/", "text/plain", sdl);
  }

  HttpResponse<String> put(String path, String contentType, String body) throws Exception {
    return put(path, contentType, body, admin);
  }

  HttpResponse<String> put(String path, String contentType, String body, String token)
      throws Exception {
    return send("PUT", path(path), token, contentType, BodyPublishers.ofString(body));
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path(path), admin, "application/json", BodyPublishers.ofString(body));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path(path), admin, "", BodyPublishers.noBody());
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send("DELETE", path(path), admin, "", BodyPublishers.noBody());
  }

  HttpResponse<String> supergraph(String query, String etag) throws Exception {
    return supergraphLater(query, etag).get(15, TimeUnit.SECONDS);
  }

  CompletableFuture<HttpResponse<String>> supergraphLater(String query, String etag) {
    HttpRequest.Builder request =
        request("GET", path("/supergraph" + query), admin, "", BodyPublishers.noBody());
    if (!etag.isEmpty()) {
      request.header("if-none-match", etag);
    }
    return sendLater(request);
  }

  HttpResponse<String> send(
      String method, String path, String token, String contentType, BodyPublisher body)
      throws Exception {
    return send(request(method, path, token, contentType, body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /**
   * @param token none when it is empty
   * @param contentType none when it is empty
   */
  HttpRequest.Builder request(
      String method, String path, String token, String contentType, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path)).method(method, body).timeout(Duration.ofSeconds(20));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    if (!contentType.isEmpty()) {
      request.header("content-type", contentType);
    }
    return request;
  }

  URI address(String path) {
    return URI.create(server.address() + RegistryRoutes.PATH + path);
  }

  /** A connection on which a request has begun. */
  Socket openRequest(String method, String path, String headers) throws IOException {
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

  /** Until so many requests wait for a change. */
  void awaitWaiting(int count) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (server.waiting() != count) {
            Thread.yield();
          }
        });
  }

  static JsonNode problem(HttpResponse<String> response, int status, String code)
      throws JsonProcessingException {
    assertThat(response.headers().firstValue("content-type"))
        .as(response.body())
        .contains(Problem.MEDIA_TYPE);
    JsonNode problem = json(response);
    assertThat(problem.path("code").asText()).as(response.body()).isEqualTo(code);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).isNotEmpty();
    return problem;
  }

  static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
    return RegistryJson.parse(response.body());
  }

  static List<Integer> numbers(HttpResponse<String> history) throws JsonProcessingException {
    return RegistryJson.list(json(history), "versions", version -> version.path("version").asInt());
  }

  static String etag(HttpResponse<String> response) {
    return response.headers().firstValue("etag").orElse("none");
  }
}
