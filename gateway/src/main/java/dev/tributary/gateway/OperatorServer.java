package dev.tributary.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * A running gateway's server for operators.
 *
 * @param url where it is
 * @param token what it knows operators by: {@code admin.token}
 */
record OperatorServer(String url, String token) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** There was no answer. */
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreachableException(String message, IOException cause) {
      super(message, cause);
    }
  }

  /**
   * @throws IllegalArgumentException when its URL or token cannot be used
   */
  HttpResponse<String> get(String path) throws InterruptedException, UnreachableException {
    return send(path, "GET", HttpRequest.BodyPublishers.noBody());
  }

  /**
   * @param json the body
   * @throws IllegalArgumentException when its URL or token cannot be used
   */
  HttpResponse<String> post(String path, String json)
      throws InterruptedException, UnreachableException {
    return send(path, "POST", HttpRequest.BodyPublishers.ofString(json));
  }

  private HttpResponse<String> send(String path, String method, HttpRequest.BodyPublisher body)
      throws InterruptedException, UnreachableException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url).resolve(path))
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .timeout(PATIENCE)
            .method(method, body)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnreachableException("the gateway at " + url + " cannot be reached", e);
    }
  }

  /** The secret is not printed. */
  @Override
  public String toString() {
    return "OperatorServer[url=" + url + "]";
  }
}
