package dev.tributary.samples.serve;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Calls a service as any HTTP client would, and waits for the answer. */
public final class ServiceClient {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String base;

  public ServiceClient(HttpServer server) {
    this.base = "http://localhost:" + server.actualPort();
  }

  /** The whole GraphQL response. */
  public JsonObject response(String query, Map<String, Object> variables, String... headers) {
    JsonObject body = new JsonObject().put("query", query).put("variables", variables);
    return new JsonObject(post("/graphql", body.encode(), headers).body());
  }

  /** The data of a response that has no errors. */
  public JsonObject data(String query) {
    return data(query, Map.of());
  }

  /** The data of a response that has no errors. */
  public JsonObject data(String query, Map<String, Object> variables) {
    JsonObject response = response(query, variables);
    if (response.containsKey("errors")) {
      throw new AssertionError(response.getValue("errors"));
    }
    return response.getJsonObject("data");
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(20))
            .header("content-type", "application/json");
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
