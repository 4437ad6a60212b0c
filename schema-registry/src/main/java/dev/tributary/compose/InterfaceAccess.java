package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.subgraph.TypeNode.WithFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who selects a field on an interface may meet any of its object types, and so must be allowed to
 * read the field on all of them: an interface asks what its implementations ask together. And an
 * interface object's field is every implementation's: what it asks, they ask.
 */
final class InterfaceAccess {
  private final Merging merging;
  private final SupergraphNames names;
  private final Map<String, TypeNode> types;

  private InterfaceAccess(Merging merging, SupergraphNames names, Map<String, TypeNode> types) {
    this.merging = merging;
    this.names = names;
    this.types = types;
  }

  static void addTo(Map<String, TypeNode> types, Merging merging, SupergraphNames names) {
    InterfaceAccess access = new InterfaceAccess(merging, names, types);
    Map<String, List<TypeNode.ObjectNode>> implementations = new LinkedHashMap<>();
    for (TypeNode type : List.copyOf(types.values())) {
      if (type instanceof TypeNode.ObjectNode object && !object.interfaces().isEmpty()) {
        TypeNode.ObjectNode asking = access.likeInterfaceObjects(object);
        types.put(asking.name(), asking);
        for (String name : asking.interfaces().keySet()) {
          implementations.computeIfAbsent(name, _ -> new ArrayList<>()).add(asking);
        }
      }
    }
    implementations.forEach(
        (name, objects) -> {
          if (types.get(name) instanceof TypeNode.InterfaceNode contract) {
            types.put(name, access.likeImplementations(contract, objects));
          }
        });
  }

  private TypeNode.ObjectNode likeInterfaceObjects(TypeNode.ObjectNode object) {
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
    for (FieldNode field : object.fields().values()) {
      List<AccessDemand> demands = new ArrayList<>();
      for (String contract : object.interfaces().keySet()) {
        for (Participant participant :
            InterfaceObjectFields.providers(merging, contract, field.name())) {
          WithFields there = participant.schema().withFields(contract);
          demands.add(AccessDemand.of(there == null ? null : there.fields().get(field.name())));
        }
      }
      String coordinate = object.name() + "." + field.name();
      List<DirectiveNode> changed = with(coordinate, field, demands);
      fields.put(field.name(), changed == null ? field : field.withDirectives(changed));
    }
    return object.withFields(fields);
  }

  private TypeNode likeImplementations(
      TypeNode.InterfaceNode contract, List<TypeNode.ObjectNode> objects) {
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
    for (FieldNode field : contract.fields().values()) {
      List<DirectiveNode> changed =
          with(
              contract.name() + "." + field.name(),
              field,
              objects.stream()
                  .map(object -> AccessDemand.of(object.fields().get(field.name())))
                  .toList());
      fields.put(field.name(), changed == null ? field : field.withDirectives(changed));
    }
    List<DirectiveNode> changed =
        with(contract.name(), contract, objects.stream().map(AccessDemand::of).toList());
    return new TypeNode.InterfaceNode(
        changed == null ? contract.head() : contract.head().withDirectives(changed),
        fields,
        contract.interfaces());
  }

  /** The element's directives when it also asks {@code others}; null when nothing changes. */
  private @Nullable List<DirectiveNode> with(
      String coordinate, ElementNode element, List<AccessDemand> others) {
    AccessDemand own = AccessDemand.of(element);
    AccessDemand all = own;
    for (AccessDemand other : others) {
      all = all.and(other);
    }
    if (all.equals(own)) {
      return null;
    }
    if (all.isTooComplex()) {
      AccessDemand.tooComplex(coordinate, List.of(element.place()), merging.problems());
      return null;
    }
    List<AccessDemand> asking = new ArrayList<>(others);
    asking.add(own);
    hint(coordinate, FederationDirective.REQUIRES_SCOPES, asking, AccessDemand::scopes);
    hint(coordinate, FederationDirective.POLICY, asking, AccessDemand::policies);
    List<DirectiveNode> directives = new ArrayList<>();
    element.directives().stream()
        .filter(use -> use.meaning() == null || !FederationDirective.ACCESS.contains(use.meaning()))
        .forEach(directives::add);
    // A field's join directives stand behind the others, a type's before.
    directives.addAll(element instanceof TypeNode ? directives.size() : 0, all.directives(names));
    return directives;
  }

  private interface Part {
    @Nullable AccessCondition of(AccessDemand demand);
  }

  private void hint(
      String coordinate, FederationDirective directive, List<AccessDemand> asking, Part part) {
    long different =
        asking.stream().map(part::of).filter(condition -> condition != null).distinct().count();
    if (different > 1) {
      TypeNode type = types.get(coordinate.replaceAll("\\..*", ""));
      List<Place> places = type == null ? List.of() : List.of(type.place());
      merging
          .problems()
          .hint(
              Severity.INFO,
              "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
              coordinate,
              places,
              "@%s of \"%s\" is put together from its implementations and interface objects: callers must meet all of them."
                  .formatted(names.of(directive), coordinate));
    }
  }
}
