package dev.tributary.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The decisions of one attempt at a plan: a script for the first ones, the cheapest by estimate
 * from there on. What was open to choose is recorded, so that the search can try the alternatives.
 */
final class Choices {

  private final List<Integer> script;
  private final List<Integer> widths = new ArrayList<>();

  Choices(List<Integer> script) {
    this.script = List.copyOf(script);
  }

  /** Picks one of {@code alternatives} things that are sorted from best to worst by estimate. */
  int pick(int alternatives) {
    if (alternatives == 1) {
      return 0;
    }
    int decision = widths.size();
    widths.add(alternatives);
    return decision < script.size() ? Math.min(script.get(decision), alternatives - 1) : 0;
  }

  /**
   * The scripts that differ from this attempt in one later decision. Followed from the empty script
   * on, they reach every combination exactly once.
   *
   * @param most how many are wanted: those of large operations would fill much memory
   */
  List<List<Integer>> alternatives(int most) {
    List<List<Integer>> result = new ArrayList<>();
    for (int decision = script.size(); decision < widths.size(); decision++) {
      for (int choice = 1; choice < widths.get(decision) && result.size() < most; choice++) {
        List<Integer> next = new ArrayList<>(script);
        while (next.size() < decision) {
          next.add(0);
        }
        next.add(choice);
        result.add(next);
      }
    }
    return result;
  }
}
