package dev.tributary.upstream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What went wrong while mappings were evaluated: each kind once, with how often. Mappings never
 * fail for what the data holds; they say here what they could not do.
 */
final class MappingProblems {

  /** A long list with one field wrong is one problem; many different ones are cut off. */
  private static final int MOST_KINDS = 100;

  private final SequencedMap<Problem, Integer> counts = new LinkedHashMap<>();

  /**
   * @param message what could not be done
   * @param place the mapping that it happened in, such as {@code selection}
   * @param path the path read, as written in the mapping
   */
  record Problem(String message, String place, String path) {}

  void add(String message, String place, String path) {
    add(new Problem(message, place, path), 1);
  }

  void addAll(MappingProblems others) {
    others.counts.forEach(this::add);
  }

  private void add(Problem problem, int count) {
    if (counts.containsKey(problem) || counts.size() < MOST_KINDS) {
      counts.merge(problem, count, Integer::sum);
    }
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Each with how often it happened, in the order first met. */
  Map<Problem, Integer> counts() {
    return counts;
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
