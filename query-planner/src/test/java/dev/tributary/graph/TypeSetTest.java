package dev.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TypeSetTest {

  @Test
  void behavesLikeASetOfNumbers() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      TreeSet<Integer> one = numbers(random);
      TreeSet<Integer> two = numbers(random);
      TypeSet a = of(one);
      TypeSet b = of(two);
      TreeSet<Integer> both = new TreeSet<>(one);
      both.retainAll(two);
      TreeSet<Integer> either = new TreeSet<>(one);
      either.addAll(two);
      TreeSet<Integer> rest = new TreeSet<>(one);
      rest.removeAll(two);
      assertThat(a.and(b)).isEqualTo(of(both));
      assertThat(a.or(b)).isEqualTo(of(either)).hasSameHashCodeAs(of(either));
      assertThat(a.without(b)).isEqualTo(of(rest));
      assertThat(a.containsAll(b)).isEqualTo(one.containsAll(two));
      assertThat(a.intersects(b)).isEqualTo(!both.isEmpty());
      assertThat(a.size()).isEqualTo(one.size());
      assertThat(Arrays.stream(a.toArray()).boxed()).containsExactlyElementsOf(one);
    }
  }

  private static TreeSet<Integer> numbers(Random random) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      numbers.add(random.nextInt(200));
    }
    return numbers;
  }

  private static TypeSet of(TreeSet<Integer> numbers) {
    TypeSet set = TypeSet.EMPTY;
    for (int number : numbers) {
      set = set.or(TypeSet.of(number));
    }
    return set;
  }
}
