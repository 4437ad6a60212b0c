package dev.tributary.auth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small documents from servers that the configuration names. Follows no redirects, waits and reads
 * only so much. Blocks: for virtual threads.
 */
final class HttpFetch implements AutoCloseable {

  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;

  private final HttpClient client;

  HttpFetch(Executor executor) {
    this.client =
        HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(TIME)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * @throws IOException when there is no answer of status 200 in time; its message may go to logs
   */
  String get(URI uri) throws IOException {
    return text(HttpRequest.newBuilder(uri).header("accept", "application/json").build());
  }

  /** Posts a form (RFC 7662, 2.1). */
  String post(URI uri, String form, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    headers.forEach(request::header);
    return text(request.build());
  }

  private String text(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(TIME.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("answered with status " + response.statusCode());
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("did not answer in " + TIME.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot be reached: " + cause.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("the wait was ended", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
