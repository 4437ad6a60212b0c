package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong while mappings were evaluated: each kind once, with how often. Mappings never
 * fail for what the data holds; they say here what they could not do.
 */
final class MappingProblems {

  /** A long list with one field wrong is one problem; many different ones are cut off. */
  private static final int MOST_KINDS = 100;

  /** Enough to see where a problem lies; a long list would be cut off by whoever reads it. */
  private static final int MOST_SIGHTINGS = 1_000;

  private final SequencedMap<Problem, Integer> counts = new LinkedHashMap<>();
  private final @Nullable List<Sighting> sightings;

  MappingProblems() {
    this(null);
  }

  private MappingProblems(@Nullable List<Sighting> sightings) {
    this.sightings = sightings;
  }

  /** Remembers where each problem was met, too: for whoever tries a mapping. */
  static MappingProblems withSightings() {
    return new MappingProblems(new ArrayList<>());
  }

  /** None yet, remembering as much of each as this does. */
  MappingProblems another() {
    return sightings == null ? new MappingProblems() : withSightings();
  }

  /**
   * @param message what could not be done
   * @param place the mapping that it happened in, such as {@code selection}
   * @param path the path read, as written in the mapping
   */
  record Problem(String message, String place, String path) {}

  /**
   * Where a problem was met.
   *
   * @param start in the mapping's text; likewise {@code end}, exclusive
   * @param about the value that did not do
   * @param around the object that stood for {@code $} there
   */
  record Sighting(
      Problem problem, Mapping mapping, int start, int end, JsonNode about, JsonNode around) {}

  /** A problem with what stands from {@code start} to {@code end} in a mapping. */
  static Problem problem(String message, String place, Mapping mapping, int start, int end) {
    return new Problem(message, place, mapping.text().substring(start, end).strip());
  }

  void add(Problem problem, Mapping mapping, int start, int end, JsonNode about, JsonNode around) {
    add(problem, 1);
    if (sightings != null && sightings.size() < MOST_SIGHTINGS) {
      sightings.add(new Sighting(problem, mapping, start, end, about, around));
    }
  }

  void addAll(MappingProblems others) {
    others.counts.forEach(this::add);
    if (sightings != null && others.sightings != null) {
      others.sightings.stream()
          .limit(MOST_SIGHTINGS - (long) sightings.size())
          .forEach(sightings::add);
    }
  }

  /** In the order met; empty unless they are remembered. */
  List<Sighting> sightings() {
    return sightings == null ? List.of() : sightings;
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
