package dev.tributary.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Clients in this process, each of which waits for its answer before it asks again. They have an
 * event loop of their own.
 */
final class Callers {

  private final int count;
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final HttpClient client;

  /**
   * @param count how many ask at a time
   */
  Callers(int count) {
    this.count = count;
    this.client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(count));
  }

  /**
   * Asks a server, and waits for all answers.
   *
   * @param requests how many they make together
   * @param one sends a request, and completes when its answer is what it should be
   */
  void ask(int requests, Function<HttpClient, Future<?>> one) throws Exception {
    Promise<Void> all = Promise.promise();
    // On their event loop: an answer that came before its handler would be lost.
    vertx.runOnContext(
        here -> {
          List<Future<?>> callers = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            callers.add(ask(one, requests / count + (i < requests % count ? 1 : 0)));
          }
          Future.all(callers).<Void>mapEmpty().onComplete(all);
        });
    OneLoop.await(all.future());
  }

  private Future<Void> ask(Function<HttpClient, Future<?>> one, int left) {
    return left == 0
        ? Future.succeededFuture()
        : one.apply(client).compose(answered -> ask(one, left - 1));
  }

  /** The body of an answer that is a success. */
  static Future<Buffer> body(HttpClientRequest request, Buffer sent) {
    return request
        .send(sent)
        .compose(
            response ->
                response.statusCode() == 200
                    ? response.body()
                    : Future.failedFuture(
                        "status " + response.statusCode() + " " + response.headers()));
  }
}
