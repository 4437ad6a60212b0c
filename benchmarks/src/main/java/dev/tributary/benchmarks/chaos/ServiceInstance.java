package dev.tributary.benchmarks.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One instance of a service, as a process. It answers every GraphQL request with the same data,
 * some milliseconds later; {@code PUT /mood/NAME} changes how it does that.
 */
public final class ServiceInstance {

  /** What an instance of use takes: long beside what the gateway adds on a busy machine. */
  static final long MILLIS = 20;

  private static final long SLOW_MILLIS = 400;
  private static final int ITEMS = 20;

  /** How an instance behaves. */
  enum Mood {
    WELL,
    SLOW,
    LYING
  }

  private final Vertx vertx;
  private final String answer;
  private Mood mood = Mood.WELL;

  private ServiceInstance(Vertx vertx, String answer) {
    this.vertx = vertx;
    this.answer = answer;
  }

  /**
   * @param arguments the service's name, {@code items} or {@code stock}, and the port
   */
  @SuppressWarnings("SystemOut") // Whoever starts it waits for this line.
  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    int port = Integer.parseInt(arguments[1]);
    // One event loop: the mood is its own.
    vertx
        .createHttpServer()
        .requestHandler(new ServiceInstance(vertx, answerOf(arguments[0]))::handle)
        .listen(port, "127.0.0.1")
        .onSuccess((HttpServer listening) -> System.out.println("listening"))
        .onFailure(
            failure -> {
              System.out.println("cannot listen: " + failure.getMessage());
              System.exit(1);
            });
  }

  private static String answerOf(String service) {
    JsonObject data = new JsonObject();
    if (service.equals("items")) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < ITEMS; i++) {
        items.add(new JsonObject().put("id", Integer.toString(i)).put("name", "Item " + i));
      }
      data.put("items", items);
    } else {
      data.put("inStock", ITEMS);
    }
    return new JsonObject().put("data", data).encode();
  }

  private void handle(HttpServerRequest request) {
    if (request.path().startsWith("/mood/")) {
      mood = Mood.valueOf(request.path().substring("/mood/".length()));
      request.response().end();
      return;
    }
    switch (mood) {
      case WELL -> vertx.setTimer(MILLIS, due -> answer(request.response()));
      case SLOW -> vertx.setTimer(SLOW_MILLIS, due -> answer(request.response()));
      case LYING -> request.response().setStatusCode(500).end("no");
    }
  }

  private void answer(HttpServerResponse response) {
    response.putHeader("content-type", "application/json").end(answer);
  }
}
