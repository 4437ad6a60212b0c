package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheStore;
import dev.tributary.execute.RequestScope;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.upstream.FetchCacheOptions.Sharing;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls a service of products through a cache whose clock stands still. */
final class CachingGateway implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  /** For ten seconds, then for ten more while asked for anew, then for ten on errors. */
  static final FetchCacheOptions TEN_SECONDS =
      new FetchCacheOptions(
          Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Sharing.SAME_CALLS);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Context context = vertx.getOrCreateContext();
  final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  final CacheStore store =
      new CacheStore(vertx, 1 << 22, null, () -> Instant.ofEpochMilli(now.get()));

  /** What the schema says of each fetch. */
  volatile FetchHint hint = FetchHint.NONE;

  private final Subgraph subgraph;
  private final Services services;

  CachingGateway(String url, ServiceOptions options, FetchCacheOptions kept) {
    this.subgraph = new Subgraph(0, "PRODUCTS", "products", "products", url);
    FetchCache cache = new FetchCache(store, service -> kept);
    this.services =
        new Services(
            vertx,
            (asked, clients) ->
                new GraphQlUpstream(
                    clients, subgraph, options, AddressPolicy.ANY, EventOptions.DEFAULT, cache));
  }

  static ServiceOptions forwarding(String... headers) {
    return new ServiceOptions(
        null,
        Duration.ofSeconds(15),
        1_000_000,
        ServiceOptions.Pool.defaults(),
        Map.of(),
        List.of(headers),
        ServiceOptions.Sharing.ON);
  }

  /** {@code _entities} of products by their id. */
  private FetchStep entities() {
    SelectionSet name =
        new SelectionSet(
            List.of(
                new Field(
                    "name",
                    "name",
                    new LinkedHashMap<>(),
                    new TypeRef.Named("String"),
                    Condition.ALWAYS,
                    null)));
    EntityGroup group =
        new EntityGroup(
            "_entities",
            "representations",
            List.of(),
            List.of(
                new Representation(
                    Set.of(),
                    "Product",
                    List.of(
                        new RepresentationField("id", "id", Set.of(), List.of(), Set.of(), true)))),
            new SelectionSet(List.of(new Fragment("Product", Condition.ALWAYS, name))),
            Map.of(),
            Condition.ALWAYS);
    return step(Operation.Kind.QUERY, new FetchTarget.Entities(List.of(group)));
  }

  private FetchStep step(Operation.Kind kind, FetchTarget target) {
    return new FetchStep(
        0, subgraph, kind, "{a}", null, List.of(), target, Condition.ALWAYS, List.of(), null);
  }

  private FetchStep root(Operation.Kind kind) {
    return step(
        kind,
        new FetchTarget.Root(
            List.of(),
            new SelectionSet(
                List.of(
                    new Field(
                        "top",
                        "top",
                        new LinkedHashMap<>(),
                        new TypeRef.Named("Product"),
                        Condition.ALWAYS,
                        new SelectionSet(List.of()))))));
  }

  CompletableFuture<String> products(MultiMap headers, Caller who, String... ids) {
    String representations =
        Stream.of(ids)
            .map(id -> "{\"__typename\":\"Product\",\"id\":\"" + id + "\"}")
            .collect(Collectors.joining(","));
    return send(
        entities(),
        "{\"query\":\"q\",\"variables\":{\"representations\":[" + representations + "]}}",
        headers,
        who);
  }

  /** The names of products, as the service tells them. */
  List<String> names(MultiMap headers, Caller who, String... ids) {
    return namesIn(await(products(headers, who, ids)));
  }

  List<String> names(String... ids) {
    return names(MultiMap.caseInsensitiveMultiMap(), Caller.ANONYMOUS, ids);
  }

  static List<String> namesIn(String answer) {
    try {
      Function<JsonNode, String> name = each -> each.isNull() ? "null" : each.path("name").asText();
      return JSON.readTree(answer).path("data").path("_entities").valueStream().map(name).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String query(String document) {
    return await(
        send(
            root(Operation.Kind.QUERY),
            "{\"query\":\"" + document + "\"}",
            MultiMap.caseInsensitiveMultiMap(),
            Caller.ANONYMOUS));
  }

  /** The same with JSON variables. */
  String query(String document, String variables) {
    return await(
        send(
            root(Operation.Kind.QUERY),
            "{\"query\":\"" + document + "\",\"variables\":" + variables + "}",
            MultiMap.caseInsensitiveMultiMap(),
            Caller.ANONYMOUS));
  }

  String mutation(String document) {
    return await(
        send(
            root(Operation.Kind.MUTATION),
            "{\"query\":\"" + document + "\"}",
            MultiMap.caseInsensitiveMultiMap(),
            Caller.ANONYMOUS));
  }

  private CompletableFuture<String> send(
      FetchStep step, String body, MultiMap headers, Caller who) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    RequestScope scope =
        new RequestScope(context, headers, System.nanoTime() + Duration.ofSeconds(20).toNanos());
    scope.calledBy(who);
    scope.hinted(List.of(hint));
    context.runOnContext(
        run ->
            services
                .send(step, Buffer.buffer(body), scope)
                .onSuccess(sent -> answer.complete(sent.toString()))
                .onFailure(answer::completeExceptionally));
    return answer;
  }

  static String await(CompletableFuture<String> answer) {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  void invalidate(String... tags) {
    store.invalidate(List.of(tags));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
