package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** The custom directives that are kept ({@code @composeDirective}), and their merging. */
final class ComposedDirectives {

  /** By the name that it has in the supergraph, without {@code @}. */
  private final SequencedMap<String, Composed> byName;

  private final Problems problems;

  /**
   * @param original what its specification calls it
   * @param definition the newest version's
   * @param sources the participants that compose it
   */
  record Composed(
      String name,
      String original,
      Feature feature,
      DirectiveDefinitionNode definition,
      Set<Participant> sources) {}

  private ComposedDirectives(SequencedMap<String, Composed> byName, Problems problems) {
    this.byName = byName;
    this.problems = problems;
  }

  static ComposedDirectives of(List<Participant> participants, Problems problems) {
    return new ComposedDirectives(ComposeRequests.read(participants, problems), problems);
  }

  SequencedMap<String, DirectiveDefinitionNode> definitions() {
    SequencedMap<String, DirectiveDefinitionNode> definitions = new LinkedHashMap<>();
    byName.forEach((name, composed) -> definitions.put(name, composed.definition()));
    return definitions;
  }

  /**
   * One link for each specification, importing what is composed of it.
   *
   * @param taken names of specifications that the supergraph links to for itself
   */
  List<DirectiveNode> links(Set<String> taken) {
    Map<String, List<Composed>> byIdentity = new LinkedHashMap<>();
    byName
        .values()
        .forEach(
            composed ->
                byIdentity
                    .computeIfAbsent(composed.feature().identity(), _ -> new ArrayList<>())
                    .add(composed));
    Set<String> names = new LinkedHashSet<>(taken);
    List<DirectiveNode> links = new ArrayList<>();
    for (List<Composed> ofOne : byIdentity.values()) {
      Feature feature = ofOne.getFirst().feature();
      List<Value> imports =
          ofOne.stream()
              .map(composed -> LinkAlias.imported(composed.original(), composed.name()))
              .toList();
      Join link = Join.directive("link").with("url", feature.toString());
      String alias = LinkAlias.of(feature.name(), names);
      names.add(alias);
      if (!alias.equals(feature.name())) {
        link.with("as", alias);
      }
      links.add(link.with("import", new Value.ListValue(imports)).build());
    }
    return links;
  }

  boolean keeps(Participant participant, DirectiveNode use) {
    Composed composed = byName.get(use.name());
    return use.meaning() == null && composed != null && composed.sources().contains(participant);
  }

  /** The composed directives on one element: every distinct use of each. */
  <N extends ElementNode> List<DirectiveNode> merge(String coordinate, List<Source<N>> sources) {
    if (byName.isEmpty()) {
      return List.of();
    }
    List<DirectiveNode> merged = new ArrayList<>();
    for (Composed composed : byName.values()) {
      Uses uses = new Uses();
      for (Source<N> source : sources) {
        if (composed.sources().contains(source.participant())) {
          for (DirectiveNode use : source.node().directives()) {
            if (use.meaning() == null && use.name().equals(composed.name())) {
              uses.add(
                  Applied.withDefaults(
                      use, source.participant().schema().directives().get(use.name())),
                  use);
            }
          }
        }
      }
      if (composed.definition().repeatable()) {
        uses.distinct().forEach(arguments -> merged.add(applied(composed, arguments)));
      } else if (!uses.isEmpty()) {
        merged.add(applied(composed, uses.most(coordinate, composed.name(), problems)));
      }
    }
    return merged;
  }

  private static DirectiveNode applied(Composed composed, SequencedMap<String, Value> arguments) {
    return new DirectiveNode(composed.name(), null, arguments, Join.NOWHERE, false);
  }
}
