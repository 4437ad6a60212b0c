package dev.tributary.upstream;

import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.supergraph.Subgraph;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Calls an upstream from an event loop, as the gateway does. */
final class Caller implements AutoCloseable {

  static final Subgraph REVIEWS = new Subgraph(0, "REVIEWS", "reviews", "reviews", "");

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Context context = vertx.getOrCreateContext();
  private final Services upstream;

  /** One call and the scope it was made in. */
  record Call(RequestScope scope, CompletableFuture<String> answer) {

    String await() {
      return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    UpstreamFailure awaitFailure() {
      try {
        throw new AssertionError("answered: " + await());
      } catch (CompletionException e) {
        if (e.getCause() instanceof UpstreamFailure failure) {
          return failure;
        }
        throw e;
      }
    }

    /** The client goes away. */
    void cancel() {
      scope.context().runOnContext(run -> scope.cancel());
    }
  }

  Caller(String url, ServiceOptions options) {
    Subgraph subgraph = new Subgraph(0, "REVIEWS", "reviews", "reviews", url);
    this.upstream =
        new Services(vertx, (asked, clients) -> new GraphQlUpstream(clients, subgraph, options));
  }

  /** The clients of the services are closed, as when a gateway stops. */
  void closeClients() {
    upstream
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  Call query(String body) {
    return call(Operation.Kind.QUERY, body, MultiMap.caseInsensitiveMultiMap());
  }

  Call query(String body, MultiMap headers) {
    return call(Operation.Kind.QUERY, body, headers);
  }

  Call mutation(String body) {
    return call(Operation.Kind.MUTATION, body, MultiMap.caseInsensitiveMultiMap());
  }

  /** A query of somebody whom the gateway knows. */
  Call query(String body, MultiMap headers, dev.tributary.auth.Caller who) {
    RequestScope scope =
        new RequestScope(context, headers, System.nanoTime() + Duration.ofSeconds(20).toNanos());
    scope.calledBy(who);
    return call(Operation.Kind.QUERY, body, scope);
  }

  /** A query within a request that has made others. */
  Call call(RequestScope scope, String body) {
    return call(Operation.Kind.QUERY, body, scope);
  }

  private Call call(Operation.Kind kind, String body, MultiMap headers) {
    return call(kind, body, headers, Duration.ofSeconds(20));
  }

  Call call(Operation.Kind kind, String body, MultiMap headers, Duration left) {
    return call(kind, body, new RequestScope(context, headers, System.nanoTime() + left.toNanos()));
  }

  private Call call(Operation.Kind kind, String body, RequestScope scope) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    context.runOnContext(
        run -> {
          // An array that is wrapped, as the executor sends it.
          Buffer bytes =
              BufferInternal.buffer(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
          Future<Buffer> sent = upstream.send(step(kind), bytes, scope);
          sent.onComplete(
              done -> {
                if (Vertx.currentContext() != context) {
                  answer.completeExceptionally(
                      new AssertionError("completed on " + Vertx.currentContext()));
                } else if (done.succeeded()) {
                  answer.complete(done.result().toString());
                } else {
                  answer.completeExceptionally(done.cause());
                }
              });
        });
    return new Call(scope, answer);
  }

  /** A query from an event loop. */
  static CompletableFuture<String> send(Upstream upstream, Context context, String body) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    RequestScope scope =
        new RequestScope(
            context,
            MultiMap.caseInsensitiveMultiMap(),
            System.nanoTime() + Duration.ofSeconds(20).toNanos());
    context.runOnContext(
        run ->
            upstream
                .send(step(Operation.Kind.QUERY), Buffer.buffer(body), scope)
                .onSuccess(sent -> answer.complete(sent.toString()))
                .onFailure(answer::completeExceptionally));
    return answer;
  }

  private static FetchStep step(Operation.Kind kind) {
    return new FetchStep(
        0,
        REVIEWS,
        kind,
        "{a}",
        null,
        List.of(),
        new FetchTarget.Root(List.of(), new SelectionSet(List.of())),
        Condition.ALWAYS,
        List.of(),
        null);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
