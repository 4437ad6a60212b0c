package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Condition.And;
import dev.tributary.operation.Condition.Or;
import dev.tributary.operation.Condition.Variable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {

  private static final Condition A = new Variable("a", false);
  private static final Condition NOT_A = new Variable("a", true);
  private static final Condition B = new Variable("b", false);
  private static final Condition C = new Variable("c", false);

  static Stream<Arguments> simplified() {
    return Stream.of(
        Arguments.of(or(A, and(A, B)), "$a"),
        Arguments.of(or(and(A, B), A), "$a"),
        Arguments.of(and(A, or(A, B)), "$a"),
        Arguments.of(and(A, and(B, A)), "($a & $b)"),
        Arguments.of(and(and(C, B), A), "($a & $b & $c)"),
        Arguments.of(or(C, or(B, A)), "($a | $b | $c)"),
        Arguments.of(or(and(A, B), and(NOT_A, B)), "$b"),
        Arguments.of(or(A, NOT_A), "true"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource
  void simplified(Condition condition, String simplified) {
    assertThat(condition.simplified()).hasToString(simplified);
  }

  @Test
  void oneThatWouldGrowBeyondBoundsStaysAsItIs() {
    Condition huge =
        new And(
            IntStream.range(0, 20)
                .<Condition>mapToObj(
                    i -> or(new Variable("x" + i, false), new Variable("y" + i, false)))
                .toList());
    assertThat(huge.simplified()).isEqualTo(huge);
  }

  private static Condition and(Condition... all) {
    return new And(List.of(all));
  }

  private static Condition or(Condition... any) {
    return new Or(List.of(any));
  }
}
