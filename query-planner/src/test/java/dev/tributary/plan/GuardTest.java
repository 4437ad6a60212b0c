package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardTest {

  private static final Guard A = variable("a", false);
  private static final Guard NOT_A = variable("a", true);
  private static final Guard B = variable("b", false);

  @Test
  void whatIsNeededInBothCasesIsNeededAlways() {
    assertThat(A.or(NOT_A).isAlways()).isTrue();
  }

  @Test
  void whatContradictsItselfIsNeverNeeded() {
    assertThat(A.and(NOT_A).isNever()).isTrue();
  }

  @Test
  void aCaseThatAnotherCoversIsDropped() {
    assertThat(A.or(A.and(B))).isEqualTo(A);
  }

  @Test
  void whatIsKnownNeedNotBeCheckedAgain() {
    assertThat(A.and(B).given(A)).isEqualTo(B);
    assertThat(A.given(A.and(B)).isAlways()).isTrue();
  }

  @Test
  void aGuardWithTooManyCasesFetchesAlways() {
    Guard guard = Guard.NEVER;
    for (int i = 0; i <= Guard.MOST_CASES; i++) {
      guard = guard.or(variable("v" + i, false));
    }
    assertThat(guard.isAlways()).isTrue();
  }

  @Test
  void neverFetchesLessThanTheConditionSays() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Condition condition = condition(random, 3);
      Guard guard = Guard.of(condition);
      for (int values = 0; values < 16; values++) {
        int truth = values;
        boolean holds = condition.holds(name -> (truth >> (name.charAt(0) - 'a') & 1) != 0);
        boolean fetches =
            guard.toCondition().holds(name -> (truth >> (name.charAt(0) - 'a') & 1) != 0);
        assertThat(fetches || !holds)
            .as("%s as %s with %s", condition, guard, Integer.toBinaryString(truth))
            .isTrue();
      }
    }
  }

  private static Condition condition(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return new Condition.Variable(
          String.valueOf((char) ('a' + random.nextInt(4))), random.nextBoolean());
    }
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      parts.add(condition(random, depth - 1));
    }
    return random.nextBoolean() ? new Condition.And(parts) : new Condition.Or(parts);
  }

  private static Guard variable(String name, boolean negated) {
    return Guard.of(new Condition.Variable(name, negated));
  }
}
