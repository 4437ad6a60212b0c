package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.RequestScope;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {

  private static final String REQUEST = GraphQlOverHttpTest.postText("", "{\"query\":\"{hello}\"}");

  @Test
  void aRequestInFlightIsAnsweredAndThenTheServerIsClosed() throws Exception {
    try (TestServer server = new TestServer(HttpOptions.defaults());
        RawHttp busy = new RawHttp(server.port());
        RawHttp idle = new RawHttp(server.port())) {
      idle.send(REQUEST).receive();
      Promise<GraphQlAnswer> answer = Promise.promise();
      server.engine.answers((request, scope) -> answer.future());
      busy.send(REQUEST);
      server.engine.requests.poll(10, TimeUnit.SECONDS);
      server.engine.requests.poll(10, TimeUnit.SECONDS);

      Future<Void> drained =
          server.drain.begin(List.of(server.server), Duration.ZERO, Duration.ofSeconds(20));

      assertThat(idle.isClosedByServer()).isTrue();
      assertThatThrownBy(() -> RawHttp.exchange(server.port(), REQUEST))
          .isInstanceOf(IOException.class);
      assertThat(drained.isComplete()).isFalse();
      answer.complete(FakeEngine.executed(FakeEngine.DATA));
      assertThat(busy.receive().text()).isEqualTo(FakeEngine.DATA);
      assertThat(busy.isClosedByServer()).isTrue();
      TestServer.await(drained);
    }
  }

  @Test
  void aStreamInFlightIsAnsweredOverHttp2() throws Exception {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      Promise<GraphQlAnswer> answer = Promise.promise();
      server.engine.answers((request, scope) -> answer.future());
      Future<Buffer> sent =
          server
              .vertx
              .createHttpClient(
                  new HttpClientOptions()
                      .setProtocolVersion(HttpVersion.HTTP_2)
                      .setHttp2ClearTextUpgrade(false))
              .request(HttpMethod.POST, server.port(), "127.0.0.1", "/graphql")
              .compose(
                  request ->
                      request
                          .putHeader("content-type", "application/json")
                          .send("{\"query\":\"{hello}\"}"))
              .compose(HttpClientResponse::body);
      assertThat(server.engine.requests.poll(10, TimeUnit.SECONDS)).isNotNull();

      Future<Void> drained =
          server.drain.begin(List.of(server.server), Duration.ZERO, Duration.ofSeconds(20));
      answer.complete(FakeEngine.executed(FakeEngine.DATA));

      assertThat(TestServer.await(sent)).hasToString(FakeEngine.DATA);
      TestServer.await(drained);
    }
  }

  @Test
  void theServersOfAllEventLoopsAreDrainedTogether() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    FakeEngine engine = new FakeEngine();
    Promise<GraphQlAnswer> answer = Promise.promise();
    engine.answers((request, scope) -> answer.future());
    List<HttpServer> servers = new CopyOnWriteArrayList<>();
    TestServer.await(
        vertx.deployVerticle(
            () -> new Listening(engine, servers), new DeploymentOptions().setInstances(2)));
    int port = servers.getFirst().actualPort();
    try (RawHttp one = new RawHttp(port);
        RawHttp two = new RawHttp(port);
        RawHttp idle = new RawHttp(port)) {
      one.send(REQUEST);
      two.send(REQUEST);
      assertThat(engine.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(engine.requests.poll(10, TimeUnit.SECONDS)).isNotNull();

      Future<Void> drained = new Drain(vertx).begin(servers, Duration.ZERO, Duration.ofSeconds(20));

      assertThat(idle.isClosedByServer()).isTrue();
      answer.complete(FakeEngine.executed(FakeEngine.DATA));
      assertThat(one.receive().text()).isEqualTo(FakeEngine.DATA);
      assertThat(two.receive().text()).isEqualTo(FakeEngine.DATA);
      TestServer.await(drained);
      assertThatThrownBy(() -> new RawHttp(port)).isInstanceOf(IOException.class);
    } finally {
      TestServer.await(vertx.close());
    }
  }

  /** One event loop's server, as the gateway deploys them. */
  private static final class Listening extends VerticleBase {
    private final FakeEngine engine;
    private final List<HttpServer> servers;

    Listening(FakeEngine engine, List<HttpServer> servers) {
      this.engine = engine;
      this.servers = servers;
    }

    @Override
    public Future<?> start() {
      Router router = Router.router(vertx);
      new GraphQlRoutes(vertx, engine, Authenticator.none(), HttpOptions.defaults(), () -> true)
          .addTo(router);
      return GraphQlServer.listen(vertx, HttpOptions.defaults(), router, "127.0.0.1", -1)
          .onSuccess(servers::add);
    }
  }

  @Test
  void readinessIsWithdrawnWhileRequestsAreStillTaken() throws Exception {
    try (TestServer server = new TestServer(HttpOptions.defaults());
        RawHttp http = new RawHttp(server.port())) {
      String ready = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n";
      assertThat(http.send(ready).receive().status()).isEqualTo(200);

      server.drain.begin(List.of(server.server), Duration.ofMinutes(1), Duration.ofSeconds(20));

      assertThat(http.send(ready).receive().status()).isEqualTo(503);
      assertThat(http.send(REQUEST).receive().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestThatTakesLongerThanTheLimitIsBrokenOffAndCancelled() throws Exception {
    try (TestServer server = new TestServer(HttpOptions.defaults());
        RawHttp busy = new RawHttp(server.port())) {
      CompletableFuture<RequestScope> cancelled = new CompletableFuture<>();
      CompletableFuture<Void> asked = new CompletableFuture<>();
      server.engine.answers(
          (request, scope) -> {
            scope.onCancel(() -> cancelled.complete(scope));
            asked.complete(null);
            return Promise.<GraphQlAnswer>promise().future();
          });
      busy.send(REQUEST);
      asked.get(10, TimeUnit.SECONDS);

      TestServer.await(
          server.drain.begin(List.of(server.server), Duration.ZERO, Duration.ofMillis(100)));

      assertThat(busy.isClosedByServer()).isTrue();
      assertThat(cancelled.get(10, TimeUnit.SECONDS).remainingNanos()).isPositive();
    }
  }
}
