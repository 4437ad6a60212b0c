package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.LintRule.Level;
import dev.tributary.subgraph.SubgraphSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchemaLintTest {

  private static final Map<LintRule, Level> ALL =
      Arrays.stream(LintRule.values())
          .collect(Collectors.toMap(Function.identity(), rule -> Level.WARN));

  @Test
  void everyRuleFindsWhatDoesNotKeepItAndSaysWhere() {
    String sdl =
        """
        type query_result {
          Name(some_arg: Int): String @deprecated
          "told"
          ok: Int @deprecated(reason: "use better")
        }
        enum Colour { red BLUE @deprecated(reason: " ") }
        "an input"
        input Filter { By_Name: String }
        interface Node { id: ID! }
        """;

    assertThat(lint(sdl, ALL))
        .containsExactly(
            "TYPE_NAMES_PASCAL_CASE query_result 1:1",
            "TYPES_HAVE_DESCRIPTIONS query_result 1:1",
            "FIELD_NAMES_CAMEL_CASE query_result.Name 2:3",
            "FIELDS_HAVE_DESCRIPTIONS query_result.Name 2:3",
            "DEPRECATIONS_HAVE_REASONS query_result.Name 2:3",
            "FIELD_NAMES_CAMEL_CASE query_result.Name(some_arg:) 2:8",
            "TYPES_HAVE_DESCRIPTIONS Colour 6:1",
            "ENUM_VALUES_UPPER_CASE Colour.red 6:15",
            "DEPRECATIONS_HAVE_REASONS Colour.BLUE 6:19",
            "FIELD_NAMES_CAMEL_CASE Filter.By_Name 8:16",
            "TYPES_HAVE_DESCRIPTIONS Node 9:1",
            "FIELDS_HAVE_DESCRIPTIONS Node.id 9:18");
  }

  @Test
  void rulesThatAreOffFindNothing() {
    assertThat(lint("type a { B: Int }", Map.of())).isEmpty();
    assertThat(lint("type a { B: Int }", Map.of(LintRule.TYPE_NAMES_PASCAL_CASE, Level.OFF)))
        .isEmpty();
  }

  @Test
  void extensionsNeedNoDescriptionOfTheTypeAndFederationsOwnNamesAreLeftAlone() {
    assertThat(
            lint(
                "extend type Product { \"x\" id: ID } type Query { _service: _Service }"
                    + " type _Service { sdl: String }",
                Map.of(
                    LintRule.TYPES_HAVE_DESCRIPTIONS,
                    Level.WARN,
                    LintRule.FIELD_NAMES_CAMEL_CASE,
                    Level.WARN)))
        .containsExactly("TYPES_HAVE_DESCRIPTIONS Query 1:36");
  }

  @Test
  void whatCannotBeReadIsForOthersToTell() {
    assertThat(lint("type {", ALL)).isEmpty();
  }

  private static List<String> lint(String sdl, Map<LintRule, Level> rules) {
    return SchemaLint.of(new SubgraphSource("s", "", sdl), rules).stream()
        .map(
            found ->
                "%s %s %d:%d"
                    .formatted(
                        found.rule(),
                        found.coordinate(),
                        found.location().line(),
                        found.location().column()))
        .toList();
  }
}
