package dev.tributary.compose;

import dev.tributary.compose.InputValueMerge.Owner;
import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.RootKind;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Merges one type, by its kind. */
final class TypeMerge {
  private final Merging merging;
  private final FieldMerge fields;
  private final InputValueMerge inputs;
  private final EnumMerge enums;
  private final HeadMerge heads;

  TypeMerge(Merging merging) {
    this.merging = merging;
    this.fields = new FieldMerge(merging);
    this.inputs = new InputValueMerge(merging);
    this.enums = new EnumMerge(merging);
    this.heads = new HeadMerge(merging);
  }

  /** Null when the subgraphs do not agree on what kind of type it is, or nothing is left of it. */
  @Nullable TypeNode merge(String name) {
    List<Source<TypeNode>> sources = merging.sources(name);
    if (!sameKind(name, sources)) {
      return null;
    }
    // An interface object stands for the interface: the real one decides the kind.
    TypeNode main =
        sources.stream()
            .map(Source::node)
            .filter(node -> !node.has(FederationDirective.INTERFACE_OBJECT))
            .findFirst()
            .orElse(sources.getFirst().node());
    return switch (main) {
      case TypeNode.ObjectNode _ -> withFields(name, sources, true);
      case TypeNode.InterfaceNode _ -> withFields(name, sources, false);
      case TypeNode.UnionNode _ -> union(name, sources);
      case TypeNode.EnumNode _ -> enums.merge(name, sources);
      case TypeNode.InputNode _ -> input(name, sources);
      case TypeNode.ScalarNode _ ->
          new TypeNode.ScalarNode(heads.merge(name, sources, List.of(), List.of()));
    };
  }

  private boolean sameKind(String name, List<Source<TypeNode>> sources) {
    long kinds = sources.stream().map(source -> kind(source.node())).distinct().count();
    if (kinds == 1) {
      return true;
    }
    merging
        .problems()
        .error(
            "TYPE_KIND_MISMATCH",
            name,
            Source.places(sources),
            "\"%s\" is of different kinds: %s. Make it one kind everywhere, or rename it."
                .formatted(name, TypeRefMerge.bySubgraph(sources, TypeMerge::kind)));
    return false;
  }

  private static String kind(TypeNode type) {
    return type.has(FederationDirective.INTERFACE_OBJECT) ? "interface" : type.kind();
  }

  private TypeNode withFields(String name, List<Source<TypeNode>> sources, boolean object) {
    List<DirectiveNode> implementations = new ArrayList<>();
    SequencedMap<String, Place> interfaces = new LinkedHashMap<>();
    for (Source<TypeNode> source : sources) {
      if (source.node() instanceof TypeNode.WithFields withFields) {
        withFields
            .interfaces()
            .forEach(
                (contract, place) -> {
                  interfaces.putIfAbsent(contract, place);
                  implementations.add(
                      Join.directive("join__implements", source.participant())
                          .with("interface", contract)
                          .build());
                });
      }
    }
    List<Participant> parents = sources.stream().map(Source::participant).toList();
    // Every subgraph can be asked from the root, whether it has a query of its own or not.
    if (name.equals(RootKind.QUERY.typeName())) {
      parents = merging.participants();
    }
    boolean isValueType =
        !isRoot(name)
            && sources.stream().noneMatch(source -> source.node().has(FederationDirective.KEY));
    SequencedMap<String, FieldNode> merged = new LinkedHashMap<>();
    for (var entry : FieldMerge.byName(name, parents).entrySet()) {
      merged.put(entry.getKey(), fields.merge(name, parents, entry.getValue()));
      if (isValueType) {
        presence(name, entry.getKey(), sources, entry.getValue());
      }
    }
    if (object) {
      entity(name, sources);
    }
    TypeNode.Head head = heads.merge(name, sources, implementations, List.of());
    return object
        ? new TypeNode.ObjectNode(head, merged, interfaces)
        : new TypeNode.InterfaceNode(head, merged, interfaces);
  }

