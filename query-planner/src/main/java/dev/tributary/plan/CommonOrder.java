package dev.tributary.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** One order for several sequences of the same things, when there is one. */
final class CommonOrder {
  private CommonOrder() {}

  /**
   * @param sequences each without repetitions
   * @param all whatever is in any of them; of two that no sequence orders, the one that comes first
   *     here does in the result
   * @return an order in which every sequence is in order; {@code all} itself when sequences
   *     contradict each other
   */
  static List<String> of(List<? extends Collection<String>> sequences, List<String> all) {
    Map<String, Integer> number = new HashMap<>();
    all.forEach(one -> number.put(one, number.size()));
    Map<String, Set<String>> next = new HashMap<>();
    int[] waitsFor = new int[all.size()];
    for (Collection<String> sequence : sequences) {
      String before = null;
      for (String one : sequence) {
        if (before != null && next.computeIfAbsent(before, any -> new LinkedHashSet<>()).add(one)) {
          waitsFor[number.getOrDefault(one, 0)]++;
        }
        before = one;
      }
    }
    PriorityQueue<Integer> free = new PriorityQueue<>();
    for (int i = 0; i < waitsFor.length; i++) {
      if (waitsFor[i] == 0) {
        free.add(i);
      }
    }
    List<String> order = new ArrayList<>(all.size());
    while (!free.isEmpty()) {
      String one = all.get(free.remove());
      order.add(one);
      for (String later : next.getOrDefault(one, Set.of())) {
        int index = number.getOrDefault(later, 0);
        if (--waitsFor[index] == 0) {
          free.add(index);
        }
      }
    }
    return order.size() == all.size() ? order : all;
  }
}
