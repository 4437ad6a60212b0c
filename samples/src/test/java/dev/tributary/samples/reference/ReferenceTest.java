package dev.tributary.samples.reference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionError;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.samples.differential.OperationGenerator;
import dev.tributary.samples.differential.ScalarValues;
import dev.tributary.samples.reference.Fixtures.Graph;
import dev.tributary.samples.reference.Reference.Answer;
import dev.tributary.samples.reference.Reference.Planned;
import dev.tributary.samples.reference.Reference.Question;
import dev.tributary.samples.reference.Reference.Reading;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every graph that a test of this tree is about, given to the reference as well. */
class ReferenceTest {

  private static final Differences DIFFERENCES = new Differences();
  private static final List<Compared> ALL = new ArrayList<>();

  /** Per graph, besides the operations that the graph brings along. */
  private static final int RANDOM_OPERATIONS = Integer.getInteger("reference.operations", 3);

  private static final int MOST_FAILURES = 6;

  /** The reference takes minutes to plan some operations that are larger. */
  private static final int MOST_SELECTIONS = 12;

  /** A graph with what both made of it. */
  private record Compared(Graph graph, Composition composition, Question question, Answer answer) {

    List<String> ourErrors() {
      return composition instanceof Composition.Failed failed
          ? failed.errors().stream().map(CompositionError::code).toList()
          : List.of();
    }

    @Override
    public String toString() {
      return graph.name();
    }
  }

