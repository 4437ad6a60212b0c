package dev.tributary.execute;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.access.AccessRules;
import dev.tributary.access.Atom;
import dev.tributary.access.FilteredOperation;
import dev.tributary.access.OperationAccess;
import dev.tributary.cost.CostModel;
import dev.tributary.cost.CostPolicy;
import dev.tributary.cost.OperationCost;
import dev.tributary.execute.Caching.Keeping;
import dev.tributary.execute.PreparedOperation.Ready;
import dev.tributary.execute.PreparedOperation.Refused;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.VariableCoercion;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchPolicies;
import dev.tributary.plan.PlanTooLargeException;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.telemetry.Preparation;
import dev.tributary.telemetry.RequestRecord;
import graphql.schema.GraphQLSchema;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One supergraph being served, with all that was prepared for it. A request keeps the generation
 * that it began with; nothing here refers to another one, so the old is garbage when its last
 * request has ended. Safe for use by many threads.
 */
final class Generation {

  /**
   * A client's operation as it was sent, and what its plan depends on besides.
   *
   * @param overrides the progressive overrides that apply
   * @param met the numbers of what the caller meets of the operation's demands; null for what goes
   *     for all callers. Never changed
   */
  record Key(
      String document,
      @Nullable String operationName,
      Set<String> overrides,
      @Nullable BitSet met) {

    Key(String document, @Nullable String operationName, Set<String> overrides) {
      this(document, operationName, overrides, null);
    }

    /** The same operation for callers who meet this. */
    Key metBy(@Nullable BitSet numbers) {
      return new Key(document, operationName, overrides, numbers);
    }
  }

  private static final int MOST_VISIBLE_SCHEMAS = 16;

  private static final Logger log = LoggerFactory.getLogger(Generation.class);

  private final SchemaTypes schema;
  private final OperationReader reader;
  private final AccessRules access;
  private final AccessPlanner planner;
  private final ProgressiveOverrides overrides;
  private final VariableCoercion coercion;
  private final GraphQLSchema api;
  private final Introspection introspection;

  /** By what is not met; a schema is large, and most callers meet the same. */
  private final Cache<Set<Atom>, Introspection> visible =
      Caffeine.newBuilder().maximumSize(MOST_VISIBLE_SCHEMAS).build();

  private final EngineOptions options;
  private final @Nullable CostModel costs;
  private final Supergraph supergraph;
  private final String version;

  /** Null when no answers are kept, neither whole ones nor those of services. */
  private final @Nullable FetchPolicies policies;

  /** Invalid operations are held as well: a client that repeats one costs a look-up. */
  private final AsyncCache<Key, PreparedOperation> operations;

  /**
   * @param version names the supergraph: equal ones have the same
   * @param planners makes a planner, which is also told whether the progressive override of a label
   *     applies
   */
  Generation(
      Supergraph supergraph,
      String version,
      Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners,
      EngineOptions options) {
    this.schema = SchemaTypes.of(supergraph);
    this.reader = new OperationReader(supergraph, options.limits());
    this.access = AccessRules.of(supergraph);
    this.planner = new AccessPlanner(supergraph, access, planners);
    this.overrides =
        ProgressiveOverrides.of(QueryPlanner.overrideLabels(supergraph), options.overrideLabels());
    this.coercion = new VariableCoercion(supergraph);
    this.api = supergraph.api();
    this.introspection = Introspection.of(api);
    this.options = options;
    this.supergraph = supergraph;
    this.version = version;
    this.policies =
        options.caching().isOff() && options.caching().fetches() == Keeping.NEVER
            ? null
            : new FetchPolicies(supergraph, options.caching().defaultMaxAge());
    this.costs =
        options.costs().mode() == CostPolicy.Mode.OFF
            ? null
            : new CostModel(supergraph, options.costs().prices());
    this.operations =
        Caffeine.newBuilder()
            .maximumWeight(options.cacheBytes())
            .weigher(
                (Key key, PreparedOperation value) ->
                    200 + 2 * key.document().length() + value.weight())
            .buildAsync();
  }

  ProgressiveOverrides overrides() {
    return overrides;
  }

  VariableCoercion coercion() {
    return coercion;
  }

  /**
   * The prepared form of an operation. Whoever asks first has it prepared by {@code executor}; who
   * asks meanwhile waits for the same.
   */
  CompletableFuture<PreparedOperation> prepared(Key key, Executor executor, RequestRecord record) {
    return operations.get(
        key,
        (missing, own) -> {
          Preparation steps = record.preparing();
          return CompletableFuture.supplyAsync(() -> prepare(missing, steps), executor);
        });
  }

  /** The form of an operation for callers who meet some of what it asks. */
  CompletableFuture<PreparedOperation> variant(
      Key key, Guarded guarded, BitSet met, Executor executor, RequestRecord record) {
    return operations.get(
        key.metBy(met),
        (missing, own) -> {
          Preparation steps = record.preparing();
          return CompletableFuture.supplyAsync(
              () -> variant(guarded, missing.overrides(), met, steps), executor);
        });
  }

  /** How many operations are held. */
  long size() {
    return operations.synchronous().estimatedSize();
  }

  /** Prepares the operations that were used most in another generation. */
  void takeOver(Generation other) {
    other
        .operations
        .synchronous()
        .policy()
        .eviction()
        .ifPresent(
            eviction ->
                eviction
                    .hottest(options.replanned())
                    .keySet()
                    .forEach(key -> takeOver(key, other)));
  }

