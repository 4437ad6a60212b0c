package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.PreparedOperation.Ready;
import dev.tributary.execute.PreparedOperation.Refused;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.Operation;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.quota.Quotas;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests over the supergraph that is being served: an operation is prepared once, and run
 * for every request.
 *
 * <p>Threads: {@link #answer} runs on the event loop of its request, and so does all that comes of
 * it, but for what takes longer than an event loop has time for (parsing, planning, introspection),
 * which runs on threads of the engine's own. {@link #serve} is called from any thread that may
 * block. The two meet in one reference, the current generation.
 */
public final class Engine implements GraphQlEngine {

  private final Upstream upstream;
  private final EngineOptions options;
  private final Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners;
  private final DoubleSupplier lots;
  private final ThreadPoolExecutor preparation;
  private final KnownRuns known;
  private final ResponseCache responses;
  private final CostGate costs;
  private final AccessGate access;
  private final Subscriptions subscriptions;
  private volatile @Nullable Generation current;

  /** An engine that serves nothing yet: until {@link #serve}, every answer is NOT_READY. */
  public Engine(Upstream upstream, EngineOptions options) {
    this(upstream, options, Quotas.none());
  }

  /**
   * An engine that serves nothing yet.
   *
   * @param quotas what each client may spend; {@code options} must have costs computed for it
   */
  public Engine(Upstream upstream, EngineOptions options, Quotas quotas) {
    this(upstream, options, quotas, LoadGate.OPEN);
  }

  /**
   * The same that takes on no more than it can.
   *
   * @param load what requests wait at when there are too many
   */
  public Engine(Upstream upstream, EngineOptions options, Quotas quotas, LoadGate load) {
    this(
        upstream,
        options,
        quotas,
        load,
        planners(options),
        Engine::lot,
        new KnownRuns(options.recallBytes()),
        PreparationPool.create());
  }

  private static Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners(
      EngineOptions options) {
    return supergraph -> new QueryPlanner(supergraph, options.planning())::plan;
  }

  private static double lot() {
    return ThreadLocalRandom.current().nextDouble(100);
  }

  /**
   * An engine that prepares operations just as this one does, and is to take its place: what is
   * known of them is common to both. Serves nothing until {@link #serve(Engine)}.
   *
   * @param options differ in nothing that matters before an operation is run
   */
  public Engine alike(Upstream calls, EngineOptions options, Quotas quotas, LoadGate load) {
    return new Engine(calls, options, quotas, load, planners, lots, known, preparation);
  }

  /**
   * @param planners makes a supergraph's planner, which is also told whether the progressive
   *     override of a label applies
   * @param lots a request's lot, from 0 up to 100: overrides by percent apply when they are greater
   */
  Engine(
      Upstream upstream,
      EngineOptions options,
      Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners,
      DoubleSupplier lots) {
    this(
        upstream,
        options,
        Quotas.none(),
        LoadGate.OPEN,
        planners,
        lots,
        new KnownRuns(options.recallBytes()),
        PreparationPool.create());
  }

  private Engine(
      Upstream upstream,
      EngineOptions options,
      Quotas quotas,
      LoadGate load,
      Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners,
      DoubleSupplier lots,
      KnownRuns known,
      ThreadPoolExecutor preparation) {
    this.upstream = new NamedCalls(new TracedCalls(upstream));
    this.options = options;
    this.known = known;
    this.planners = planners;
    this.lots = lots;
    this.access = new AccessGate(options);
    this.responses = new ResponseCache(options.caching(), upstream);
    this.costs = new CostGate(options.costs(), quotas, load, options.caching().hitCost());
    this.subscriptions = new Subscriptions(this.upstream, costs, options, Engine::finished);
    this.preparation = preparation;
  }

  /**
   * Serves this supergraph from now on. Everything is made ready first, the operations used most
   * included, so it takes a while; requests in flight finish on what they began with. When it
   * throws, nothing has changed.
   */
  public void serve(Supergraph supergraph) {
    serve(supergraph, UUID.randomUUID().toString());
  }

  /**
   * The same of a supergraph with a name, by which gateways that share answers know it.
   *
   * @param version equal supergraphs have the same, and others have not
   */
  public void serve(Supergraph supergraph, String version) {
    serve(supergraph, version, current);
  }

  /**
   * The same in the place of another engine: the operations that it was asked most are made ready.
   */
  public void serve(Supergraph supergraph, String version, Engine before) {
    serve(supergraph, version, before.current);
  }

  /** Serves what another engine does that is {@linkplain #alike alike}: at once. */
  public void serve(Engine alike) {
    current = alike.current;
  }

  private synchronized void serve(
      Supergraph supergraph, String version, @Nullable Generation previous) {
    Generation next = new Generation(supergraph, version, planners, options);
    if (previous != null) {
      next.takeOver(previous);
    }
    current = next;
    subscriptions.replaced(next);
  }

  /** How many subscriptions run. */
  public int subscriptions() {
    return subscriptions.running();
  }

  /** Whether a supergraph is being served. */
  public boolean isReady() {
    return current != null;
  }

  /** How many operations are prepared, the wrong ones included. */
  public long preparedOperations() {
    Generation generation = current;
    return generation == null ? 0 : generation.size();
  }

  /** How many operations wait for a thread that prepares them. */
  public int waiting() {
    return preparation.getQueue().size();
  }

  @Override
  public Future<GraphQlAnswer> answer(GraphQlRequest request, RequestScope scope) {
    return run(request, scope).map(answer -> finished(answer, scope));
  }

  private static GraphQlAnswer finished(GraphQlAnswer answer, RequestScope scope) {
    if (answer.outcome() == Outcome.SUBSCRIBED) {
      return answer;
    }
    ErrorAnswers.tell(answer, scope.record());
    String trace = scope.record().debugTrace(scope.headers());
    if (trace != null) {
      scope.extensions().put("trace", Buffer.buffer(trace));
    }
    return scope.hasExtensions() ? ResponseExtensions.added(answer, scope.extensions()) : answer;
  }

  private Future<GraphQlAnswer> run(GraphQlRequest request, RequestScope scope) {
    Generation generation = current;
    if (generation == null) {
      return answered(Outcome.NOT_READY, "NOT_READY", "No supergraph is being served yet.");
    }
    if (scope.remainingNanos() <= 0) {
      return timedOut();
    }
    Generation.Key key =
        new Generation.Key(
            request.document(), request.operationName(), generation.overrides().on(lots));
    return prepared(
        () -> generation.prepared(key, preparation, scope.record()),
        scope,
        operation -> run(operation, key, generation, request, scope));
  }

  private Future<GraphQlAnswer> prepared(
      Supplier<CompletableFuture<PreparedOperation>> preparing,
      RequestScope scope,
      Function<PreparedOperation, Future<GraphQlAnswer>> run) {
    CompletableFuture<PreparedOperation> prepared;
    try {
      prepared = preparing.get();
    } catch (RejectedExecutionException full) {
      return overloaded();
    }
    // The usual case costs no thread switch and no future of ours.
    return prepared.isDone() && !prepared.isCompletedExceptionally()
        ? run.apply(prepared.resultNow())
        : await(prepared, scope)
            .compose(operation -> operation == null ? timedOut() : run.apply(operation));
  }

  /** Completes on the scope's event loop: null when its time is over first. */
  private static <T> Future<@Nullable T> await(CompletableFuture<T> future, RequestScope scope) {
    Promise<@Nullable T> promise = Promise.promise();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos()));
    long timer = scope.context().owner().setTimer(millis, id -> promise.tryComplete(null));
    future.whenComplete(
        (result, failure) ->
            scope
                .context()
                .runOnContext(
                    nothing -> {
                      scope.context().owner().cancelTimer(timer);
                      if (failure == null) {
                        promise.tryComplete(result);
                      } else {
                        promise.tryFail(failure);
                      }
                    }));
    return promise.future();
  }

  private Future<GraphQlAnswer> run(
      PreparedOperation prepared,
      Generation.Key key,
      Generation generation,
      GraphQlRequest request,
      RequestScope scope) {
    scope.record().prepared();
    return switch (prepared) {
      case Refused(List<RequestError> errors) ->
          Future.succeededFuture(ErrorAnswers.refused(errors));
      case Ready ready -> run(ready, generation, request, scope);
      case Guarded guarded when guarded.policies().isEmpty() ->
          run(guarded, guarded.met(scope.caller(), Set.of()), key, generation, request, scope);
      case Guarded guarded ->
          switch (Variables.read(
              generation.coercion(), guarded.access().operation(), request.variables())) {
            case CoercedVariables.Rejected(List<RequestError> errors) ->
                Future.succeededFuture(ErrorAnswers.refused(errors));
            case CoercedVariables.Coerced(Map<String, @Nullable Object> values) ->
                access
                    .met(guarded, values, scope)
                    .compose(
                        met -> {
                          scope.record().authorized();
                          return run(guarded, met, key, generation, request, scope);
                        });
          };
    };
  }

  private Future<GraphQlAnswer> run(
      Guarded guarded,
      BitSet met,
      Generation.Key key,
      Generation generation,
      GraphQlRequest request,
      RequestScope scope) {
    return prepared(
        () -> generation.variant(key, guarded, met, preparation, scope.record()),
        scope,
        variant -> run(variant, key, generation, request, scope));
  }

  private Future<GraphQlAnswer> run(
      Ready ready, Generation generation, GraphQlRequest request, RequestScope scope) {
    Operation operation = ready.compiled().operation();
    scope.record().document(request.document());
    scope
        .record()
        .operation(
            operation.name(),
            switch (operation.kind()) {
              case QUERY -> "query";
              case MUTATION -> "mutation";
              case SUBSCRIPTION -> "subscription";
            },
            ready.compiled());
    if (request.readOnly() && operation.kind() == Operation.Kind.MUTATION) {
      return answered(
          Outcome.MUTATION_REFUSED,
          "MUTATION_REFUSED",
          "Mutations are not allowed here: this way of asking is for queries only.");
    }
    return switch (Variables.read(generation.coercion(), operation, request.variables())) {
      case CoercedVariables.Rejected(List<RequestError> errors) ->
          Future.succeededFuture(ErrorAnswers.refused(errors));
      case CoercedVariables.Coerced(Map<String, @Nullable Object> values) ->
          run(ready, generation, values, request.document(), scope);
    };
  }

  private Future<GraphQlAnswer> run(
      Ready ready,
      Generation generation,
      Map<String, @Nullable Object> values,
      String document,
      RequestScope scope) {
    VariableValues variables = new VariableValues(values);
    List<Withheld.Place> withheld = ready.withheld().where(variables);
    GraphQlAnswer refused = access.refused(ready, withheld, scope);
    return refused != null
        ? Future.succeededFuture(refused)
        : costs.pass(
            ready.cost(),
            ready.compiled().operation().name(),
            values,
            scope,
            spending ->
                ready.compiled().operation().kind() == Operation.Kind.SUBSCRIPTION
                    ? subscribe(
                        new Subscriptions.Begun(ready, generation, values, withheld, document),
                        spending,
                        scope)
                    : responses.answer(
                        withheld.isEmpty() && spending.refusesNothing() ? ready.keepable() : null,
                        variables,
                        spending,
                        scope,
                        (own, spent) -> run(ready, variables, withheld, spent, own)));
  }

  private Future<GraphQlAnswer> subscribe(
      Subscriptions.Begun begun, Spending spending, RequestScope scope) {
    return subscriptions
        .begin(begun, spending, scope)
        .onSuccess(
            answer -> {
              // Served in its place since it was prepared.
              Generation latest = current;
              if (latest != null && latest != begun.generation()) {
                subscriptions.replaced(latest);
              }
            });
  }

  private Future<GraphQlAnswer> run(
      Ready ready,
      VariableValues variables,
      List<Withheld.Place> withheld,
      Spending spending,
      RequestScope scope) {
    Map<String, byte[]> introspection = ready.introspection();
    SelectionSet asked = ready.compiled().introspection();
    if (introspection != null || asked == null) {
      return execute(
          ready,
          variables,
          introspection == null ? Map.of() : introspection,
          withheld,
          spending,
          scope);
    }
    Supplier<Introspection.Result> answer = () -> ready.schema().answer(asked, variables);
    CompletableFuture<Introspection.Result> answering;
    try {
      answering = CompletableFuture.supplyAsync(answer, preparation);
    } catch (RejectedExecutionException full) {
      return overloaded();
    }
    return await(answering, scope)
        .compose(
            result ->
                switch (result) {
                  case null -> timedOut();
                  case Introspection.Failed(List<RequestError> errors) ->
                      Future.succeededFuture(ErrorAnswers.refused(errors));
                  case Introspection.Answered(Map<String, byte[]> fields) ->
                      execute(ready, variables, fields, withheld, spending, scope);
                });
  }

  private Future<GraphQlAnswer> execute(
      Ready ready,
      VariableValues variables,
      Map<String, byte[]> introspection,
      List<Withheld.Place> withheld,
      Spending spending,
      RequestScope scope) {
    scope.hinted(ready.hints());
    return known.run(
        ready.compiled(),
        variables,
        withheld.isEmpty() && spending.refusesNothing(),
        upstream,
        scope,
        spending,
        calls ->
            Execution.run(
                ready.compiled(),
                calls,
                scope,
                options,
                variables,
                introspection,
                withheld,
                spending));
  }

  private static Future<GraphQlAnswer> timedOut() {
    return answered(
        Outcome.TIMED_OUT, "REQUEST_TIMEOUT", "The request's time limit passed before it began.");
  }

  private static Future<GraphQlAnswer> overloaded() {
    return answered(
        Outcome.NOT_READY, "OVERLOADED", "Too many new operations are waiting to be prepared.");
  }

  private static Future<GraphQlAnswer> answered(Outcome outcome, String code, String message) {
    return Future.succeededFuture(ErrorAnswers.of(outcome, code, message));
  }
}
