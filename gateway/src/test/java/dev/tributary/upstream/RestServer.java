package dev.tributary.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A REST service that answers each request as it is told to, and remembers what it was asked. */
final class RestServer implements AutoCloseable {

  /** Headers are in lower case, a name's values joined by {@code |}. */
  record Asked(String line, String body, Map<String, String> headers) {}

  /** A body of null is never answered. */
  record Answer(int status, String type, @Nullable String body, Map<String, String> headers) {
    Answer(int status, String type, @Nullable String body) {
      this(status, type, body, Map.of());
    }

    Answer with(String name, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(name, value);
      return new Answer(status, type, body, more);
    }

    static Answer json(String body) {
      return new Answer(200, "application/json", body);
    }

    static Answer never() {
      return new Answer(0, "", null);
    }
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Function<Asked, Future<Answer>> answers =
      one -> Future.succeededFuture(Answer.json("{}"));

  RestServer(Vertx vertx) {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  void answers(Function<Asked, Answer> answers) {
    this.answers = asked -> Future.succeededFuture(answers.apply(asked));
  }

  void answersLater(Function<Asked, Future<Answer>> answers) {
    this.answers = answers;
  }

  /** The request lines, such as {@code GET /v1/stock?upcs=1}, in alphabetical order. */
  List<String> lines() {
    return asked.stream().map(Asked::line).sorted().toList();
  }

  private void serve(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              Map<String, String> headers = new TreeMap<>();
              request
                  .headers()
                  .forEach(
                      (name, value) ->
                          headers.merge(
                              name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "|" + b));
              Asked one =
                  new Asked(request.method() + " " + request.uri(), body.toString(), headers);
              asked.add(one);
              answers.apply(one).onSuccess(answer -> respond(request, answer));
            });
  }

  private static void respond(HttpServerRequest request, Answer answer) {
    if (answer.body() != null) {
      answer.headers().forEach(request.response()::putHeader);
      request
          .response()
          .setStatusCode(answer.status())
          .putHeader("content-type", answer.type())
          .end(answer.body());
    }
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
