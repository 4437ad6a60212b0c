package dev.tributary.samples.console;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Asks a gateway, under a name. */
final class ShopClient implements AutoCloseable {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI gateway;
  private final String name;

  ShopClient(URI gateway, String name) {
    this.gateway = gateway;
    this.name = name;
  }

  /** The whole response. */
  JsonObject ask(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(gateway)
                .timeout(TIME_LIMIT)
                .header("content-type", "application/json")
                .header("apollographql-client-name", name)
                .POST(BodyPublishers.ofString(new JsonObject().put("query", query).encode()))
                .build(),
            BodyHandlers.ofString());
    return new JsonObject(answer.body()).put("status", answer.statusCode());
  }

  /** Asks the same, one request after the other, until that is closed. */
  Load load(String query) {
    return new Load(query);
  }

  @Override
  public void close() {
    http.close();
  }

  /** What came of asking. One virtual thread asks; any thread may look at how it goes. */
  final class Load implements AutoCloseable {

    private final AtomicLong answered = new AtomicLong();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread asking;

    private Load(String query) {
      asking = Thread.ofVirtual().start(() -> askOften(query));
    }

    long answered() {
      return answered.get();
    }

    /** What was not answered, or not without errors. */
    List<String> failures() {
      return failures;
    }

    private void askOften(String query) {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          JsonObject answer = ask(query);
          if (answer.containsKey("errors")) {
            failures.add(answer.encode());
          }
          answered.incrementAndGet();
          LockSupport.parkNanos(PAUSE.toNanos());
        } catch (InterruptedException e) {
          return;
        } catch (IOException | RuntimeException e) {
          failures.add(e.toString());
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      asking.interrupt();
      asking.join();
    }
  }
}