  @BeforeAll
  static void ask() {
    List<Graph> graphs = Fixtures.all();
    List<Composition> compositions =
        graphs.stream().map(graph -> Composer.compose(graph.subgraphs())).toList();
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < graphs.size(); i++) {
      questions.add(question(graphs.get(i), compositions.get(i)));
    }
    List<Answer> answers = Reference.answers(questions);
    for (int i = 0; i < graphs.size(); i++) {
      ALL.add(new Compared(graphs.get(i), compositions.get(i), questions.get(i), answers.get(i)));
    }
  }

  private static Question question(Graph graph, Composition composition) {
    List<String> operations = new ArrayList<>(graph.operations());
    if (!(composition instanceof Composition.Composed composed)) {
      return new Question(graph.subgraphs(), null, operations);
    }
    OperationGenerator generator =
        new OperationGenerator(
            SupergraphReader.read(composed.supergraphSdl()).api(),
            ScalarValues.BY_TYPE,
            MOST_SELECTIONS);
    LongStream.iterate(0, seed -> seed + 1)
        .mapToObj(seed -> generator.query(seed).document())
        .filter(ReferenceTest::isUnderstood)
        .limit(RANDOM_OPERATIONS)
        .forEach(operations::add);
    return new Question(graph.subgraphs(), composed.supergraphSdl(), operations);
  }

  /**
   * Whether the reference plans an operation as it should. It leaves out objects of which only
   * fields under a constant false are selected, and asks subgraphs for fields that are external
   * there when a requirement rests on another one.
   */
  private static boolean isUnderstood(String operation) {
    return !operation.contains("(if: false)")
        && !operation.contains("(if: true)")
        && !operation.contains("byby");
  }

  static List<Compared> all() {
    return ALL;
  }

  /**
   * A refusal names at least the reference's codes; its stages stop at the first that fails. Where
   * the reference crashes it has given no verdict.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void composesOrRefusesAlike(Compared graph) {
    Reference.Composed theirs = graph.answer().composition();
    List<String> ours = graph.ourErrors();
    boolean alike;
    if (theirs.errors() == null) {
      alike = theirs.error() != null || ours.isEmpty();
    } else if (ours.size() > 1) {
      alike = ours.containsAll(theirs.errors());
    } else {
      alike = Set.copyOf(ours).equals(Set.copyOf(theirs.errors()));
    }
    List<String> differences =
        alike
            ? List.of()
            : List.of("ours: %s; theirs: %s".formatted(new TreeSet<>(ours), theirs.outcome()));
    DIFFERENCES.assertDeliberate("composition", graph.toString(), differences);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void isReadByTheReferenceWithTheSameApi(Compared graph) {
    if (graph.question().supergraph() instanceof String ours) {
      Reading reading = requireNonNull(graph.answer().ours());
      assertThat(reading.error()).isNull();
      assertThat(print(requireNonNull(reading.api()))).isEqualTo(api(ours));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void readsWhatTheReferenceComposesWithTheSameApi(Compared graph) {
    if (graph.answer().composition().supergraph() instanceof String theirs) {
      Reading reading = requireNonNull(graph.answer().theirs());
      assertThat(reading.error()).isNull();
      assertThat(api(theirs)).isEqualTo(print(requireNonNull(reading.api())));
      if (graph.question().supergraph() instanceof String ours) {
        List<String> differences =
            api(ours).equals(api(theirs)) ? List.of() : List.of(api(ours), api(theirs));
        DIFFERENCES.assertDeliberate("api", graph.toString(), differences);
      }
    }
  }

  /** On either's supergraph. Where the reference fails, which it says itself, it is no measure. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void plansNoMoreFetchesThanTheReference(Compared graph) {
    List<String> differences = new ArrayList<>();
    plans(graph, graph.question().supergraph(), graph.answer().ours(), differences);
    plans(graph, graph.answer().composition().supergraph(), graph.answer().theirs(), differences);
    DIFFERENCES.assertDeliberate("plans", graph.toString(), differences);
  }

  private static void plans(
      Compared graph, @Nullable String sdl, @Nullable Reading reading, List<String> differences) {
    if (sdl == null || reading == null) {
      return;
    }
    Supergraph supergraph = SupergraphReader.read(sdl);
    QueryPlanner planner = new QueryPlanner(supergraph);
    for (int i = 0; i < graph.question().operations().size(); i++) {
      String operation = graph.question().operations().get(i);
      Planned theirs = requireNonNull(reading.plans()).get(i);
      Object ours = fetches(supergraph, planner, operation);
      boolean worse = !(ours instanceof Integer fetches) || fetches > theirs.fetches();
      if (worse && theirs.error() == null) {
        differences.add("%s%n  ours: %s; theirs: %s".formatted(operation, ours, theirs));
      }
    }
  }

  /** How many there are, or why there is no plan. */
  private static Object fetches(Supergraph supergraph, QueryPlanner planner, String operation) {
    try {
      return switch (new OperationReader(supergraph, OperationLimits.DEFAULT)
          .read(operation, null)) {
        case OperationResult.Valid(var valid) -> planner.plan(valid).steps().size();
        case OperationResult.Invalid(var errors) -> errors;
      };
    } catch (PlanningException unplannable) {
      return unplannable;
    }
  }

  @Test
  void comparesMostGraphsToTheEnd() {
    assertThat(ALL).filteredOn(graph -> graph.answer().ours() != null).hasSizeGreaterThan(100);
    assertThat(ALL).filteredOn(graph -> !graph.ourErrors().isEmpty()).hasSizeGreaterThan(50);
  }

  @Test
  void theReferencePlansWhatTributaryComposes() {
    List<String> failed = new ArrayList<>();
    for (Compared graph : ALL) {
      if (graph.answer().ours() instanceof Reading reading && reading.plans() != null) {
        for (int i = 0; i < graph.graph().operations().size(); i++) {
          Planned planned = reading.plans().get(i);
          if (planned.error() != null) {
            failed.add(graph + ": " + planned.error());
          }
        }
      }
    }
    // It fails at some on its own supergraph as well.
    assertThat(failed).hasSizeLessThan(MOST_FAILURES);
  }

  @Test
  void everyDeliberateDifferenceIsAboutAGraph() {
    List<String> graphs = ALL.stream().map(Compared::toString).toList();
    assertThat(DIFFERENCES.about(List.of("api", "composition", "plans"), graphs)).isEmpty();
  }

  /** Whoever builds gets the packages from where their npm is told to look. */
  @Test
  void thePackagesAreLockedByContentAlone() throws IOException {
    String lock = Files.readString(NpmPackages.SOURCES.resolve("package-lock.json"));
    assertThat(lock).doesNotContain("\"resolved\"", "file:").contains("\"integrity\"");
  }

  private static String api(String supergraph) {
    return print(SupergraphReader.read(supergraph).api());
  }

  private static String print(String sdl) {
    return print(UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl)));
  }

  private static String print(GraphQLSchema schema) {
    return new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeSchemaDefinition(false)
                .includeScalarTypes(true))
        .print(schema);
  }
}
