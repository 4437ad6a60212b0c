package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelCombinationsTest {

  @Test
  void looksOnceWhereThereAreNoLabels() {
    assertThat(LabelCombinations.of(new TreeSet<>())).containsExactly(Set.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void looksAtAllCombinationsOfAFew(int size) {
    assertThat(LabelCombinations.of(labels(size))).hasSize(1 << size).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 9, 100})
  void looksAtEveryTwoLabelsInAllFourStates(int size) {
    TreeSet<String> labels = labels(size);
    List<Set<String>> combinations = LabelCombinations.of(labels);

    assertThat(combinations.size()).isLessThanOrEqualTo(16);
    for (String one : labels) {
      for (String other : labels) {
        if (!one.equals(other)) {
          assertThat(
                  combinations.stream()
                      .map(set -> List.of(set.contains(one), set.contains(other)))
                      .distinct())
              .as("%s and %s", one, other)
              .hasSize(4);
        }
      }
    }
  }

  private static TreeSet<String> labels(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> "label" + i)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
