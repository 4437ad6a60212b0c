package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an upstream selection: fields on the type itself where they are selected for all objects,
 * else in as few fragments as the subgraph's types allow.
 */
final class SelectionWriter {

  static final TypeRef TYPENAME_TYPE = new TypeRef.NonNull(new TypeRef.Named("String"));

  /** A data key that nothing reads; no field of a schema may begin like it. */
  private static final String NOTHING = "__nothing";

  private final QueryGraph graph;
  private final int subgraph;
  private final RepeatedSelections repeated;
  private final Map<ContextValue, String> contexts;

  /**
   * @param repeated told of every selection below a field
   * @param contexts the variables that carry values from contexts
   */
  SelectionWriter(
      QueryGraph graph,
      int subgraph,
      RepeatedSelections repeated,
      Map<ContextValue, String> contexts) {
    this.graph = graph;
    this.subgraph = subgraph;
    this.repeated = repeated;
    this.contexts = contexts;
  }

  /**
   * @param known what holds wherever the selection is asked for
   */
  SelectionSet write(UpstreamSelection selection, Guard known) {
    SequencedMap<Field, TypeSet> written = new LinkedHashMap<>();
    for (UpstreamField field : selection.fields()) {
      written.merge(write(field, known), field.types, TypeSet::or);
    }
    List<Selection> whole = new ArrayList<>();
    SequencedMap<String, List<Selection>> fragments = new LinkedHashMap<>();
    for (Map.Entry<Field, TypeSet> entry : written.entrySet()) {
      Field field = entry.getKey();
      if (isWhole(selection, field.name(), entry.getValue())) {
        whole.add(field);
        continue;
      }
      for (String condition : conditions(selection, field.name(), entry.getValue())) {
        fragments.computeIfAbsent(condition, c -> new ArrayList<>()).add(field);
      }
    }
    fragments.forEach(
        (condition, inside) ->
            whole.add(new Fragment(condition, Condition.ALWAYS, new SelectionSet(inside))));
    if (whole.isEmpty()) {
      whole.add(nothing(selection));
    }
    return new SelectionSet(whole);
  }

  /** GraphQL has no empty selection. */
  private Field nothing(UpstreamSelection selection) {
    boolean isInterfaceObject =
        graph.isInterface(selection.type) && !selection.types().intersects(graph.known(subgraph));
    // What an interface object says as __typename must not be taken for the objects' type.
    return isInterfaceObject ? typename(NOTHING) : typename();
  }

  static Field typename() {
    return typename(QueryGraph.TYPENAME);
  }

  private static Field typename(String dataKey) {
    return new Field(
        dataKey, QueryGraph.TYPENAME, new LinkedHashMap<>(), TYPENAME_TYPE, Condition.ALWAYS, null);
  }

  private Field write(UpstreamField field, Guard known) {
    SelectionSet below = field.below == null ? null : write(field.below, field.guard());
    if (field.below != null && below != null && below.selections().size() > 1) {
      repeated.add(below, field.below.type);
    }
    return new Field(
        field.dataKey,
        field.field.name(),
        arguments(field),
        type(field),
        field.guard().given(known).toCondition(),
        below,
        field.field.directives());
  }

  private SequencedMap<String, Value> arguments(UpstreamField field) {
    if (field.contexts().isEmpty()) {
      return field.field.arguments();
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>(field.field.arguments());
    field
        .contexts()
        .forEach(
            (argument, value) ->
                arguments.put(
                    argument, new Value.Variable(Objects.requireNonNull(contexts.get(value)))));
    return arguments;
  }

  private TypeRef type(UpstreamField field) {
    if (field.field.name().equals(QueryGraph.TYPENAME)) {
      return TYPENAME_TYPE;
    }
    FieldDefinition definition = graph.field(field.in.type, field.field.name());
    if (definition == null) {
      definition = graph.field(graph.object(field.types.first()), field.field.name());
    }
    return Objects.requireNonNull(definition, field.field.name()).type();
  }

  private boolean isWhole(UpstreamSelection selection, String field, TypeSet types) {
    return types.containsAll(selection.types())
        && !selection.type.equals(UpstreamSelection.ENTITY)
        && (field.equals(QueryGraph.TYPENAME) || graph.declares(selection.type, field, subgraph));
  }

  /** The type conditions that select a field for exactly these of the possible types. */
  private List<String> conditions(UpstreamSelection selection, String field, TypeSet types) {
    TypeSet here = types.and(selection.types());
    String one = here.size() > 1 ? cover(selection, field, here) : null;
    if (one != null) {
      return List.of(one);
    }
    List<String> conditions = new ArrayList<>();
    for (int type : here.toArray()) {
      String condition = Objects.requireNonNull(graph.typeIn(type, subgraph));
      if (!conditions.contains(condition)) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  /**
   * An abstract type of the subgraph that stands for just these types here; null when none does.
   */
  private @Nullable String cover(UpstreamSelection selection, String field, TypeSet types) {
    for (Map.Entry<String, TypeSet> candidate : graph.abstractTypes(subgraph).entrySet()) {
      String name = candidate.getKey();
      if (candidate.getValue().and(selection.types()).equals(types)
          && (field.equals(QueryGraph.TYPENAME) || hasSameType(name, field, types))) {
        return name;
      }
    }
    return null;
  }

  private boolean hasSameType(String type, String field, TypeSet types) {
    TypeRef own = graph.ownType(type, field, subgraph);
    if (own == null) {
      return false;
    }
    for (int object : types.toArray()) {
      if (!own.equals(graph.ownType(graph.object(object), field, subgraph))) {
        return false;
      }
    }
    return true;
  }
}
