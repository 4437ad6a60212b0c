package dev.tributary.upstream;

import dev.tributary.auth.Caller;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Runs fetch steps of a connector supergraph from an event loop, as the executor does. */
final class RestCaller implements AutoCloseable {

  private static final Path CONNECTORS = Path.of("../query-planner/src/test/resources/connect");

  final MultiMap clientHeaders = MultiMap.caseInsensitiveMultiMap();
  private final Context context;
  private final ConnectorExpansion expansion;
  private final Services services;
  private RequestScope scope;

  /**
   * @param sdl of a supergraph
   */
  RestCaller(Vertx vertx, String sdl, RestOptions options) {
    this(vertx, sdl, new RestService("inventory", options));
  }

  RestCaller(Vertx vertx, String sdl, RestService service) {
    this(vertx, sdl, service, Circuits.NONE);
  }

  RestCaller(Vertx vertx, String sdl, RestService service, Circuits circuits) {
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.scope = scope(Duration.ofSeconds(20));
    this.expansion = Connectors.expand(SupergraphReader.read(sdl));
    this.services =
        new Services(
            vertx,
            Telemetry.off(),
            Map.of(),
            circuits,
            (subgraph, clients) -> new RestUpstream(clients, expansion, subgraph, service));
  }

  /** A supergraph of connectors, of those that their own tests read. */
  static String supergraph(String name) {
    try {
      return Files.readString(CONNECTORS.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RequestScope scope(Duration left) {
    return new RequestScope(context, clientHeaders, System.nanoTime() + left.toNanos());
  }

  /** What follows belongs to another client request. */
  void beginRequest() {
    beginRequest(Duration.ofSeconds(20));
  }

  void beginRequest(Duration left) {
    scope = scope(left);
  }

  /** The current request's credentials have been verified. */
  void calledBy(Caller caller) {
    scope.calledBy(caller);
  }

  /** What goes with the current request's answer, under this name. */
  String extension(String name) {
    return String.valueOf(scope.extensions().get(name));
  }

  /** What the current request's answer has of services' header fields. */
  Map<String, String> responseHeaders() {
    Map<String, String> headers = new TreeMap<>();
    scope
        .responseHeaders()
        .forEach((name, value) -> headers.merge(name, value, (a, b) -> a + "|" + b));
    return headers;
  }

  /** The client goes away. */
  void cancel() {
    RequestScope current = scope;
    context.runOnContext(run -> current.cancel());
  }

  private Operation operation(String document) {
    return switch (new OperationReader(expansion.supergraph(), OperationLimits.DEFAULT)
        .read(document, null)) {
      case OperationResult.Valid(Operation operation) -> operation;
      case OperationResult.Invalid(var errors) -> throw new IllegalArgumentException("" + errors);
    };
  }

  private Subgraph subgraph(String name) {
    return expansion.supergraph().subgraphs().stream()
        .filter(subgraph -> subgraph.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Root fields, all of one virtual subgraph. */
  String root(String subgraph, String document, String variables) {
    return await(beginRoot(subgraph, document, variables));
  }

  /** The same: each call is begun with the scope of its own client request. */
  CompletableFuture<String> beginRootNow(String subgraph, String document, String variables) {
    CompletableFuture<String> answer = beginRoot(subgraph, document, variables);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    context.runOnContext(run -> begun.complete(null));
    begun.orTimeout(5, TimeUnit.SECONDS).join();
    return answer;
  }

  CompletableFuture<String> beginRoot(String subgraph, String document, String variables) {
    Operation operation = operation(document);
    return send(
        subgraph,
        operation.kind(),
        new FetchTarget.Root(List.of(), operation.selections()),
        new JsonObject(variables));
  }

  /**
   * An entity call.
   *
   * @param field a query whose first field's selection is asked of the entities
   */
  String entities(String subgraph, String type, String field, String representations) {
    return await(beginEntities(subgraph, type, field, representations));
  }

  /** An entity call of one group that the executor has found to be wanted. */
  String entitiesUnder(
      Condition condition, String subgraph, String type, String field, String representations) {
    return await(beginEntities(condition, subgraph, type, field, representations));
  }

  CompletableFuture<String> beginEntities(
      String subgraph, String type, String field, String representations) {
    return beginEntities(Condition.ALWAYS, subgraph, type, field, representations);
  }

  private CompletableFuture<String> beginEntities(
      Condition condition, String subgraph, String type, String field, String representations) {
    SelectionSet.Field first =
        (SelectionSet.Field) operation(field).selections().selections().getFirst();
    SelectionSet selection =
        new SelectionSet(
            List.of(
                new SelectionSet.Fragment(
                    type, Condition.ALWAYS, Objects.requireNonNull(first.selections()))));
    return send(
        subgraph,
        Operation.Kind.QUERY,
        new FetchTarget.Entities(
            List.of(
                new EntityGroup(
                    "_entities",
                    "representations",
                    List.of(),
                    List.of(),
                    selection,
                    Map.of(),
                    condition))),
        new JsonObject().put("representations", new JsonArray(representations)));
  }

  /** Two groups of one entity call, as at two places of an answer. */
  String entitiesAtTwoPlaces(
      String subgraph, String type, String oneField, String one, String otherField, String other) {
    return await(
        send(
            subgraph,
            Operation.Kind.QUERY,
            new FetchTarget.Entities(
                List.of(group("one", type, oneField), group("other", type, otherField))),
            new JsonObject().put("one", new JsonArray(one)).put("other", new JsonArray(other))));
  }

  private EntityGroup group(String name, String type, String field) {
    SelectionSet.Field first =
        (SelectionSet.Field) operation(field).selections().selections().getFirst();
    return new EntityGroup(
        name,
        name,
        List.of(),
        List.of(),
        new SelectionSet(
            List.of(
                new SelectionSet.Fragment(
                    type, Condition.ALWAYS, Objects.requireNonNull(first.selections())))),
        Map.of(),
        Condition.ALWAYS);
  }

  private CompletableFuture<String> send(
      String subgraph, Operation.Kind kind, FetchTarget target, JsonObject variables) {
    FetchStep step =
        new FetchStep(
            0,
            subgraph(subgraph),
            kind,
            "{unused}",
            null,
            List.of(),
            target,
            Condition.ALWAYS,
            List.of(),
            null);
    Buffer body = new JsonObject().put("query", "{unused}").put("variables", variables).toBuffer();
    RequestScope current = scope;
    CompletableFuture<String> answer = new CompletableFuture<>();
    context.runOnContext(
        run ->
            services
                .send(step, body, current)
                .onComplete(
                    done -> {
                      if (Vertx.currentContext() != context) {
                        answer.completeExceptionally(new AssertionError("another context"));
                      } else if (done.succeeded()) {
                        answer.complete(done.result().toString());
                      } else {
                        answer.completeExceptionally(done.cause());
                      }
                    }));
    return answer;
  }

  static String await(CompletableFuture<String> answer) {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  static UpstreamFailure awaitFailure(CompletableFuture<String> answer) {
    try {
      throw new AssertionError("answered: " + await(answer));
    } catch (CompletionException e) {
      if (e.getCause() instanceof UpstreamFailure failure) {
        return failure;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    services
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }
}
