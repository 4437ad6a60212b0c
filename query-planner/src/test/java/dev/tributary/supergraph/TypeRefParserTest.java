package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypeRefParserTest {

  @ParameterizedTest
  @ValueSource(strings = {"Int", "Int!", "[Int]", "[Int!]!", "[[_a9!]]!"})
  void aTypeReadsAndPrintsBack(String text) {
    assertThat(TypeRefParser.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "[]", "Int!!", "[Int", "Int]", "9a", "a b", "a-b", "é"})
  void whatIsNoTypeIsNull(String text) {
    assertThat(TypeRefParser.parse(text)).isNull();
  }

  @Test
  void nestingBeyondAllSenseIsNoType() {
    assertThat(TypeRefParser.parse("[".repeat(100_000) + "Int" + "]".repeat(100_000))).isNull();
  }
}
