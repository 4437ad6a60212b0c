package dev.tributary.connect;

import dev.tributary.connect.Connector.Kind;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where one request of a client becomes one call for each item of a list: a connector without
 * {@code $batch} resolves fields of items, and whoever gave the list does not give those fields.
 */
public final class CallsPerItem {

  /**
   * A field that leads to such items.
   *
   * @param connector called once for each distinct item
   * @param field the coordinate of the field that leads to the items' type, such as {@code
   *     Post.author}
   * @param list the coordinate of the list that multiplies the calls: {@code field} itself, or one
   *     above it
   * @param missing the items' fields that only the connector gives
   */
  public record Edge(Connector connector, String field, String list, List<String> missing) {
    public Edge {
      missing = List.copyOf(missing);
    }
  }

  private final Supergraph supergraph;
  private final ConnectorExpansion expansion;

  /** The nearest list on a way from a root to objects of a type; by type. */
  private final Map<String, String> listAbove = new HashMap<>();

  private final Set<String> reached = new HashSet<>();
  private final Map<String, List<Leading>> leadingTo = new HashMap<>();

  private CallsPerItem(ConnectorExpansion expansion) {
    this.expansion = expansion;
    this.supergraph = expansion.supergraph();
  }

  /** Every such edge that clients can select, in the order of the schema. */
  public static List<Edge> of(ConnectorExpansion expansion) {
    return new CallsPerItem(expansion).edges();
  }

  private List<Edge> edges() {
    findLists();
    findLeading();
    List<Edge> edges = new ArrayList<>();
    expansion
        .connectors()
        .forEach(
            (id, connectors) -> {
              Connector connector = connectors.getFirst();
              if (connector.kind() == Kind.FIELD
                  || connector.kind() == Kind.TYPE
                  || connector.kind() == Kind.ENTITY) {
                addEdges(id, connector, edges);
              }
            });
    return List.copyOf(edges);
  }

  // Which types stand in lists

  private void findLists() {
    Deque<String> open = new ArrayDeque<>();
    for (String root : roots()) {
      reached.add(root);
      open.add(root);
    }
    while (!open.isEmpty()) {
      String typeName = open.remove();
      if (!(supergraph.types().get(typeName) instanceof ObjectType type)) {
        continue;
      }
      for (FieldDefinition field : type.fields().values()) {
        if (field.inaccessible()) {
          continue;
        }
        String list = list(typeName, field);
        for (String target : possible(field.type().namedType())) {
          boolean isNew = reached.add(target);
          isNew |= list != null && listAbove.putIfAbsent(target, list) == null;
          if (isNew) {
            open.add(target);
          }
        }
      }
    }
  }

  /** A field that leads to objects in a list. */
  private record Leading(String typeName, FieldDefinition field, String list) {}

  private void findLeading() {
    for (TypeDefinition definition : supergraph.types().values()) {
      if (definition instanceof ObjectType type && reached.contains(type.name())) {
        for (FieldDefinition field : type.fields().values()) {
          String list = list(type.name(), field);
          if (list != null && !field.inaccessible()) {
            Leading leading = new Leading(type.name(), field, list);
            for (String target : possible(field.type().namedType())) {
              leadingTo.computeIfAbsent(target, unused -> new ArrayList<>()).add(leading);
            }
          }
        }
      }
    }
  }

  private List<String> roots() {
    List<String> roots = new ArrayList<>(List.of(supergraph.queryType()));
    if (supergraph.mutationType() != null) {
      roots.add(supergraph.mutationType());
    }
    return roots;
  }

  /** What multiplies the objects that a field leads to; null when nothing does. */
  private @Nullable String list(String typeName, FieldDefinition field) {
    return isList(field.type()) ? typeName + "." + field.name() : listAbove.get(typeName);
  }

  private static boolean isList(TypeRef type) {
    return type.nullable() instanceof TypeRef.ListOf;
  }

  private Collection<String> possible(String typeName) {
    return switch (supergraph.types().get(typeName)) {
      case ObjectType object -> List.of(typeName);
      case TypeDefinition.InterfaceType anInterface -> possibleTypes(typeName);
      case TypeDefinition.UnionType union -> possibleTypes(typeName);
      case null, default -> List.of();
    };
  }

  private Collection<String> possibleTypes(String typeName) {
    Collection<String> possible = supergraph.possibleTypes().get(typeName);
    return possible == null ? List.of() : possible;
  }

  // Which of them a connector is called for

  private void addEdges(int id, Connector connector, List<Edge> into) {
    String itemType =
        connector.kind() == Kind.ENTITY ? connector.type().namedType() : connector.typeName();
    if (!(supergraph.types().get(itemType) instanceof ObjectType item)) {
      return;
    }
    List<FieldDefinition> given =
        item.fields().values().stream()
            .filter(field -> !field.inaccessible() && onlyOneByOne(id, connector, field))
            .toList();
    if (given.isEmpty()) {
      return;
    }
    for (Leading leading : leadingTo.getOrDefault(itemType, List.of())) {
      FieldDefinition field = leading.field();
      List<String> missing =
          given.stream()
              .filter(
                  wanted -> field.in().keySet().stream().noneMatch(by -> comes(field, by, wanted)))
              .map(FieldDefinition::name)
              .toList();
      if (!missing.isEmpty()) {
        into.add(
            new Edge(connector, leading.typeName() + "." + field.name(), leading.list(), missing));
      }
    }
  }

  /** Whether a connector gives the field, and others that do are called for one item each, too. */
  private boolean onlyOneByOne(int id, Connector connector, FieldDefinition field) {
    FieldInSubgraph here = field.in().get(id);
    if (here == null
        || here.external()
        || names(connector.key()).contains(field.name())
        || (connector.kind() == Kind.FIELD && !field.name().equals(connector.fieldName()))) {
      return false;
    }
    return field.in().entrySet().stream()
        .filter(other -> !other.getValue().external())
        .map(other -> expansion.connectors().get(other.getKey()))
        .allMatch(connectors -> connectors != null && connectors.getFirst().kind() != Kind.BATCH);
  }

  /** Whether a field of an item comes with the item from a subgraph that resolves the list. */
  private static boolean comes(FieldDefinition list, int subgraph, FieldDefinition wanted) {
    FieldInSubgraph leading = list.in().get(subgraph);
    if (leading == null || leading.external()) {
      return false;
    }
    FieldInSubgraph there = wanted.in().get(subgraph);
    return (there != null && !there.external())
        || (leading.provides() != null && names(leading.provides()).contains(wanted.name()));
  }

  private static Set<String> names(FieldSet fields) {
    Set<String> names = new HashSet<>();
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Field field -> names.add(field.name());
        case FieldSet.Fragment fragment -> names.addAll(names(fragment.selection()));
      }
    }
    return names;
  }
}
