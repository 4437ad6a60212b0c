package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.LimitOptions;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that takes so many calls at a time. */
class LimitedServiceTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aServiceIsNeverMadeMoreCallsThanItMayAndOthersAreToldAtOnce() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    RestServer server = new RestServer(vertx);
    server.answersLater(
        asked -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Promise<RestServer.Answer> answer = Promise.promise();
          vertx.setTimer(
              200,
              late -> {
                running.decrementAndGet();
                answer.complete(RestServer.Answer.json("{\"data\":{\"a\":1}}"));
              });
          return answer.future();
        });
    ServiceOptions options = ServiceOptions.defaults();
    Services services =
        new Services(
            vertx,
            Telemetry.off(),
            Map.of(),
            Circuits.NONE,
            new Limits(service -> new LimitOptions(3, 3, 5)),
            (subgraph, clients) ->
                new GraphQlUpstream(
                    clients, new Subgraph(0, "R", "r", "r", server.url()), options));
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(Caller.send(services, context, "{" + i + "}"));
    }
    int answered = 0;
    int refused = 0;
    for (CompletableFuture<String> one : all) {
      try {
        one.orTimeout(20, TimeUnit.SECONDS).join();
        answered++;
      } catch (CompletionException e) {
        assertThat(e.getCause()).hasMessageContaining("has as many calls as it may");
        refused++;
      }
    }
    assertThat(most).hasValue(3);
    assertThat(answered).isEqualTo(8);
    assertThat(refused).isEqualTo(12);
    services.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }
}
