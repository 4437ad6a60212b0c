package dev.tributary.plan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.PlanGraphs;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That what verifies plans would notice a wrong one. */
class VerificationTest {

  private static final Supergraph SHOP =
      PlanGraphs.join(
          subgraphs(
              "catalogue",
              """
              type Query { items: [Item] book: Book }
              interface Item { id: ID! }
              type Book implements Item @key(fields: "id") { id: ID! weight: Int title(x: Int): String }
              type Film implements Item @key(fields: "id") { id: ID! }
              """,
              "stock",
              """
              type Query { shelf: Shelf latest: Book }
              type Shelf { books: [Book] @provides(fields: "weight") }
              type Book @key(fields: "id") {
                id: ID!
                weight: Int @external
                shipping: Int @requires(fields: "weight")
              }
              """));

  private static final Capabilities CAPABILITIES = new Capabilities(SHOP, Set.of());

  @Test
  void aRightPlanHasNoProblems() {
    QueryPlan plan = plan("{ items { id ... on Book { shipping } } }");
    assertThat(plan.steps()).hasSize(2);
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void aStepThatDoesNotWaitForWhatItSendsIsFound() {
    QueryPlan plan = plan("{ book { shipping } }");
    QueryPlan hasty = changed(plan, 1, step -> with(step, step.target(), List.of()));
    assertThat(problems(hasty))
        .containsExactly("Query.book.shipping of Book reads \"shipping\", which no step brings");
  }

  @Test
  void aRequirementThatNoStepBringsIsFound() {
    QueryPlan plan = plan("{ book { shipping } }");
    QueryPlan forgetful = changed(plan, 0, step -> without(step, "weight"));
    assertThat(problems(forgetful))
        .containsExactly("step 1 (stock) sends Book.weight from \"weight\", which no step brings");
  }

  @Test
  void aFieldThatTheClientWantsAndNoStepBringsIsFound() {
    QueryPlan plan = plan("{ book { id title } }");
    QueryPlan forgetful = changed(plan, 0, step -> without(step, "title"));
    assertThat(problems(forgetful))
        .containsExactly("Query.book.title of Book reads \"title\", which no step brings");
  }

  @Test
  void typesThatCannotBeToldApartAreFound() {
    QueryPlan plan = plan("{ items { id ... on Book { weight } } }");
    QueryPlan blind = changed(plan, 0, step -> without(step, "__typename"));
    assertThat(problems(blind))
        .contains(
            "Query.items is projected and must know the type of [Book, Film]: __typename of Book is"
                + " not fetched");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stock     | { latest { shipping } }              | was asked for without a representation
          stock     | { shelf { books { title } } }        | Field 'title' in type 'Book' is undefined
          stock     | { book { id } }                      | Field 'book' in type 'Query' is undefined
          catalogue | { items { weight } }                 | Field 'weight' in type 'Item' is undefined
          catalogue | { items { ... on Shelf { books } } } | Unknown type 'Shelf'
          """)
  void aSubgraphRefusesWhatItCannotDo(String subgraph, String document, String reason) {
    assertThatThrownBy(() -> ask(subgraph, document, List.of()))
        .isInstanceOf(InMemorySubgraphs.Refused.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aSubgraphReadsWhatItProvidesAndNothingMore() {
    assertThat(ask("stock", "{ shelf { books { id weight } } }", List.of())).containsKey("shelf");
    assertThat(ask("stock", "{ shelf { books { shipping } } }", List.of())).containsKey("shelf");
    assertThatThrownBy(() -> look("{ weight }", Map.of("__typename", "Book", "id", "Book0.id")))
        .hasMessageContaining("it cannot resolve Book.weight");
  }

  @Test
  void aRepresentationMustHaveAKeyAndWhatIsRequired() {
    assertThatThrownBy(() -> look("{ id }", Map.of("__typename", "Book", "weight", 1)))
        .hasMessageContaining("no key of Book");
    assertThatThrownBy(() -> look("{ id }", Map.of("__typename", "Film", "id", "Film0.id")))
        .hasMessageContaining("unknown type");
    assertThatThrownBy(() -> look("{ shipping }", Map.of("__typename", "Book", "id", "Book0.id")))
        .hasMessageContaining("Book.shipping requires weight");
  }

  @Test
  void whatIsRequiredFlowsIntoTheAnswer() {
    Object light =
        look("{ shipping }", Map.of("__typename", "Book", "id", "Book0.id", "weight", 1));
    Object heavy =
        look("{ shipping }", Map.of("__typename", "Book", "id", "Book0.id", "weight", 9));
    assertThat(light).isNotEqualTo(heavy);
  }

  @Test
  void theSmallestFailureKeepsWhatMakesItFail() {
    Operation operation = operation("{ items { id ... on Book { weight shipping } } book { id } }");
    Operation smallest =
        SmallestFailure.of(operation, o -> o.selections().toString().contains("shipping"));
    assertThat(smallest.selections()).hasToString("{items{...on Book{shipping}}}");
  }

  @Test
  void randomSubgraphsUseEveryFeatureSoonerOrLater() {
    String all =
        IntStream.range(0, 60)
            .mapToObj(seed -> RandomSubgraphs.withInterfaceObjects(seed).toString())
            .reduce("", String::concat);
    assertThat(all)
        .contains(
            "@requires",
            "(x: 7)",
            "@provides",
            "@external",
            "@interfaceObject",
            "interface Node",
            "union Either",
            "resolvable: false",
            "ref { code }",
            "kind number",
            "parts:",
            "shared:");
  }

  private static Object look(String selection, Map<String, Object> representation) {
    return ask(
            "stock",
            "query($r: [_Any!]!) { _entities(representations: $r) { ... on Book "
                + selection
                + " } }",
            List.of(representation))
        .toString();
  }

  private static Map<String, @Nullable Object> ask(
      String subgraph, String document, List<Object> representations) {
    // A world in which the shelf has books.
    World world = new World(SHOP, CAPABILITIES, 2);
    InMemorySubgraphs subgraphs =
        new InMemorySubgraphs(
            SHOP,
            CAPABILITIES,
            world,
            IntStream.range(0, 2)
                .mapToObj(id -> SubgraphSchema.of(SHOP, CAPABILITIES, id))
                .toList());
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("r", representations);
    return subgraphs.answer(
        SHOP.subgraphs().stream().filter(s -> s.name().equals(subgraph)).findFirst().orElseThrow(),
        document,
        variables);
  }

  private static Operation operation(String document) {
    return switch (new OperationReader(SHOP, OperationLimits.DEFAULT).read(document, null)) {
      case OperationResult.Valid(Operation valid) -> valid;
      case OperationResult.Invalid invalid -> throw new AssertionError(invalid);
    };
  }

  private static QueryPlan plan(String document) {
    return new QueryPlanner(SHOP).plan(operation(document));
  }

  private static List<String> problems(QueryPlan plan) {
    return PlanValidator.problems(SHOP, CAPABILITIES, plan, "Query", variable -> true);
  }

  private static QueryPlan changed(QueryPlan plan, int step, UnaryOperator<FetchStep> change) {
    List<FetchStep> steps =
        plan.steps().stream().map(s -> s.id() == step ? change.apply(s) : s).toList();
    return new QueryPlan(plan.kind(), steps, plan.root(), plan.projection(), plan.introspection());
  }

  private static FetchStep without(FetchStep step, String field) {
    if (!(step.target() instanceof FetchTarget.Root root)) {
      throw new IllegalArgumentException("not a root step");
    }
    SelectionSet selection = without(root.selection(), field);
    return with(step, new FetchTarget.Root(root.path(), selection), step.dependsOn());
  }

  private static SelectionSet without(SelectionSet set, String name) {
    return new SelectionSet(
        set.selections().stream().flatMap(selection -> without(selection, name)).toList());
  }

  private static Stream<SelectionSet.Selection> without(
      SelectionSet.Selection selection, String name) {
    return switch (selection) {
      case SelectionSet.Field field when field.name().equals(name) -> Stream.empty();
      case SelectionSet.Field field ->
          Stream.of(
              new SelectionSet.Field(
                  field.responseKey(),
                  field.name(),
                  field.arguments(),
                  field.type(),
                  field.condition(),
                  field.selections() == null ? null : without(field.selections(), name)));
      case SelectionSet.Fragment fragment ->
          Stream.of(
              new SelectionSet.Fragment(
                  fragment.typeCondition(),
                  fragment.condition(),
                  without(fragment.selections(), name)));
    };
  }

  private static FetchStep with(FetchStep step, FetchTarget target, List<Integer> dependsOn) {
    return new FetchStep(
        step.id(),
        step.subgraph(),
        step.kind(),
        step.document(),
        step.operationName(),
        step.variables(),
        target,
        step.condition(),
        dependsOn,
        step.repeatable());
  }

  private static SequencedMap<String, String> subgraphs(String... namesAndSdl) {
    SequencedMap<String, String> subgraphs = new LinkedHashMap<>();
    for (int i = 0; i < namesAndSdl.length; i += 2) {
      subgraphs.put(namesAndSdl[i], namesAndSdl[i + 1]);
    }
    return subgraphs;
  }
}
