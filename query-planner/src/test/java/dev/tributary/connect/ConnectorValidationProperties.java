package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConnectorValidationProperties {

  private static final List<String> SCHEMAS =
      Arrays.stream(ConnectorsTest.resource("connect/problems.txt").split("(?m)^--- .*\n"))
          .map(text -> text.replaceAll("(?m)^expect .*\n", "").replace("§", ""))
          .filter(text -> !text.isBlank())
          .toList();

  private static final String[] SCRAPS = {
    "$",
    "@",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    "->",
    "->first",
    "id",
    "\"",
    "\\\"",
    ":",
    ",",
    "!",
    "null",
    "5",
    "$this.id",
    "$batch",
    "?",
    "...",
    "\n",
    "#",
    "@key(fields: \"id\") ",
    "type T ",
    ""
  };

  /** A schema of the table with something put in, or in the place of something. */
  @Property(tries = 3000, seed = "20261128")
  void whateverTheSchemaItsProblemsHaveAPlaceInIt(@ForAll("schemas") String sdl) {
    Document document;
    try {
      document = Parser.parse(sdl);
    } catch (InvalidSyntaxException notASchema) {
      return;
    }
    List<String> lines = sdl.lines().toList();
    for (ConnectorProblem problem : ConnectorValidation.problems("s", document, sdl)) {
      assertThat(problem.message()).isNotBlank();
      assertThat(problem.line()).isBetween(1, lines.size() + 1);
      String line = problem.line() > lines.size() ? "" : lines.get(problem.line() - 1);
      assertThat(problem.column()).isBetween(1, line.length() + 1);
    }
    SchemaConnectors connectors = SchemaConnectors.read("s", document, sdl);
    for (Connector connector : connectors.connectors()) {
      Mapping selection = connector.connect().selection();
      assertThat(connectors.place(selection, selection.text().length())).isPresent();
      assertThat(connector.reads("args")).isIn(true, false);
    }
  }

  @Provide
  Arbitrary<String> schemas() {
    Arbitrary<Integer> share = Arbitraries.integers().between(0, 1_000);
    return Combinators.combine(
            Arbitraries.of(SCHEMAS),
            share,
            Arbitraries.integers().between(0, 4),
            Arbitraries.of(SCRAPS),
            share,
            Arbitraries.of(SCRAPS))
        .as(
            (schema, first, removed, scrap, second, other) ->
                replaced(replaced(schema, first, removed, scrap), second, 0, other));
  }

  private static String replaced(String text, int share, int removed, String scrap) {
    int at = (int) ((long) text.length() * share / 1_000);
    return text.substring(0, at) + scrap + text.substring(Math.min(text.length(), at + removed));
  }
}
