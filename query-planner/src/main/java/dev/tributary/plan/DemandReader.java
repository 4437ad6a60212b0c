package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.Demand.FieldKey;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Turns selections, of clients and of directives, into demands by object type. */
final class DemandReader {

  private final QueryGraph graph;

  DemandReader(QueryGraph graph) {
    this.graph = graph;
  }

  /** A client's selection; introspection of the schema is left out. */
  List<Demand> of(Operation operation) {
    Gathering root = new Gathering(operation.kind() == Operation.Kind.MUTATION);
    gather(root, graph.possible(operation.rootType()), operation.selections(), Guard.ALWAYS);
    return root.demands();
  }

  /** A key or requirement of an object of one of {@code types}, wanted when {@code guard} holds. */
  List<Demand> of(FieldSet fields, TypeSet types, Guard guard) {
    Gathering gathering = new Gathering(false);
    gather(gathering, types, fields, guard);
    return gathering.demands();
  }

  private void gather(Gathering into, TypeSet types, SelectionSet selections, Guard guard) {
    for (SelectionSet.Selection selection : selections.selections()) {
      Guard here = guard.and(Guard.of(selection.condition()));
      if (here.isNever()) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          TypeSet narrowed = types.and(graph.possible(fragment.typeCondition()));
          if (!narrowed.isEmpty()) {
            gather(into, narrowed, fragment.selections(), here);
          }
        }
        case SelectionSet.Field field -> {
          if (isIntrospection(field.name())) {
            continue;
          }
          if (field.sight() != SelectionSet.Sight.OPEN) {
            into.add(types, Demand.WITHHELD, here, false);
            continue;
          }
          FieldKey key =
              new FieldKey(
                  field.name(),
                  field.arguments(),
                  field.directives(),
                  into.calls ? field.responseKey() : "");
          Gathering below = into.add(types, key, here, field.selections() != null);
          if (below != null && field.selections() != null) {
            gather(below, below(types, field.name()), field.selections(), here);
          }
        }
      }
    }
  }

  private void gather(Gathering into, TypeSet types, FieldSet fields, Guard guard) {
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment(String condition, FieldSet selected) -> {
          TypeSet narrowed = types.and(graph.possible(condition));
          if (!narrowed.isEmpty()) {
            gather(into, narrowed, selected, guard);
          }
        }
        case FieldSet.Field(String name, var arguments, FieldSet selected) -> {
          Gathering below =
              into.add(types, new FieldKey(name, arguments, ""), guard, selected != null);
          if (below != null && selected != null) {
            gather(below, below(types, name), selected, guard);
          }
        }
      }
    }
  }

  /** What a field of these types may return. */
  TypeSet below(TypeSet types, String field) {
    TypeSet result = TypeSet.EMPTY;
    for (int type : types.toArray()) {
      FieldDefinition definition = graph.field(graph.object(type), field);
      if (definition != null) {
        result = result.or(graph.possible(definition.type().namedType()));
      }
    }
    return result;
  }

  static boolean isIntrospection(String field) {
    return field.equals("__schema") || field.equals("__type");
  }

  /** The demands of one position while they are gathered: equal ones become one. */
  private static final class Gathering {

    private record Key(TypeSet types, FieldKey field) {}

    private final SequencedMap<Key, Entry> entries = new LinkedHashMap<>();
    private final boolean calls;

    private static final class Entry {
      private Guard guard = Guard.NEVER;
      private final @Nullable Gathering below;

      Entry(@Nullable Gathering below) {
        this.below = below;
      }
    }

    Gathering(boolean calls) {
      this.calls = calls;
    }

    @Nullable Gathering add(TypeSet types, FieldKey field, Guard guard, boolean composite) {
      Entry entry =
          entries.computeIfAbsent(
              new Key(types, field), key -> new Entry(composite ? new Gathering(false) : null));
      entry.guard = entry.guard.or(guard);
      return entry.below;
    }

    List<Demand> demands() {
      List<Demand> result = new ArrayList<>(entries.size());
      for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
        Gathering below = entry.getValue().below;
        result.add(
            new Demand(
                entry.getKey().types(),
                entry.getKey().field(),
                entry.getValue().guard,
                below == null ? null : below.demands()));
      }
      return result;
    }
  }
}
