package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges what every kind of element has: its description and its directives. */
final class ElementMerge {
  private final Problems problems;
  private final Set<FederationDirective> seen = new LinkedHashSet<>();

  ElementMerge(Problems problems) {
    this.problems = problems;
  }

  /** The merged directives that stand somewhere in the supergraph and need a link there. */
  Set<FederationDirective> used() {
    return Set.copyOf(seen);
  }

  /** The description most subgraphs give; among equals the first. */
  <N extends ElementNode> @Nullable String description(String coordinate, List<Source<N>> sources) {
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    for (Source<N> source : sources) {
      String description = source.node().description();
      if (description != null) {
        counts.merge(description, 1, Integer::sum);
      }
    }
    if (counts.size() < 2) {
      return counts.isEmpty() ? null : counts.firstEntry().getKey();
    }
    String best = most(counts);
    problems.hint(
        Severity.WARN,
        "INCONSISTENT_DESCRIPTION",
        coordinate,
        Source.places(sources),
        "\"%s\" is described in %d ways. The supergraph takes the most frequent, the first among equals."
            .formatted(coordinate, counts.size()));
    return best;
  }

  private static <T> T most(Map<T, Integer> counts) {
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
    List<DirectiveNode> merged = new ArrayList<>();
    tags(sources, merged);
    if (sources.stream().anyMatch(source -> source.node().has(FederationDirective.INACCESSIBLE))) {
      merged.add(applied(FederationDirective.INACCESSIBLE, new LinkedHashMap<>()));
    }
    single(coordinate, sources, "deprecated", merged);
    single(coordinate, sources, "specifiedBy", merged);
    if (sources.stream().anyMatch(source -> !named(source.node(), "oneOf").isEmpty())) {
      merged.add(new DirectiveNode("oneOf", null, new LinkedHashMap<>(), Join.NOWHERE, false));
    }
    connectors(sources, merged);
    return merged;
  }

  private <N extends ElementNode> void tags(List<Source<N>> sources, List<DirectiveNode> into) {
    Set<Value> names = new LinkedHashSet<>();
    for (Source<N> source : sources) {
      for (DirectiveNode tag : source.node().all(FederationDirective.TAG)) {
        Value name = tag.arguments().get("name");
        if (name != null) {
          names.add(name);
        }
      }
    }
    for (Value name : names) {
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      arguments.put("name", name);
      into.add(applied(FederationDirective.TAG, arguments));
    }
  }

  /** A directive that stands once: the arguments that most subgraphs give it. */
  private <N extends ElementNode> void single(
      String coordinate, List<Source<N>> sources, String directive, List<DirectiveNode> into) {
    SequencedMap<SequencedMap<String, Value>, Integer> counts = new LinkedHashMap<>();
    List<Source<N>> having = new ArrayList<>();
    for (Source<N> source : sources) {
      for (DirectiveNode use : named(source.node(), directive)) {
        counts.merge(use.arguments(), 1, Integer::sum);
        having.add(source);
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    if (counts.size() > 1) {
      problems.hint(
          Severity.WARN,
          "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
          coordinate,
          Source.places(having),
          "@%s on \"%s\" has different arguments in different subgraphs. The supergraph takes the most frequent, the first among equals."
              .formatted(directive, coordinate));
    }
    into.add(new DirectiveNode(directive, null, most(counts), Join.NOWHERE, false));
  }

  /** REST connectors travel as {@code @join__directive}, once for every participant. */
  private static <N extends ElementNode> void connectors(
      List<Source<N>> sources, List<DirectiveNode> into) {
    for (Source<N> source : sources) {
      for (DirectiveNode use : source.node().all(FederationDirective.CONNECT)) {
        into.add(
            Join.carried(
                List.of(source.participant()),
                FederationDirective.CONNECT.directiveName(),
                use.arguments()));
      }
    }
  }

  private static List<DirectiveNode> named(ElementNode node, String directive) {
    return node.directives().stream()
        .filter(use -> use.meaning() == null && Objects.equals(use.name(), directive))
        .toList();
  }

  private DirectiveNode applied(
      FederationDirective directive, SequencedMap<String, Value> arguments) {
    seen.add(directive);
    return new DirectiveNode(directive.directiveName(), directive, arguments, Join.NOWHERE, false);
  }
}
