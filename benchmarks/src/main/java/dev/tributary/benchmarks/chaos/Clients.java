package dev.tributary.benchmarks.chaos;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that each ask again as soon as they are answered, so that the gateway has as much to do
 * as it takes. What they see is kept by the second. Confined to an event loop of their own.
 */
final class Clients implements AutoCloseable {

  private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");
  private static final String DATA = "\"data\":{";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final HttpClient client;
  private final RequestOptions asked;
  private final Buffer body;
  private List<Window> seconds = new ArrayList<>();
  private long begun = System.nanoTime();
  private volatile boolean ended;

  /**
   * @param port the gateway's
   * @param document what they ask
   */
  Clients(int port, int count, String document) {
    this.asked =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/graphql")
            .putHeader("content-type", "application/json")
            .putHeader("accept", "application/json");
    this.body = new JsonObject().put("query", document).toBuffer();
    this.client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(count));
    loop.runOnContext(
        now -> {
          for (int i = 0; i < count; i++) {
            ask();
          }
        });
  }

  private void ask() {
    if (ended) {
      return;
    }
    long sent = System.nanoTime();
    client
        .request(asked)
        .compose(request -> request.send(body.copy()))
        .compose(response -> response.body().map(answer -> told(response, answer)))
        .otherwise(broken -> "NO_ANSWER")
        .onSuccess(
            error -> {
              boolean partial = error.startsWith(DATA);
              second()
                  .add(
                      System.nanoTime() - sent,
                      partial ? error.substring(DATA.length()) : error,
                      partial);
              ask();
            });
  }

  private static String told(HttpClientResponse response, Buffer answer) {
    if (response.statusCode() != 200) {
      return "STATUS_" + response.statusCode();
    }
    String text = answer.toString();
    if (!text.contains("\"errors\"")) {
      return "";
    }
    Matcher code = CODE.matcher(text);
    return (text.contains(DATA) ? DATA : "") + (code.find() ? code.group(1) : "UNKNOWN");
  }

  private Window second() {
    int at = (int) ((System.nanoTime() - begun) / TimeUnit.SECONDS.toNanos(1));
    while (seconds.size() <= at) {
      seconds.add(new Window());
    }
    return seconds.get(at);
  }

  /**
   * What they have seen since this was last asked, by the second; a new second begins.
   *
   * @return the first of them first
   */
  List<Window> take() {
    CompletableFuture<List<Window>> taken = new CompletableFuture<>();
    loop.runOnContext(
        now -> {
          taken.complete(seconds);
          seconds = new ArrayList<>();
          begun = System.nanoTime();
        });
    return taken.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    ended = true;
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
