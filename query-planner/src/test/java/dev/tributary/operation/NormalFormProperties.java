package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.OperationResult.Valid;
import dev.tributary.operation.RandomOperations.RandomOperation;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.Cases;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.language.Document;
import graphql.parser.Parser;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

// The seed is fixed: a build is decided by what was changed, not by chance. Hunts use others.
class NormalFormProperties {

  /**
   * Nullability is the same in interfaces and objects here: a normal form asks objects where a
   * document asked interfaces, and GraphQL's own rule on equal shapes might refuse that as a text.
   */
  private static final Supergraph ZOO =
      SupergraphReader.read(
          Cases.text(NormalFormProperties.class, "zoo.graphql").replace("self: Dog!", "self: Dog"));

  private static final OperationLimits AMPLE =
      new OperationLimits(100_000, 100, 10_000, 1_000, 100, 1_000, 100_000);

  private final OperationReader reader = new OperationReader(ZOO, AMPLE);

  @Property(tries = 500, seed = "20261124")
  void theNormalFormMeansWhatTheDocumentMeans(@ForAll long seed) {
    RandomOperation random = RandomOperations.query(ZOO, seed, 4);
    Document document = new Parser().parseDocument(random.document());
    SelectionSet normal = read(random.document()).selections();
    for (int values = 0; values < 1 << random.conditions().size(); values++) {
      Predicate<String> variables = assignment(random.conditions(), values);
      for (long world = 0; world < 4; world++) {
        Meaning meaning = new Meaning(ZOO, variables, seed + world);
        Map<String, Object> expected = meaning.of(document, "Query");
        Map<String, Object> actual = meaning.of(normal, "Query");
        assertThat(actual).as(random.document() + "\nas " + normal).isEqualTo(expected);
        assertThat(actual)
            .as(random.document() + "\nas " + normal + "\nin the same order")
            .hasToString(expected.toString());
      }
    }
  }

  @Property(tries = 500, seed = "20261124")
  void theNormalFormIsItsOwnNormalForm(@ForAll long seed) {
    RandomOperation random = RandomOperations.query(ZOO, seed, 4);
    SelectionSet normal = read(random.document()).selections();
    // A field whose selections were all skipped has no GraphQL syntax, and what is there under
    // either of two conditions is written twice, with all that is below it.
    if (!normal.toString().contains("{}") && !hasDisjunction(normal)) {
      String variables =
          random.conditions().stream()
              .filter(name -> normal.toString().contains("$" + name))
              .map(name -> "$" + name + ": Boolean!")
              .collect(Collectors.joining(" "));
      String again = (variables.isEmpty() ? "" : "query (" + variables + ")") + normal;
      assertThat(read(again).selections()).isEqualTo(normal);
    }
  }

  @Property(tries = 500, seed = "20261124")
  void aResponseKeyStandsTwiceInOneSelectionSetUnderOtherConditionsOnly(@ForAll long seed) {
    assertNothingTwice(read(RandomOperations.query(ZOO, seed, 4).document()).selections());
  }

  private static boolean hasDisjunction(SelectionSet set) {
    return set.selections().stream()
        .anyMatch(
            selection ->
                selection.condition() instanceof Condition.Or
                    || switch (selection) {
                      case Field field ->
                          field.selections() != null && hasDisjunction(field.selections());
                      case Fragment fragment -> hasDisjunction(fragment.selections());
                    });
  }

  private static void assertNothingTwice(SelectionSet set) {
    List<String> keys =
        set.selections().stream()
            .flatMap(
                one ->
                    one instanceof Field field
                        ? Stream.of(field.responseKey() + " if " + field.condition())
                        : Stream.empty())
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Field field -> {
          if (field.selections() != null) {
            assertNothingTwice(field.selections());
          }
        }
        case Fragment fragment -> {
          assertThat(fragment.selections().selections()).isNotEmpty();
          assertNothingTwice(fragment.selections());
        }
      }
    }
  }

  private Operation read(String document) {
    OperationResult result = reader.read(document, null);
    // A document without any selection left is valid too: all its fields were skipped.
    assertThat(result).as(document).isInstanceOf(Valid.class);
    return ((Valid) result).operation();
  }

  private static Predicate<String> assignment(List<String> conditions, int values) {
    return name -> (values >> conditions.indexOf(name) & 1) == 1;
  }
}
