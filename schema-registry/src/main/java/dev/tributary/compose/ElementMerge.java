package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Merges what every kind of element has: its description and its directives. */
final class ElementMerge {
  private final Problems problems;
  private final DirectiveMerge directives;

  ElementMerge(DirectiveMerge directives, Problems problems) {
    this.directives = directives;
    this.problems = problems;
  }

  /** The description most subgraphs give; among equals the first. */
  <N extends ElementNode> @Nullable String description(String coordinate, List<Source<N>> sources) {
    SequencedMap<String, List<Place>> uses = new LinkedHashMap<>();
    for (Source<N> source : sources) {
      String description = source.node().description();
      if (description != null) {
        uses.computeIfAbsent(description, _ -> new ArrayList<>()).add(source.node().place());
      }
    }
    return description(coordinate, "\"" + coordinate + "\"", uses);
  }

  /** The schema definition's description, by the same rule. */
  @Nullable String schemaDescription(List<Participant> participants) {
    SequencedMap<String, List<Place>> uses = new LinkedHashMap<>();
    for (Participant participant : participants) {
      String description = participant.schema().schemaDescription();
      if (description != null) {
        uses.computeIfAbsent(description, _ -> new ArrayList<>()).add(participant.schema().start());
      }
    }
    return description("", "The schema", uses);
  }

  private @Nullable String description(
      String coordinate, String what, SequencedMap<String, List<Place>> uses) {
    if (uses.size() < 2) {
      return uses.isEmpty() ? null : uses.firstEntry().getKey();
    }
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    uses.forEach((description, places) -> counts.put(description, places.size()));
    problems.hint(
        Severity.WARN,
        "INCONSISTENT_DESCRIPTION",
        coordinate,
        uses.values().stream().flatMap(List::stream).toList(),
        "%s is described in %d ways. The supergraph takes the most frequent, the first among equals."
            .formatted(what, counts.size()));
    return most(counts);
  }

  /** What occurs most often; among equals the first. */
  static <T> T most(Map<T, Integer> counts) {
    int highest = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == highest)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** The directives that reach the supergraph from {@code sources}, in a stable order. */
  <N extends ElementNode> List<DirectiveNode> directives(
      String coordinate, List<Source<N>> sources) {
    return directives.merge(coordinate, sources);
  }

  /** Whether a directive on a participant's element reaches the supergraph. */
  boolean isMerged(Participant participant, DirectiveNode use) {
    return directives.isMerged(participant, use);
  }

  /** The directives of {@code sources} that keep their subgraph; they stand last. */
  <N extends ElementNode> List<DirectiveNode> carried(List<Source<N>> sources) {
    return directives.carried(sources);
  }
}
