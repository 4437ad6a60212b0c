package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A field that an interface has from an interface object only is not declared by the object types
 * that implement it. Clients may ask for it there all the same, so it is added to each, with a
 * {@code @join__field} that names no subgraph.
 */
final class InterfaceObjectFields {
  private final Merging merging;
  private final Map<String, TypeNode> types;

  private InterfaceObjectFields(Merging merging, Map<String, TypeNode> types) {
    this.merging = merging;
    this.types = types;
  }

  static void addTo(Map<String, TypeNode> types, Merging merging) {
    InterfaceObjectFields added = new InterfaceObjectFields(merging, types);
    for (TypeNode type : List.copyOf(types.values())) {
      if (type instanceof TypeNode.ObjectNode object) {
        added.addTo(object);
      }
    }
  }

  private void addTo(TypeNode.ObjectNode object) {
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>(object.fields());
    for (String name : object.interfaces().keySet()) {
      if (types.get(name) instanceof TypeNode.InterfaceNode contract) {
        for (FieldNode field : contract.fields().values()) {
          if (!providers(merging, name, field.name()).isEmpty()) {
            fields.merge(
                field.name(), concrete(field), (own, ofContract) -> merged(own, ofContract));
          }
        }
      }
    }
    if (!fields.equals(object.fields())) {
      types.put(object.name(), object.withFields(fields));
      FieldSharing sharing = new FieldSharing(merging);
      fields.keySet().stream()
          .filter(field -> !object.fields().containsKey(field))
          .forEach(field -> sharing.checkAdded(object.name(), field, object.interfaces().keySet()));
    }
  }

  /** The participants that give the interface's field through an interface object. */
  static List<Participant> providers(Merging merging, String contract, String field) {
    return merging.interfaceObjects(contract).stream()
        .filter(
            participant -> {
              TypeNode.WithFields type = participant.schema().withFields(contract);
              return type != null
                  && type.fields().containsKey(field)
                  && !participant.roles().isExternal(contract + "." + field);
            })
        .toList();
  }

  /** An object type may repeat the field, {@code @external}, to require it. */
  private static FieldNode merged(FieldNode own, FieldNode ofContract) {
    boolean external =
        own.directives().stream()
            .filter(use -> use.name().equals("join__field"))
            .allMatch(use -> use.flag("external", false));
    boolean joined = own.directives().stream().anyMatch(use -> use.name().equals("join__field"));
    if (!external || !joined) {
      return own;
    }
    List<DirectiveNode> directives = new ArrayList<>(own.directives());
    ofContract.directives().stream()
        .filter(use -> !use.name().startsWith("join__"))
        .forEach(directives::add);
    return own.withDirectives(directives);
  }

  private static FieldNode concrete(FieldNode field) {
    List<DirectiveNode> directives = new ArrayList<>(kept(field.directives()));
    directives.add(Join.directive("join__field").build());
    return field.withDirectives(directives);
  }

  /**
   * Without what is worked out for object types and interfaces together ({@link InterfaceAccess}).
   */
  private static List<DirectiveNode> kept(List<DirectiveNode> directives) {
    return directives.stream()
        .filter(use -> !use.name().startsWith("join__"))
        .filter(use -> use.meaning() == null || !FederationDirective.ACCESS.contains(use.meaning()))
        .toList();
  }
}
