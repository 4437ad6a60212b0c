package dev.tributary.benchmarks.load;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What any gateway on Vert.x must do at least. {@code constant} returns the right answer from
 * memory; {@code proxy} first makes the very upstream calls that the operation needs, stage after
 * stage, and drops what they bring. Neither knows any GraphQL: the calls were {@linkplain
 * RecordedCalls recorded} before.
 */
public final class Floor {

  private final List<List<RecordedCalls.Call>> stages;
  private final Buffer answer;

  private Floor(List<List<RecordedCalls.Call>> stages, Buffer answer) {
    this.stages = stages;
    this.answer = answer;
  }

  /**
   * @param arguments {@code constant} or {@code proxy}, port, supergraph file, operation file,
   *     answer file
   */
  public static void main(String[] arguments) throws IOException {
    Buffer answer = Buffer.buffer(Files.readAllBytes(Path.of(arguments[4])));
    Vertx vertx = Vertx.vertx();
    List<List<RecordedCalls.Call>> stages =
        switch (arguments[0]) {
          case "constant" -> List.of();
          case "proxy" ->
              RecordedCalls.stages(
                  vertx,
                  Files.readString(Path.of(arguments[2])),
                  Files.readString(Path.of(arguments[3])));
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    Floor floor = new Floor(stages, answer);
    vertx
        .deployVerticle(
            () -> floor.new Server(Integer.parseInt(arguments[1])),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
  }

  private final class Server extends VerticleBase {

    private final int port;

    Server(int port) {
      this.port = port;
    }

    @Override
    public Future<HttpServer> start() {
      HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64));
      return vertx
          .createHttpServer()
          .requestHandler(request -> request.body().onSuccess(body -> serve(client, request, 0)))
          .listen(port);
    }

    private void serve(HttpClient client, HttpServerRequest request, int stage) {
      if (stage == stages.size()) {
        request.response().putHeader("content-type", "application/json").end(answer);
        return;
      }
      Future.join(stages.get(stage).stream().map(call -> send(client, call)).toList())
          .onSuccess(done -> serve(client, request, stage + 1))
          .onFailure(failure -> request.response().setStatusCode(502).end());
    }

    private static Future<Buffer> send(HttpClient client, RecordedCalls.Call call) {
      return client
          .request(call.target())
          .compose(request -> request.send(call.body()))
          .compose(response -> response.body());
    }
  }
}
