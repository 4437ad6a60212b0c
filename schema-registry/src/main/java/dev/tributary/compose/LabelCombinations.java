package dev.tributary.compose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.IntPredicate;

/**
 * Which progressive overrides apply together. Every label is decided per request, so there are two
 * to the power of them; all are looked at while they are few. Of many, every two labels are looked
 * at in all of their four states, which takes a number of combinations that grows with the
 * logarithm of the labels: what goes wrong between services goes wrong between two of them.
 */
final class LabelCombinations {
  /** Sixteen combinations; beyond that fewer suffice for pairs. */
  private static final int ALL_UP_TO = 4;

  private LabelCombinations() {}

  /** Sets of labels that apply, the whole and the empty one first. */
  static List<Set<String>> of(SortedSet<String> labels) {
    Set<Set<String>> combinations = new LinkedHashSet<>();
    List<String> ordered = List.copyOf(labels);
    combinations.add(Set.copyOf(labels));
    combinations.add(Set.of());
    int size = ordered.size();
    if (size <= ALL_UP_TO) {
      for (int mask = 0; mask < 1 << size; mask++) {
        int bits = mask;
        combinations.add(those(ordered, index -> (bits >> index & 1) == 1));
      }
    } else {
      // Two different indices differ in some bit: there one label applies and the other does not.
      for (int bit = 0; 1 << bit < size; bit++) {
        int shift = bit;
        combinations.add(those(ordered, index -> (index >> shift & 1) == 1));
        combinations.add(those(ordered, index -> (index >> shift & 1) == 0));
      }
    }
    return new ArrayList<>(combinations);
  }

  private static Set<String> those(List<String> labels, IntPredicate chosen) {
    Set<String> set = new HashSet<>();
    for (int index = 0; index < labels.size(); index++) {
      if (chosen.test(index)) {
        set.add(labels.get(index));
      }
    }
    return Set.copyOf(set);
  }
}
