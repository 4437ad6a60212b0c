package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.EnumValueNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Merges enums: what clients send must be known to every subgraph, what they receive to one. */
final class EnumMerge {
  private final Merging merging;
  private final HeadMerge heads;

  EnumMerge(Merging merging) {
    this.merging = merging;
    this.heads = new HeadMerge(merging);
  }

  /** Null when no value is left. */
  @Nullable TypeNode merge(String name, List<Source<TypeNode>> sources) {
    EnumUse.Use input = merging.enumUse().input(name);
    EnumUse.Use output = merging.enumUse().output(name);
    if (input == null && output == null) {
      merging
          .problems()
          .hint(
              Severity.DEBUG,
              "UNUSED_ENUM_TYPE",
              name,
              Source.places(sources),
              "No field returns the enum \"%s\" and no argument takes it.".formatted(name));
    }
    SequencedMap<String, List<Source<EnumValueNode>>> byName = new LinkedHashMap<>();
    for (Source<TypeNode> source : sources) {
      if (source.node() instanceof TypeNode.EnumNode constants) {
        for (EnumValueNode value : constants.values().values()) {
          byName
              .computeIfAbsent(value.name(), _ -> new ArrayList<>())
              .add(new Source<>(source.participant(), value));
        }
      }
    }
    SequencedMap<String, EnumValueNode> merged = new LinkedHashMap<>();
    byName.forEach(
        (value, having) -> {
          if (keeps(name, value, sources, having, input, output)) {
            merged.put(value, value(name + "." + value, having));
          }
        });
    if (merged.isEmpty()) {
      merging
          .problems()
          .error(
              "EMPTY_MERGED_ENUM_TYPE",
              name,
              Source.places(sources),
              "No value of the enum \"%s\" exists in all of %s, and clients send it: give it one that does."
                  .formatted(name, Source.names(sources)));
      return null;
    }
    return new TypeNode.EnumNode(heads.merge(name, sources, List.of(), List.of()), merged);
  }

  private boolean keeps(
      String name,
      String value,
      List<Source<TypeNode>> sources,
      List<Source<EnumValueNode>> having,
      EnumUse.@Nullable Use input,
      EnumUse.@Nullable Use output) {
    if (having.size() == sources.size()) {
      return true;
    }
    String coordinate = name + "." + value;
    List<Source<TypeNode>> lacking =
        sources.stream()
            .filter(
                source ->
                    having.stream().noneMatch(has -> has.participant() == source.participant()))
            .toList();
    if (input == null) {
      merging
          .problems()
          .hint(
              Severity.DEBUG,
              "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
              coordinate,
              Source.places(having),
              "\"%s\" does not exist in %s. The supergraph keeps it, since the enum is only returned."
                  .formatted(coordinate, Source.names(lacking)));
      return true;
    }
    boolean hidden =
        having.stream().anyMatch(source -> source.node().has(FederationDirective.INACCESSIBLE));
    if (hidden) {
      return true;
    }
    if (output == null) {
      merging
          .problems()
          .hint(
              Severity.WARN,
              "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
              coordinate,
              Source.places(having),
              "\"%s\" does not exist in %s. The supergraph leaves it out, since clients send the enum."
                  .formatted(coordinate, Source.names(lacking)));
      return false;
    }
    List<Place> places = new ArrayList<>(Source.places(having));
    places.addAll(Source.places(lacking));
    merging
        .problems()
        .error(
            "ENUM_VALUE_MISMATCH",
            coordinate,
            places,
            "\"%s\" does not exist in %s. The enum is both taken (by \"%s\") and returned (by \"%s\"), so it must have the same values everywhere: add the value there, or hide it with @inaccessible."
                .formatted(
                    coordinate, Source.names(lacking), input.coordinate(), output.coordinate()));
    return true;
  }

  private EnumValueNode value(String coordinate, List<Source<EnumValueNode>> having) {
    List<DirectiveNode> directives =
        new ArrayList<>(merging.elements().directives(coordinate, having));
    for (Source<EnumValueNode> source : having) {
      directives.add(Join.directive("join__enumValue", source.participant()).build());
    }
    EnumValueNode first = having.getFirst().node();
    return new EnumValueNode(
        first.name(),
        merging.elements().description(coordinate, having),
        directives,
        first.place());
  }
}
