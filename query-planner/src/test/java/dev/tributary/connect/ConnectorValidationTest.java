package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of {@code connect/problems.txt}: the problems expected, then the schema with a {@code
 * §} where each of them is, in the same order.
 */
class ConnectorValidationTest {

  static Stream<Arguments> cases() {
    return Arrays.stream(ConnectorsTest.resource("connect/problems.txt").split("(?m)^--- "))
        .filter(text -> !text.isBlank())
        .map(
            text -> {
              List<String> lines = new ArrayList<>(text.lines().toList());
              String name = lines.removeFirst();
              List<String> expected = new ArrayList<>();
              while (lines.getFirst().startsWith("expect ")) {
                expected.add(lines.removeFirst().substring("expect ".length()));
              }
              return Arguments.of(name, expected, String.join("\n", lines));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("Every problem is found, where it is:")
  void finds(String name, List<String> expected, String marked) {
    StringBuilder sdl = new StringBuilder();
    List<String> places = new ArrayList<>();
    int line = 1;
    int column = 1;
    for (char c : marked.toCharArray()) {
      if (c == '§') {
        places.add(" " + line + ":" + column);
      } else {
        sdl.append(c);
        column = c == '\n' ? 1 : column + 1;
        line += c == '\n' ? 1 : 0;
      }
    }
    assertThat(places).as("marks").hasSameSizeAs(expected);
    List<String> located = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      located.add(expected.get(i) + places.get(i));
    }
    List<ConnectorProblem> problems =
        ConnectorValidation.problems("s", Parser.parse(sdl.toString()), sdl.toString());
    assertThat(problems)
        .as("%s", problems)
        .extracting(
            problem ->
                "%s %s %d:%d"
                    .formatted(
                        problem.code(), problem.coordinate(), problem.line(), problem.column()))
        .containsExactlyInAnyOrderElementsOf(located);
  }

  /** Whoever reads the definitions of directives raises it, with those of other specifications. */
  private static final Set<ConnectorCode> ELSEWHERE =
      Set.of(ConnectorCode.DIRECTIVE_DEFINITION_INVALID);

  @Test
  void everyCodeHasACaseThatRaisesIt() {
    String cases = ConnectorsTest.resource("connect/problems.txt");
    assertThat(ConnectorCode.values())
        .filteredOn(code -> !ELSEWHERE.contains(code))
        .allSatisfy(code -> assertThat(cases).contains("expect " + code + " "));
  }
}