  private void takeOver(Key key, Generation other) {
    try {
      Key base = key.metBy(null);
      PreparedOperation prepared =
          operations.synchronous().get(base, missing -> prepare(missing, new Preparation()));
      if (key.met() != null
          && prepared instanceof Guarded guarded
          && other.operations.synchronous().getIfPresent(base) instanceof Guarded before) {
        BitSet met = guarded.access().numbers(before.access().met(key.met()));
        operations.put(
            key.metBy(met),
            CompletableFuture.completedFuture(
                variant(guarded, key.overrides(), met, new Preparation())));
      }
    } catch (RuntimeException bug) {
      // One operation that we cannot prepare must not keep all others from the new supergraph.
      log.error("An operation could not be prepared ahead", bug);
    }
  }

  /** The same, by this very thread, and not kept. */
  PreparedOperation prepare(Key key, Preparation steps) {
    steps.begun();
    OperationResult result = reader.read(key.document(), key.operationName(), steps::parsed);
    steps.read();
    return switch (result) {
      case OperationResult.Invalid(List<RequestError> errors) -> new Refused(errors);
      case OperationResult.Valid(Operation operation) -> {
        OperationAccess asked = asked(operation);
        yield asked.atoms().isEmpty()
            ? prepare(
                new FilteredOperation(operation, List.of(), false),
                false,
                Set.of(),
                key.overrides(),
                steps)
            : Guarded.of(asked, key.document().length());
      }
    };
  }

  private OperationAccess asked(Operation operation) {
    return isFilteredIntrospection() && OperationAccess.isAboutSchema(operation)
        ? OperationAccess.ofWhole(operation, access)
        : OperationAccess.of(operation, access);
  }

  private boolean isFilteredIntrospection() {
    return !access.isEmpty()
        && options.authorization().introspection() == Authorization.Introspected.VISIBLE;
  }

  /** Who answers about the schema, to callers who do not meet some of what is asked anywhere. */
  private Introspection introspection(Set<Atom> unmet) {
    return isFilteredIntrospection()
        ? visible.get(
            Set.copyOf(unmet),
            hidden -> {
              Set<Atom> met = new HashSet<>(access.all());
              met.removeAll(hidden);
              return Introspection.of(VisibleSchema.of(api, access, met));
            })
        : introspection;
  }

  private PreparedOperation variant(
      Guarded guarded, Set<String> applying, BitSet met, Preparation steps) {
    steps.begun();
    OperationAccess asked = guarded.access();
    Set<Atom> unmet = new HashSet<>(asked.atoms());
    unmet.removeAll(asked.met(met));
    return prepare(asked.filtered(met), true, unmet, applying, steps);
  }

  /**
   * @param demanding whether the operation asks something of its callers
   * @param unmet what of that its caller does not meet
   */
  private PreparedOperation prepare(
      FilteredOperation filtered,
      boolean demanding,
      Set<Atom> unmet,
      Set<String> applying,
      Preparation steps) {
    Operation operation = filtered.operation();
    AccessPlanner.Planned planned;
    try {
      planned = planner.plan(filtered, unmet, applying);
    } catch (PlanTooLargeException e) {
      return refused(
          "PLAN_TOO_LARGE", "Answering this operation takes too many calls: ask for less at once.");
    } catch (PlanningException e) {
      log.error("An operation that is valid cannot be planned", e);
      return refused("PLANNING_FAILED", "No service can answer this operation.");
    }
    steps.planned();
    QueryPlan plan = planned.plan();
    if (plan.introspection() != null && !options.introspection()) {
      return refused("INTROSPECTION_DISABLED", "Introspection is switched off.");
    }
    Withheld withheld = Withheld.of(planned.left());
    CompiledOperation compiled = OperationCompiler.compile(plan, operation, schema);
    Introspection answering = plan.introspection() == null ? introspection : introspection(unmet);
    OperationCost cost = costs == null ? null : costs.price(planned.left().shown(), plan);
    List<FetchHint> hints = policies == null ? List.of() : policies.hints(plan);
    Keepable keepable =
        policies == null || options.caching().isOff()
            ? null
            : Keepable.of(
                plan,
                operation,
                hints,
                supergraph,
                policies,
                options.caching().staleWhileRevalidate(),
                version,
                demanding,
                unmet,
                applying);
    steps.compiled();
    if (plan.introspection() == null) {
      return new Ready(
          compiled, withheld, cost, keepable, hints, answering, Map.of(), weight(plan));
    }
    if (Introspection.dependsOnVariables(plan.introspection())) {
      return new Ready(compiled, withheld, cost, keepable, hints, answering, null, weight(plan));
    }
    return switch (answering.answer(plan.introspection(), new VariableValues(Map.of()))) {
      case Introspection.Answered(Map<String, byte[]> fields) ->
          new Ready(
              compiled,
              withheld,
              cost,
              keepable,
              hints,
              answering,
              fields,
              weight(plan) + fields.values().stream().mapToInt(json -> json.length).sum());
      case Introspection.Failed(List<RequestError> errors) -> new Refused(errors);
    };
  }

  private static Refused refused(String code, String message) {
    return new Refused(List.of(new RequestError(code, message, List.of())));
  }

  /** What is compiled grows with what is sent upstream: a factor is near enough for a bound. */
  private static int weight(QueryPlan plan) {
    return 2_000 + 40 * plan.steps().stream().mapToInt(step -> step.document().length()).sum();
  }
}
