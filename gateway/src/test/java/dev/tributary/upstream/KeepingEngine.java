package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheStore;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Caching;
import dev.tributary.execute.Caching.Keeping;
import dev.tributary.execute.Caching.Telling;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps whole answers, by a clock that stands still, before one real service. No two
 * requests share a call to it.
 */
final class KeepingEngine implements AutoCloseable {

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  final CacheStore store =
      new CacheStore(vertx, 1 << 22, null, () -> Instant.ofEpochMilli(now.get()));
  private final Engine engine;

  /**
   * @param staleSeconds how long answers may be used stale of which the service does not say it
   * @param forwarded the client's header fields that the service is sent
   * @param fetches how the service's own answers are kept; null for not at all
   * @param service answers the requests
   */
  KeepingEngine(
      String sdl,
      int staleSeconds,
      List<String> forwarded,
      @Nullable FetchCacheOptions fetches,
      Consumer<HttpServerRequest> service) {
    HttpServer server =
        vertx.createHttpServer().requestHandler(service::accept).listen(0, "127.0.0.1").await();
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "things", "http://127.0.0.1:" + server.actualPort() + "/", sdl)));
    assertThat(composition).as("%s", composition).isInstanceOf(Composition.Composed.class);
    ServiceOptions options =
        new ServiceOptions(
            null,
            Duration.ofSeconds(15),
            1_000_000,
            Pool.defaults(),
            Map.of(),
            forwarded,
            Sharing.OFF);
    FetchCache cache = fetches == null ? null : new FetchCache(store, any -> fetches);
    engine =
        new Engine(
            new Services(
                vertx,
                (subgraph, clients) ->
                    new GraphQlUpstream(
                        clients,
                        subgraph,
                        options,
                        AddressPolicy.ANY,
                        EventOptions.DEFAULT,
                        cache)),
            EngineOptions.DEFAULT.with(
                new Caching(
                    Telling.AGE,
                    store,
                    Keeping.IF_ALLOWED,
                    -1,
                    any -> 0,
                    any -> staleSeconds,
                    Keeping.IF_ALLOWED)));
    engine.serve(SupergraphReader.read(((Composition.Composed) composition).supergraphSdl()));
  }

  /** The answer's body. */
  CompletableFuture<String> ask(String document, Caller caller, MultiMap headers) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          RequestScope scope =
              new RequestScope(context, headers, System.nanoTime() + TimeUnit.SECONDS.toNanos(15));
          scope.calledBy(caller);
          engine
              .answer(new GraphQlRequest(document, null, Buffer.buffer("{}"), false), scope)
              .onSuccess(whole -> answer.complete(whole.body().toString()))
              .onFailure(answer::completeExceptionally);
        });
    return answer.orTimeout(20, TimeUnit.SECONDS);
  }

  CompletableFuture<String> ask(String document) {
    return ask(document, Caller.ANONYMOUS, MultiMap.caseInsensitiveMultiMap());
  }

  void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
