package dev.tributary.compose;

import dev.tributary.compose.InputValueMerge.Owner;
import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.supergraph.DirectiveLocations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Directives for use in operations. One that a client writes may travel to any subgraph, so only
 * those stay that every subgraph defines, in the locations that all of them allow.
 */
final class ExecutableDirectives {
  private ExecutableDirectives() {}

  /** Whether operations may use the directive. */
  static boolean isExecutable(DirectiveDefinitionNode definition) {
    return definition.locations().stream().anyMatch(DirectiveLocations.EXECUTABLE::contains);
  }

  /** One participant's definition. */
  private record Defined(Participant participant, DirectiveDefinitionNode node) {}

  /**
   * @param composed custom directives that are kept anyway
   */
  static SequencedMap<String, DirectiveDefinitionNode> merge(
      Merging merging, Set<String> composed) {
    SequencedMap<String, List<Defined>> byName = new LinkedHashMap<>();
    for (Participant participant : merging.participants()) {
      for (DirectiveDefinitionNode node : participant.schema().directives().values()) {
        if (!composed.contains(node.name()) && isExecutable(node)) {
          byName
              .computeIfAbsent(node.name(), _ -> new ArrayList<>())
              .add(new Defined(participant, node));
        }
      }
    }
    SequencedMap<String, DirectiveDefinitionNode> merged = new LinkedHashMap<>();
    byName.forEach(
        (name, defined) -> {
          String coordinate = "@" + name;
          List<Place> places = defined.stream().map(one -> one.node().place()).toList();
          if (defined.size() < merging.participants().size()) {
            merging
                .problems()
                .hint(
                    Severity.WARN,
                    "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
                    coordinate,
                    places,
                    "\"@%s\" is not defined in every subgraph, so the supergraph leaves it out."
                        .formatted(name));
            return;
          }
          LinkedHashSet<String> locations = new LinkedHashSet<>(commonLocations(defined));
          if (locations.isEmpty()) {
            merging
                .problems()
                .hint(
                    Severity.WARN,
                    "NO_EXECUTABLE_DIRECTIVE_INTERSECTION",
                    coordinate,
                    places,
                    "\"@%s\" has no place in operations that all subgraphs allow, so the supergraph leaves it out."
                        .formatted(name));
            return;
          }
          consistency(merging, coordinate, defined, locations, places);
          merged.put(name, definition(merging, coordinate, defined, locations));
        });
    return merged;
  }

  private static void consistency(
      Merging merging,
      String coordinate,
      List<Defined> defined,
      Set<String> locations,
      List<Place> places) {
    if (defined.stream().map(one -> one.node().repeatable()).distinct().count() > 1) {
      merging
          .problems()
          .hint(
              Severity.WARN,
              "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE",
              coordinate,
              places,
              "\"%s\" is repeatable in some subgraphs only, so it is not in the supergraph."
                  .formatted(coordinate));
    }
    if (defined.stream().anyMatch(one -> !executable(one).equals(locations))) {
      merging
          .problems()
          .hint(
              Severity.WARN,
              "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
              coordinate,
              places,
              "\"%s\" may stand in different places of an operation in different subgraphs. The supergraph allows those that all of them do: %s."
                  .formatted(coordinate, String.join(", ", locations)));
    }
  }

  private static Set<String> executable(Defined defined) {
    Set<String> locations = new LinkedHashSet<>(defined.node().locations());
    locations.retainAll(DirectiveLocations.EXECUTABLE);
    return locations;
  }

  private static Set<String> commonLocations(List<Defined> defined) {
    Set<String> common = new LinkedHashSet<>(defined.getFirst().node().locations());
    common.retainAll(DirectiveLocations.EXECUTABLE);
    defined.forEach(one -> common.retainAll(one.node().locations()));
    return common;
  }

  private static DirectiveDefinitionNode definition(
      Merging merging, String coordinate, List<Defined> defined, LinkedHashSet<String> locations) {
    SequencedMap<String, InputValueNode> arguments =
        new InputValueMerge(merging)
            .merge(
                Owner.FIELD,
                coordinate,
                defined.stream()
                    .map(
                        one ->
                            new InputValueMerge.Values(
                                one.participant(), one.node().arguments(), one.node().place()))
                    .toList());
    DirectiveDefinitionNode first = defined.getFirst().node();
    return new DirectiveDefinitionNode(
        first.name(),
        first.description(),
        arguments,
        defined.stream().allMatch(one -> one.node().repeatable()),
        locations,
        first.place());
  }
}
