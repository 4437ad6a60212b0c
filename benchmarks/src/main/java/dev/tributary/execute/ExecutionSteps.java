package dev.tributary.execute;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.benchmarks.load.RecordedCalls;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import dev.tributary.execute.StepProgram.RootTarget;
import dev.tributary.json.JsonWriter;
import dev.tributary.operation.CoercedVariables;
import dev.tributary.operation.Operation;
import dev.tributary.operation.VariableCoercion;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The steps that a request takes through the engine, each alone, on the public benchmark's
 * operation and what its services answered once. In the engine's package, because its steps are
 * nobody else's business.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExecutionSteps {

  private static final String WITH_VARIABLES =
      "query Q($first: Int = 5, $id: ID!, $all: Boolean!) {"
          + " topProducts(first: $first) { name @include(if: $all) } user(id: $id) { name } }";

  private static final Buffer VARIABLES = Buffer.buffer("{\"first\":3,\"id\":\"7\",\"all\":true}");

  private final Vertx vertx = Vertx.vertx();
  private final List<AnswerBytes> answers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // JMH calls prepare() before any benchmark.
  private CompiledOperation heavy;

  @SuppressWarnings("NullAway.Init")
  private Engine engine;

  /** One that is told so when answers come again. */
  @SuppressWarnings("NullAway.Init")
  private Engine recalling;

  @SuppressWarnings("NullAway.Init")
  private VariableCoercion coercion;

  @SuppressWarnings("NullAway.Init")
  private Operation withVariables;

  /** Where every projection is written. */
  private final JsonWriter projected = new JsonWriter(16);

  /** The merged data of the whole operation. */
  @SuppressWarnings("NullAway.Init")
  private ResponseTree merged;

  private int root;
  private long[] snapshot = {};

  /** The step with the most representations, and the data before it was made. */
  @SuppressWarnings("NullAway.Init")
  private StepProgram widest;

  private long[] beforeWidest = {};
  private int usedBeforeWidest;

  /** The same step's answer, read but not yet merged, and where it is to go. */
  private long[] beforeMerge = {};

  @SuppressWarnings("NullAway.Init")
  private AnswerReader.Answer widestAnswer;

  @SuppressWarnings("NullAway.Init")
  private EntityRequests.Request widestRequest;

  @SuppressWarnings("NullAway.Init")
  private RowMerger merger;

  @Setup(Level.Trial)
  public void prepare() {
    int port = BenchServices.start(vertx, 0, 1).await();
    String sdl = BenchGraph.supergraph("http://localhost:" + port);
    Upstream services = RecordedCalls.replayed(vertx, sdl, BenchGraph.operation());
    Supergraph supergraph = Connectors.expand(SupergraphReader.read(sdl)).supergraph();
    engine = new Engine(services, EngineOptions.DEFAULT.withRecall(0));
    engine.serve(supergraph);
    recalling = new Engine(services, EngineOptions.DEFAULT);
    recalling.serve(supergraph);
    Generation generation =
        new Generation(
            supergraph,
            "benchmark",
            served -> new QueryPlanner(served, EngineOptions.DEFAULT.planning())::plan,
            EngineOptions.DEFAULT);
    coercion = generation.coercion();
    heavy = compiled(generation, BenchGraph.operation());
    withVariables = compiled(generation, WITH_VARIABLES).operation();
    for (StepProgram step : heavy.steps()) {
      Future<Buffer> answer = services.send(step.step(), Buffer.buffer(), scope());
      answers.add(AnswerBytes.of(answer.result()));
    }
    merge();
    // Until every operation is in the cache.
    for (String document : List.of("{ __typename }", BenchGraph.operation())) {
      answer(engine, document);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    vertx.close().await();
  }

  private static CompiledOperation compiled(Generation generation, String document) {
    Generation.Key key = new Generation.Key(document, null, Set.of());
    return switch (generation.prepared(key, Runnable::run, RequestRecord.unread()).join()) {
      case PreparedOperation.Ready ready -> ready.compiled();
      case Guarded _, PreparedOperation.Refused _ ->
          throw new IllegalStateException("an operation of the benchmark's own is refused");
    };
  }

  /** One run by hand, step after step, that remembers how things stood before the widest step. */
  private void merge() {
    merged = new ResponseTree(heavy.sizes().cells(), Integer.MAX_VALUE);
    merger = new RowMerger(merged, heavy.types());
    root = merged.newRow(heavy.root().slots, heavy.root().staticType);
    int most = -1;
    for (StepProgram step : heavy.steps()) {
      AnswerBytes bytes = answers.get(step.id());
      List<EntityRequests.Request> requests =
          step.target() instanceof EntityTarget target ? requests().of(step, target) : List.of();
      int targets =
          requests.stream()
              .flatMap(request -> request.inputs().stream())
              .mapToInt(RepresentationSet::targets)
              .sum();
      if (targets > most) {
        most = targets;
        widest = step;
        beforeWidest = merged.cells.clone();
        usedBeforeWidest = merged.size();
      }
      AnswerReader.Answer read = read(merged, step, bytes);
      if (step == widest && step.target() instanceof EntityTarget) {
        beforeMerge = Arrays.copyOf(merged.cells, merged.size());
        widestAnswer = read;
        widestRequest = requests.getFirst();
      }
      switch (step.target()) {
        case RootTarget target ->
            merger.merge(root, Cell.index(read.data()), target.shape(), false);
        case EntityTarget target -> merge(target, requests.getFirst(), read);
      }
    }
    snapshot = merged.cells.clone();
    // As after earlier requests: the response begins with the room that it needs.
    heavy.sizes().used(merged.size(), projection().length());
  }

  private void merge(
      EntityTarget target, EntityRequests.Request request, AnswerReader.Answer read) {
    for (Group group : target.groups()) {
      EntityMerge.merge(
          merged,
          merger,
          group,
          request.inputs().get(group.input()),
          merged.get(Cell.index(read.data()), group.slot()));
    }
  }

  private EntityRequests requests() {
    return new EntityRequests(
        merged, root, new VariableValues(Map.of()), condition -> condition < 0);
  }

  private AnswerReader.Answer read(ResponseTree tree, StepProgram step, AnswerBytes bytes) {
    return Objects.requireNonNull(
        AnswerReader.read(
            tree, heavy.types(), step.data(), bytes.array(), bytes.start(), bytes.end()));
  }

  private RequestScope scope() {
    return new RequestScope(
        vertx.getOrCreateContext(),
        MultiMap.caseInsensitiveMultiMap(),
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  private GraphQlAnswer answer(Engine engine, String document) {
    GraphQlRequest request = new GraphQlRequest(document, null, null, false);
    Future<GraphQlAnswer> answer = engine.answer(request, scope());
    return answer.isComplete() ? answer.result() : answer.await();
  }

  /** Nothing is fetched: the look-up, and what every request costs besides. */
  @Benchmark
  public GraphQlAnswer cacheHit() {
    return answer(engine, "{ __typename }");
  }

  @Benchmark
  public CoercedVariables variables() {
    return Variables.read(coercion, withVariables, VARIABLES);
  }

  /** All of the operation's answers, from bytes to rows. */
  @Benchmark
  public ResponseTree answersRead() {
    ResponseTree tree = new ResponseTree(heavy.sizes().cells(), Integer.MAX_VALUE);
    for (StepProgram step : heavy.steps()) {
      read(tree, step, answers.get(step.id()));
    }
    return tree;
  }

  /** The request body of the step with the most representations: walked to, written, hashed. */
  @Benchmark
  public List<EntityRequests.Request> representations() {
    System.arraycopy(beforeWidest, 0, merged.cells, 0, usedBeforeWidest);
    return requests().of(widest, (EntityTarget) widest.target());
  }

  /**
   * The same step's entities, from the rows that were read to the positions that asked for them.
   */
  @Benchmark
  public ResponseTree merging() {
    System.arraycopy(beforeMerge, 0, merged.cells, 0, beforeMerge.length);
    merge((EntityTarget) widest.target(), widestRequest, widestAnswer);
    return merged;
  }

  /** The response: one walk over the merged data. */
  @Benchmark
  public JsonWriter projection() {
    // A projection leaves memos behind, which are good for its own output only.
    System.arraycopy(snapshot, 0, merged.cells, 0, snapshot.length);
    FieldErrors errors =
        new FieldErrors(
            heavy.steps(),
            new UpstreamFailure[heavy.steps().size()],
            new BitSet(),
            new LocatedErrors(),
            EngineOptions.DEFAULT.maxErrors(),
            "",
            AccessGate.apart(EngineOptions.DEFAULT));
    projected.truncate(0);
    new Projector(
            heavy,
            merged,
            new boolean[0],
            Map.of(),
            errors,
            EngineOptions.DEFAULT.maxResponseBytes(),
            projected)
        .write(root);
    return projected;
  }

  /** The whole operation, with services that answer at once. */
  @Benchmark
  public GraphQlAnswer heavyOperation() {
    GraphQlAnswer answer = answer(engine, BenchGraph.operation());
    answer.free();
    return answer;
  }

  /** The same when they answer as they did before. */
  @Benchmark
  public GraphQlAnswer knownOperation() {
    return answer(recalling, BenchGraph.operation());
  }
}
