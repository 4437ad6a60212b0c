package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.FieldSets.Malformed;
import dev.tributary.supergraph.FieldSets.Reason;
import dev.tributary.supergraph.FieldSets.Valid;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldSetsTest {

  static Stream<Cases.Case> fieldSets() {
    return Cases.of(FieldSetsTest.class, "field-sets.cases");
  }

  @ParameterizedTest
  @MethodSource("fieldSets")
  void aFieldSetIsReadOrItsProblemSaid(Cases.Case given) {
    assertThat(outcome(given.section(0))).isEqualTo(given.section(1));
  }

  @Test
  void nestingBeyondAllSenseIsAProblemAndNoStackOverflow() {
    String opened = "a{".repeat(100_000);
    assertThat(FieldSets.parse(opened))
        .isEqualTo(new Malformed(Reason.SYNTAX, "more than 200 levels deep", 400));
    assertThat(FieldSets.parse("a(b:" + "[".repeat(100_000)))
        .isInstanceOfSatisfying(
            Malformed.class,
            malformed -> assertThat(malformed.problem()).isEqualTo("more than 200 levels deep"));
  }

  @Test
  void aNumberOfAMillionDigitsIsAProblemAtOnce() {
    assertThat(outcome("a(b: " + "9".repeat(1_000_000) + ")"))
        .isEqualTo("SYNTAX at 5: a number of more than 400 characters");
    assertThat(outcome("a(b: 1e99999999999)"))
        .isEqualTo("SYNTAX at 5: the number 1e99999999999 is out of range");
  }

  private static String outcome(String text) {
    return switch (FieldSets.parse(text)) {
      case Valid(FieldSet fieldSet) -> fieldSet.toString();
      case Malformed(Reason reason, String problem, int offset) ->
          reason + " at " + offset + ": " + problem;
    };
  }
}
