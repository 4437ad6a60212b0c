package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Who selects a field on an interface may meet any of its object types, and so must be allowed to
 * read the field on all of them: an interface asks what its implementations ask together.
 */
final class InterfaceAccess {
  private InterfaceAccess() {}

  static void addTo(Map<String, TypeNode> types, SupergraphNames names) {
    Map<String, List<TypeNode.ObjectNode>> implementations = new LinkedHashMap<>();
    for (TypeNode type : types.values()) {
      if (type instanceof TypeNode.ObjectNode object) {
        for (String name : object.interfaces().keySet()) {
          implementations.computeIfAbsent(name, _ -> new ArrayList<>()).add(object);
        }
      }
    }
    implementations.forEach(
        (name, objects) -> {
          if (types.get(name) instanceof TypeNode.InterfaceNode contract) {
            types.put(name, protectedLike(contract, objects, names));
          }
        });
  }

  private static TypeNode protectedLike(
      TypeNode.InterfaceNode contract, List<TypeNode.ObjectNode> objects, SupergraphNames names) {
    AccessDemand demand = AccessDemand.of(null);
    for (TypeNode.ObjectNode object : objects) {
      demand = demand.and(AccessDemand.of(object));
    }
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
    for (FieldNode field : contract.fields().values()) {
      AccessDemand ofField = AccessDemand.of(null);
      for (TypeNode.ObjectNode object : objects) {
        ofField = ofField.and(AccessDemand.of(object.fields().get(field.name())));
      }
      List<DirectiveNode> directives = new ArrayList<>(ofField.directives(names));
      directives.addAll(field.directives());
      fields.put(field.name(), field.withDirectives(directives));
    }
    List<DirectiveNode> directives = new ArrayList<>(contract.directives());
    directives.addAll(demand.directives(names));
    return new TypeNode.InterfaceNode(
        contract.head().withDirectives(directives), fields, contract.interfaces());
  }
}
