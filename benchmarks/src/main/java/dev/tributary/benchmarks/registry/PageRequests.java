package dev.tributary.benchmarks.registry;

import dev.tributary.registry.RegistryLoad;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a registry as a browser does that shows its console. */
record PageRequests(HttpClient client, String url, String token) implements AutoCloseable {

  /**
   * One request.
   *
   * @param path below the API's
   * @param body empty for a GET
   * @param status that is expected
   */
  record Asked(String path, String body, int status) {}

  PageRequests(String url, String token) {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), url, token);
  }

  static Asked ofAll(String path) {
    return new Asked(path, "", 200);
  }

  /** About the loaded graph. */
  static Asked get(String path) {
    return new Asked("/graphs/" + RegistryLoad.GRAPH + path, "", 200);
  }

  /** The same, of what is not there. */
  static Asked missing(String path) {
    return new Asked("/graphs/" + RegistryLoad.GRAPH + path, "", 404);
  }

  static Asked post(String path, JsonObject body) {
    return new Asked("/graphs/" + RegistryLoad.GRAPH + path, body.encode(), 200);
  }

  /** Asks for all at once, and counts the bytes of the answers. */
  long answer(List<Asked> group) {
    List<CompletableFuture<byte[]>> answers = group.stream().map(this::send).toList();
    return answers.stream().mapToLong(answer -> answer.join().length).sum();
  }

  /** Operations that can be looked at. */
  List<String> hashes() {
    String answer =
        new String(send(get("/usage/operations?days=30&limit=200")).join(), StandardCharsets.UTF_8);
    return new JsonObject(answer)
        .getJsonArray("operations").stream()
            .map(operation -> ((JsonObject) operation).getString("hash"))
            .toList();
  }

  private CompletableFuture<byte[]> send(Asked asked) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + asked.path()))
            .header("authorization", "Bearer " + token)
            .header("accept-encoding", "gzip");
    if (!asked.body().isEmpty()) {
      request
          .header("content-type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(asked.body()));
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              if (answer.statusCode() != asked.status()) {
                throw new IllegalStateException(
                    "%s answers %d: %s"
                        .formatted(
                            asked.path(),
                            answer.statusCode(),
                            new String(answer.body(), StandardCharsets.UTF_8)));
              }
              return answer.body();
            });
  }

  @Override
  public void close() {
    client.close();
  }
}
