package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Demand.FieldKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the merged data where objects stand: the root, or below a composite field. Knows where
 * these objects are read ({@link Access}), and which of their fields.
 */
final class Position {

  /** The field that leads here; null at the root. */
  final @Nullable DataField via;

  final DataKeys keys;
  private TypeSet types;
  private final List<Access> accesses = new ArrayList<>(2);
  private final Map<FieldKey, List<DataField>> fields = new LinkedHashMap<>();
  private final List<UpstreamField> typenames = new ArrayList<>(1);

  Position(@Nullable DataField via, TypeSet types, DataKeys keys) {
    this.via = via;
    this.types = types;
    this.keys = keys;
  }

  /** What the objects here may be at run time. */
  TypeSet types() {
    return types;
  }

  /** Whether every object here is of one type, known without asking. */
  boolean isConcrete() {
    return types.size() == 1;
  }

  /** When there are objects here at all. */
  Guard guard() {
    return via == null ? Guard.ALWAYS : via.guard();
  }

  List<Access> accesses() {
    return accesses;
  }

  void add(Access access) {
    accesses.add(access);
    types = types.or(access.types());
  }

  /** The graph nodes in which objects of this type are read here. */
  List<Node> nodes(int type) {
    List<Node> nodes = new ArrayList<>(accesses.size());
    for (Access access : accesses) {
      if (access.types().contains(type) && !nodes.contains(access.node())) {
        nodes.add(access.node());
      }
    }
    return nodes;
  }

  /** What is read under this field, each for other types; a list to be read only. */
  List<DataField> fields(FieldKey field) {
    return fields.getOrDefault(field, List.of());
  }

  void add(DataField field) {
    fields.computeIfAbsent(field.field, key -> new ArrayList<>(1)).add(field);
  }

  /** Where {@code __typename} of these objects is selected. */
  List<UpstreamField> typenames() {
    return typenames;
  }
}
