package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The different applications of one directive to one element. */
final class Uses {
  private final SequencedMap<SequencedMap<String, Value>, List<DirectiveNode>> byMeaning =
      new LinkedHashMap<>();

  /**
   * @param meaning the arguments, defaults filled in
   */
  void add(SequencedMap<String, Value> meaning, DirectiveNode use) {
    byMeaning.computeIfAbsent(meaning, _ -> new ArrayList<>()).add(use);
  }

  boolean isEmpty() {
    return byMeaning.isEmpty();
  }

  /** The arguments of each as first written. */
  List<SequencedMap<String, Value>> distinct() {
    return byMeaning.values().stream().map(uses -> uses.getFirst().arguments()).toList();
  }

  /** The arguments that most subgraphs give; says so when they do not agree. */
  SequencedMap<String, Value> most(String coordinate, String directive, Problems problems) {
    if (byMeaning.size() > 1) {
      problems.hint(
          Severity.WARN,
          "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
          coordinate,
          byMeaning.values().stream().flatMap(List::stream).map(DirectiveNode::place).toList(),
          "@%s on \"%s\" has different arguments in different subgraphs. The supergraph takes the most frequent, the first among equals."
              .formatted(directive, coordinate));
    }
    SequencedMap<List<DirectiveNode>, Integer> counts = new LinkedHashMap<>();
    byMeaning.values().forEach(uses -> counts.put(uses, uses.size()));
    return ElementMerge.most(counts).getFirst().arguments();
  }
}
