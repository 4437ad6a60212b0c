package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
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
  private InterfaceObjectFields() {}

  static void addTo(Map<String, TypeNode> types) {
    for (TypeNode type : List.copyOf(types.values())) {
      if (type instanceof TypeNode.ObjectNode object) {
        SequencedMap<String, FieldNode> fields = new LinkedHashMap<>(object.fields());
        for (String name : object.interfaces().keySet()) {
          if (types.get(name) instanceof TypeNode.InterfaceNode contract
              && hasInterfaceObject(contract)) {
            contract
                .fields()
                .values()
                .forEach(field -> fields.computeIfAbsent(field.name(), _ -> concrete(field)));
          }
        }
        if (fields.size() > object.fields().size()) {
          types.put(object.name(), object.withFields(fields));
        }
      }
    }
  }

  private static boolean hasInterfaceObject(TypeNode.InterfaceNode contract) {
    return contract.directives().stream()
        .anyMatch(
            use ->
                use.name().equals("join__type")
                    && use.arguments().get("isInterfaceObject") instanceof Value.BooleanValue);
  }

  private static FieldNode concrete(FieldNode field) {
    List<DirectiveNode> directives = new ArrayList<>();
    directives.add(Join.directive("join__field").build());
    field.directives().stream()
        .filter(use -> use.is(FederationDirective.INACCESSIBLE) || use.is(FederationDirective.TAG))
        .forEach(directives::add);
    return new FieldNode(
        field.name(),
        field.description(),
        field.type(),
        field.arguments(),
        directives,
        field.place());
  }
}
