package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.supergraph.Subgraph;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServicesTest {

  private record Reached(Subgraph subgraph, ServiceClients clients) {}

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final Queue<Reached> reached = new ConcurrentLinkedQueue<>();
  private final Services services =
      new Services(
          vertx,
          (subgraph, clients) -> {
            reached.add(new Reached(subgraph, clients));
            return answering(subgraph.service());
          });

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Upstream answering(String text) {
    return (step, body, scope) -> Future.succeededFuture(Buffer.buffer(text));
  }

  private static Subgraph subgraph(String service) {
    return new Subgraph(0, "A", "a", service, "http://a.example/");
  }

  private String send(Context context, Subgraph subgraph) {
    FetchStep step =
        new FetchStep(
            0,
            subgraph,
            Operation.Kind.QUERY,
            "{a}",
            null,
            List.of(),
            new FetchTarget.Root(List.of(), new SelectionSet(List.of())),
            Condition.ALWAYS,
            List.of(),
            null);
    RequestScope scope =
        new RequestScope(
            context, MultiMap.caseInsensitiveMultiMap(), System.nanoTime() + 1_000_000_000L);
    CompletableFuture<String> answer = new CompletableFuture<>();
    context.runOnContext(
        run ->
            services
                .send(step, Buffer.buffer("{}"), scope)
                .onSuccess(buffer -> answer.complete(buffer.toString()))
                .onFailure(answer::completeExceptionally));
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void eachSubgraphIsReachedInItsOwnWay() {
    Context context = vertx.getOrCreateContext();

    assertThat(send(context, subgraph("a"))).isEqualTo("a");
    assertThat(send(context, subgraph("b"))).isEqualTo("b");
  }

  @Test
  void aSubgraphIsAskedForOncePerEventLoopWithTheClientsOfThatLoop() {
    Context one = vertx.getOrCreateContext();
    Context two = contextOnAnotherLoop(one);
    Subgraph a = subgraph("a");
    Subgraph b = subgraph("b");
    for (int i = 0; i < 3; i++) {
      send(one, a);
      send(two, a);
      send(one, b);
    }

    assertThat(reached).hasSize(3);
    Set<ServiceClients> ofA = new HashSet<>();
    Set<ServiceClients> all = new HashSet<>();
    for (Reached each : reached) {
      all.add(each.clients());
      if (each.subgraph() == a) {
        ofA.add(each.clients());
      }
    }
    assertThat(ofA).hasSize(2);
    assertThat(all).as("b is reached with the clients of its loop").isEqualTo(ofA);
  }

  /** Made from threads of our own, contexts take turns among the loops. */
  private Context contextOnAnotherLoop(Context first) {
    return Stream.generate(this::contextOfNewThread)
        .limit(100)
        .filter(context -> threadOf(context) != threadOf(first))
        .findFirst()
        .orElseThrow();
  }

  private Context contextOfNewThread() {
    CompletableFuture<Context> context = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> context.complete(vertx.getOrCreateContext()));
    return context.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Thread threadOf(Context context) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    context.runOnContext(run -> thread.complete(Thread.currentThread()));
    return thread.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void aNewSupergraphsSubgraphIsAskedForAnewOnTheSameClients() {
    Context context = vertx.getOrCreateContext();
    Subgraph old = subgraph("a");
    send(context, old);
    send(context, subgraph("a"));
    send(context, old);

    assertThat(reached).hasSize(2);
    assertThat(reached.stream().map(Reached::clients).distinct()).hasSize(1);
  }
}
