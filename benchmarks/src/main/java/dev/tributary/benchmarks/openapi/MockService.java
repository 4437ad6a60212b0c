package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.benchmarks.openapi.ApiDocument.Operation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service that answers each operation of a document with an instance of its schema, and refuses
 * requests that the document does not describe.
 */
final class MockService implements AutoCloseable {

  private final ApiDocument document;
  private final SchemaInstances instances;
  private final RequestCheck check;
  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** The requests that were refused, each with the reason. */
  final Map<String, String> refused = new ConcurrentHashMap<>();

  /**
   * An answer.
   *
   * @param type the media type; null for no content
   * @param body as JSON; text is a string
   */
  record Answer(int status, @Nullable String type, @Nullable JsonNode body) {}

  MockService(Vertx vertx, ApiDocument document) {
    this.document = document;
    this.instances = new SchemaInstances(document);
    this.check = new RequestCheck(document);
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** What an operation answers. */
  Answer answer(Operation operation) {
    return answers.computeIfAbsent(operation.name(), name -> made(operation));
  }

  private Answer made(Operation operation) {
    TreeMap<String, JsonNode> good = new TreeMap<>();
    for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
      if (response.getKey().startsWith("2")) {
        good.put(response.getKey(), response.getValue());
      }
    }
    if (good.isEmpty()) {
      good.put("200", operation.node().at("/responses/default"));
    }
    List<Map.Entry<String, JsonNode>> all = List.copyOf(good.entrySet());
    Map.Entry<String, JsonNode> chosen =
        all.get(Math.floorMod(operation.name().hashCode(), all.size()));
    int status = chosen.getKey().matches("\\d+") ? Integer.parseInt(chosen.getKey()) : 200;
    JsonNode content = document.resolved(chosen.getValue()).path("content");
    for (Map.Entry<String, JsonNode> media : content.properties()) {
      String type = media.getKey().equals("*/*") ? "application/json" : media.getKey();
      if (type.startsWith("application/json") || type.contains("+json")) {
        return new Answer(
            status, type, instances.instance(media.getValue().path("schema"), operation.name()));
      }
    }
    return content.has("text/plain")
        ? new Answer(status, "text/plain", ApiDocument.JSON.getNodeFactory().textNode("plain é"))
        : new Answer(status, null, null);
  }

  private void answer(HttpServerRequest request, Buffer body) {
    Operation operation = document.operation(request.method().name(), request.path());
    String wrong =
        operation == null
            ? "no operation is called so: " + request.method() + " " + request.path()
            : check.problem(operation, request, body.toString());
    if (wrong != null || operation == null) {
      refused.put(operation == null ? request.path() : operation.name(), String.valueOf(wrong));
      request.response().setStatusCode(400).end();
      return;
    }
    Answer answer = answer(operation);
    request.response().setStatusCode(answer.status());
    if (answer.type() == null || answer.body() == null) {
      request.response().end();
      return;
    }
    try {
      request
          .response()
          .putHeader("content-type", answer.type())
          .end(
              answer.type().equals("text/plain")
                  ? Buffer.buffer(answer.body().textValue())
                  : Buffer.buffer(ApiDocument.JSON.writeValueAsBytes(answer.body())));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
