package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceConnectionsTest {

  private final Vertx vertx = Vertx.vertx();
  private final ServiceConnections connections = new ServiceConnections(vertx, Telemetry.off());
  private final ServiceTls tls = new ServiceTls(vertx, null, null, null);

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Pool pool(int connections) {
    return new Pool(
        Protocol.HTTP_1_1, connections, 10, Duration.ofSeconds(1), Duration.ofSeconds(1), tls);
  }

  @Test
  void whatIsStillUsedStaysAndTheRestIsClosedAndForgotten() {
    await(
        Future.<Void>future(
            done ->
                vertx.runOnContext(
                    turn -> {
                      LoopConnections loop = connections.here();
                      ServiceClient kept = loop.client(pool(1));
                      loop.client(pool(2));
                      ServiceClient streams = loop.client(pool(1).forStreams());
                      loop.streaming(pool(2));
                      assertThat(tls.followers()).isEqualTo(4);
                      connections
                          .keep(Set.of(pool(1)), Set.of())
                          .onSuccess(
                              over ->
                                  vertx.runOnContext(
                                      later -> {
                                        try {
                                          assertThat(tls.followers()).isEqualTo(2);
                                          assertThat(loop.client(pool(1))).isSameAs(kept);
                                          assertThat(loop.client(pool(1).forStreams()))
                                              .isSameAs(streams);
                                          done.complete();
                                        } catch (AssertionError e) {
                                          done.fail(e);
                                        }
                                      }))
                          .onFailure(done::fail);
                    })));
    await(connections.close());
    assertThat(tls.followers()).isZero();
  }
}