  /** Where an entity lacks a key, nothing can be asked for it. */
  private void entity(String name, List<Source<TypeNode>> sources) {
    List<Source<TypeNode>> without =
        sources.stream().filter(source -> !source.node().has(FederationDirective.KEY)).toList();
    if (without.isEmpty() || without.size() == sources.size()) {
      return;
    }
    merging
        .problems()
        .hint(
            Severity.INFO,
            "INCONSISTENT_ENTITY",
            name,
            Source.places(without),
            "\"%s\" has a @key in some subgraphs and none in %s."
                .formatted(name, Source.names(without)));
  }

  /** Value types had better look the same everywhere. */
  private void presence(
      String type,
      String field,
      List<Source<TypeNode>> sources,
      List<Source<FieldNode>> fieldSources) {
    boolean lacking = false;
    for (Source<TypeNode> source : sources) {
      // An interface object adds some fields only, and what is all external repeats others' fields.
      boolean partial =
          source.node().has(FederationDirective.INTERFACE_OBJECT) || isAllExternal(source);
      boolean has =
          fieldSources.stream().anyMatch(one -> one.participant() == source.participant());
      lacking |= !partial && !has;
    }
    boolean addedByInterfaceObject =
        fieldSources.stream().anyMatch(one -> one.participant().isInterfaceObject(type));
    if (!lacking || addedByInterfaceObject) {
      return;
    }
    boolean contract = sources.getFirst().node() instanceof TypeNode.InterfaceNode;
    String coordinate = type + "." + field;
    merging
        .problems()
        .hint(
            Severity.DEBUG,
            contract
                ? "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
                : "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD",
            coordinate,
            Source.places(fieldSources),
            "\"%s\" exists in %s only, of the subgraphs that define \"%s\"."
                .formatted(coordinate, Source.names(fieldSources), type));
  }

  private static boolean isAllExternal(Source<TypeNode> source) {
    return source.node() instanceof TypeNode.WithFields type
        && type.fields().keySet().stream()
            .allMatch(field -> source.participant().roles().isExternal(type.name() + "." + field));
  }

  static boolean isRoot(String type) {
    for (RootKind kind : RootKind.values()) {
      if (kind.typeName().equals(type)) {
        return true;
      }
    }
    return false;
  }

  private TypeNode union(String name, List<Source<TypeNode>> sources) {
    List<DirectiveNode> joins = new ArrayList<>();
    SequencedMap<String, Place> members = new LinkedHashMap<>();
    SequencedMap<String, Integer> counts = new LinkedHashMap<>();
    for (Source<TypeNode> source : sources) {
      if (source.node() instanceof TypeNode.UnionNode union) {
        union
            .members()
            .forEach(
                (member, place) -> {
                  members.putIfAbsent(member, place);
                  counts.merge(member, 1, Integer::sum);
                });
      }
    }
    for (String member : members.keySet()) {
      for (Source<TypeNode> source : sources) {
        if (source.node() instanceof TypeNode.UnionNode union
            && union.members().containsKey(member)) {
          joins.add(
              Join.directive("join__unionMember", source.participant())
                  .with("member", member)
                  .build());
        }
      }
    }
    counts.forEach(
        (member, count) -> {
          if (count < sources.size()) {
            merging
                .problems()
                .hint(
                    Severity.DEBUG,
                    "INCONSISTENT_UNION_MEMBER",
                    name,
                    Source.places(sources),
                    "\"%s\" is a member of \"%s\" in some of the subgraphs that define the union only."
                        .formatted(member, name));
          }
        });
    return new TypeNode.UnionNode(heads.merge(name, sources, List.of(), joins), members);
  }

  private @Nullable TypeNode input(String name, List<Source<TypeNode>> sources) {
    List<InputValueMerge.Values> owners = new ArrayList<>();
    for (Source<TypeNode> source : sources) {
      if (source.node() instanceof TypeNode.InputNode input) {
        owners.add(new InputValueMerge.Values(source.participant(), input.fields(), input.place()));
      }
    }
    SequencedMap<String, InputValueNode> merged = inputs.merge(Owner.INPUT, name, owners);
    if (merged.isEmpty()) {
      merging
          .problems()
          .error(
              "EMPTY_MERGED_INPUT_TYPE",
              name,
              Source.places(sources),
              "No field of the input object \"%s\" exists in all of %s: give it one that does."
                  .formatted(name, Source.names(sources)));
      return null;
    }
    return new TypeNode.InputNode(heads.merge(name, sources, List.of(), List.of()), merged);
  }
}
