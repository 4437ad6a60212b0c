package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Gives root types their usual names, so that they merge whatever each subgraph calls them. */
final class RootTypes {
  private final Map<String, String> renames;

  private RootTypes(Map<String, String> renames) {
    this.renames = renames;
  }

  static SubgraphSchema normalise(DocumentReader.Read read, Problems problems) {
    SubgraphSchema schema = read.schema();
    Map<String, String> renames = new HashMap<>();
    for (RootKind kind : RootKind.values()) {
      String usual = kind.typeName();
      String named = read.roots().get(kind);
      boolean usualIsRoot = named == null && !read.explicitRoots();
      if (named != null && !schema.types().containsKey(named)) {
        problems.error(
            GraphQlRules.INVALID_GRAPHQL,
            "",
            schema.start(),
            "The schema's %s root type \"%s\" is not defined.".formatted(kind.operation(), named));
      } else if (named != null && !named.equals(usual)) {
        renames.put(named, usual);
      }
      TypeNode occupant = schema.types().get(usual);
      if (occupant != null && !usualIsRoot && !usual.equals(named)) {
        problems.error(
            "ROOT_" + kind.name() + "_USED",
            usual,
            occupant.place(),
            "\"%s\" is a type here but not the %s root type%s. Subgraphs share this name for their root type: rename the type, or make it the root."
                .formatted(
                    usual, kind.operation(), named == null ? "" : " (that is \"" + named + "\")"));
      }
    }
    if (renames.isEmpty()) {
      return schema;
    }
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    RootTypes rename = new RootTypes(renames);
    schema.types().values().forEach(type -> types.put(rename.name(type.name()), rename.type(type)));
    return schema.withTypes(types);
  }

  private String name(String name) {
    return renames.getOrDefault(name, name);
  }

  private TypeNode type(TypeNode type) {
    TypeNode.Head head = type.head();
    TypeNode.Head renamed =
        new TypeNode.Head(
            name(head.name()),
            head.description(),
            head.directives(),
            head.place(),
            head.extensionOnly());
    return switch (type) {
      case TypeNode.ObjectNode object ->
          new TypeNode.ObjectNode(renamed, fields(object.fields()), object.interfaces());
      case TypeNode.InterfaceNode contract ->
          new TypeNode.InterfaceNode(renamed, fields(contract.fields()), contract.interfaces());
      case TypeNode.UnionNode union -> {
        SequencedMap<String, Place> members = new LinkedHashMap<>();
        union.members().forEach((member, place) -> members.put(name(member), place));
        yield new TypeNode.UnionNode(renamed, members);
      }
      case TypeNode.EnumNode _, TypeNode.InputNode _, TypeNode.ScalarNode _ -> type;
    };
  }

  private SequencedMap<String, FieldNode> fields(SequencedMap<String, FieldNode> fields) {
    SequencedMap<String, FieldNode> changed = new LinkedHashMap<>();
    fields.forEach(
        (name, field) ->
            changed.put(
                name,
                new FieldNode(
                    name,
                    field.description(),
                    type(field.type()),
                    field.arguments(),
                    field.directives(),
                    field.place())));
    return changed;
  }

  private TypeRef type(TypeRef type) {
    return switch (type) {
      case TypeRef.Named named -> new TypeRef.Named(name(named.name()));
      case TypeRef.ListOf list -> new TypeRef.ListOf(type(list.element()));
      case TypeRef.NonNull nonNull -> new TypeRef.NonNull(type(nonNull.type()));
    };
  }
}
