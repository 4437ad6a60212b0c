package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Link;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Custom directives that subgraphs ask to keep with {@code @composeDirective}. Each belongs to a
 * specification of its own that the subgraph links to, so that two teams' directives of one name
 * are not mixed up.
 */
final class ComposedDirectives {
  private static final String CODE = "DIRECTIVE_COMPOSITION_ERROR";

  /** By the name that it has in the supergraph, without {@code @}. */
  private final SequencedMap<String, Composed> byName = new LinkedHashMap<>();

  private final Problems problems;

  /**
   * @param definition the newest version's, the last one where several subgraphs have that
   * @param sources the participants that compose it
   */
  private record Composed(
      String name, Feature feature, DirectiveDefinitionNode definition, Set<Participant> sources) {}

  private ComposedDirectives(Problems problems) {
    this.problems = problems;
  }

  static ComposedDirectives of(List<Participant> participants, Problems problems) {
    ComposedDirectives composed = new ComposedDirectives(problems);
    for (Participant participant : participants) {
      for (DirectiveNode use : participant.schema().schemaDirectives()) {
        if (use.is(FederationDirective.COMPOSE_DIRECTIVE)) {
          composed.add(participant, use);
        }
      }
    }
    return composed;
  }

  private void add(Participant participant, DirectiveNode use) {
    String written = use.string("name");
    if (written == null) {
      return;
    }
    if (!written.startsWith("@")) {
      error(
          use,
          "@%s(name: \"%s\"): a directive's name begins with @: write \"@%s\"."
              .formatted(use.name(), written, written));
      return;
    }
    String name = written.substring(1);
    Link link = participant.schema().links().linkOfDirective(name);
    DirectiveDefinitionNode definition = participant.schema().directives().get(name);
    if (link == null || link.feature().identity().startsWith("https://specs.apollo.dev/")) {
      boolean merged = link != null;
      error(
          use,
          merged
              ? "@%s is composed anyway: remove this @%s.".formatted(name, use.name())
              : "@%s comes from no linked specification: @link to one of your own and import \"@%s\" from it."
                  .formatted(name, name));
      return;
    }
    if (definition == null) {
      error(use, "@%s is not defined in \"%s\".".formatted(name, participant.name()));
      return;
    }
    Composed known = byName.get(name);
    if (known == null) {
      Set<Participant> sources = new LinkedHashSet<>(List.of(participant));
      byName.put(name, new Composed(name, link.feature(), definition, sources));
      return;
    }
    if (!known.feature().identity().equals(link.feature().identity())) {
      error(
          use,
          "@%s is of %s in \"%s\" and of %s elsewhere: import one of them under another name."
              .formatted(
                  name, link.feature().identity(), participant.name(), known.feature().identity()));
      return;
    }
    if (known.feature().major() != link.feature().major()) {
      error(
          use,
          "@%s is of %s in \"%s\" and of %s elsewhere, and major versions do not mix."
              .formatted(name, link.feature(), participant.name(), known.feature()));
      return;
    }
    known.sources().add(participant);
    if (link.feature().minor() >= known.feature().minor()) {
      byName.put(name, new Composed(name, link.feature(), definition, known.sources()));
    }
  }

  private void error(DirectiveNode use, String message) {
    List<Place> places = List.of(use.place());
    problems.error(CODE, "", places, message);
  }

  SequencedMap<String, DirectiveDefinitionNode> definitions() {
    SequencedMap<String, DirectiveDefinitionNode> definitions = new LinkedHashMap<>();
    byName.forEach((name, composed) -> definitions.put(name, composed.definition()));
    return definitions;
  }

  /** One link for each specification, importing what is composed of it. */
  List<DirectiveNode> links() {
    Map<String, List<Composed>> byIdentity = new LinkedHashMap<>();
    byName
        .values()
        .forEach(
            composed ->
                byIdentity
                    .computeIfAbsent(composed.feature().identity(), _ -> new ArrayList<>())
                    .add(composed));
    List<DirectiveNode> links = new ArrayList<>();
    for (List<Composed> ofOne : byIdentity.values()) {
      List<Value> imports =
          ofOne.stream()
              .<Value>map(composed -> new Value.StringValue("@" + composed.name()))
              .toList();
      links.add(
          Join.directive("link")
              .with("url", ofOne.getFirst().feature().toString())
              .with("import", new Value.ListValue(imports))
              .build());
    }
    return links;
  }

  /** The composed directives on one element: every distinct use of each. */
  <N extends ElementNode> List<DirectiveNode> merge(String coordinate, List<Source<N>> sources) {
    if (byName.isEmpty()) {
      return List.of();
    }
    List<DirectiveNode> merged = new ArrayList<>();
    for (Composed composed : byName.values()) {
      Set<SequencedMap<String, Value>> distinct = new LinkedHashSet<>();
      List<Source<N>> having = new ArrayList<>();
      for (Source<N> source : sources) {
        if (composed.sources().contains(source.participant())) {
          for (DirectiveNode use : source.node().directives()) {
            if (use.meaning() == null && use.name().equals(composed.name())) {
              distinct.add(use.arguments());
              having.add(source);
            }
          }
        }
      }
      if (!distinct.isEmpty()) {
        add(coordinate, composed, distinct, having, merged);
      }
    }
    return merged;
  }

  private <N extends ElementNode> void add(
      String coordinate,
      Composed composed,
      Set<SequencedMap<String, Value>> distinct,
      List<Source<N>> having,
      List<DirectiveNode> into) {
    int allowed = composed.definition().repeatable() ? distinct.size() : 1;
    if (distinct.size() > allowed) {
      problems.hint(
          Severity.WARN,
          "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
          coordinate,
          Source.places(having),
          "@%s on \"%s\" has different arguments in different subgraphs. The supergraph takes the first."
              .formatted(composed.name(), coordinate));
    }
    distinct.stream()
        .limit(allowed)
        .forEach(
            arguments ->
                into.add(new DirectiveNode(composed.name(), null, arguments, Join.NOWHERE, false)));
  }
}
