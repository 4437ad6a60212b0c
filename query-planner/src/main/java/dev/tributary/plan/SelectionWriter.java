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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes an upstream selection: fields on the type itself where they are selected for all objects,
 * else in as few fragments as the subgraph's types allow.
 */
final class SelectionWriter {

  static final TypeRef TYPENAME_TYPE = new TypeRef.NonNull(new TypeRef.Named("String"));

  private final QueryGraph graph;
  private final int subgraph;
  private final RepeatedSelections repeated;

  /**
   * @param repeated told of every selection below a field
   */
  SelectionWriter(QueryGraph graph, int subgraph, RepeatedSelections repeated) {
    this.graph = graph;
    this.subgraph = subgraph;
    this.repeated = repeated;
  }

  /** A field as written, and when. */
  private record Written(Field field, Guard guard) {}

  /**
   * @param known what holds wherever the selection is asked for
   */
  SelectionSet write(UpstreamSelection selection, Guard known) {
    SequencedMap<Written, TypeSet> written = new LinkedHashMap<>();
    for (UpstreamField field : selection.fields()) {
      written.merge(write(field, known), field.types, TypeSet::or);
    }
    List<Selection> whole = new ArrayList<>();
    SequencedMap<String, List<Selection>> fragments = new LinkedHashMap<>();
    for (Map.Entry<Written, TypeSet> entry : written.entrySet()) {
      Field field = entry.getKey().field();
      Guard guard = entry.getKey().guard();
      if (isWhole(selection, field.name(), entry.getValue())) {
        guarded(field, guard, selection.type, whole::add);
        continue;
      }
      for (String condition : conditions(selection, field.name(), entry.getValue())) {
        List<Selection> inside = fragments.computeIfAbsent(condition, c -> new ArrayList<>());
        guarded(field, guard, condition, inside::add);
      }
    }
    fragments.forEach(
        (condition, inside) ->
            whole.add(new Fragment(condition, Condition.ALWAYS, new SelectionSet(inside))));
    if (whole.isEmpty()) {
      whole.add(typename());
    }
    return new SelectionSet(whole);
  }

  static Field typename() {
    return new Field(
        QueryGraph.TYPENAME,
        QueryGraph.TYPENAME,
        new LinkedHashMap<>(),
        TYPENAME_TYPE,
        Condition.ALWAYS,
        null);
  }

  private Written write(UpstreamField field, Guard known) {
    SelectionSet below = field.below == null ? null : write(field.below, field.guard());
    if (field.below != null && below != null && below.selections().size() > 1) {
      repeated.add(below, field.below.type);
    }
    // Whatever is wanted of the objects, their type is told: an empty object tells nothing.
    Guard guard =
        field.field.name().equals(QueryGraph.TYPENAME) ? Guard.ALWAYS : field.guard().given(known);
    return new Written(
        new Field(
            field.dataKey,
            field.field.name(),
            field.field.arguments(),
            type(field),
            Condition.ALWAYS,
            below),
        guard);
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

  /**
   * Puts the directives on a field. GraphQL joins directives by "and", allows each once, and has no
   * "or": several cases become several selections, several literals of a kind nested fragments.
   */
  private static void guarded(
      Field field, Guard guard, String type, java.util.function.Consumer<Selection> into) {
    if (guard.isAlways()) {
      into.accept(field);
      return;
    }
    for (Guard.Case one : guard.cases()) {
      List<Condition> layers = layers(one);
      Selection selection =
          new Field(
              field.responseKey(),
              field.name(),
              field.arguments(),
              field.type(),
              layers.getFirst(),
              field.selections());
      for (Condition layer : layers.subList(1, layers.size())) {
        selection = new Fragment(type, layer, new SelectionSet(List.of(selection)));
      }
      into.accept(selection);
    }
  }

  /** Each with at most one {@code @include} and one {@code @skip}. */
  private static List<Condition> layers(Guard.Case one) {
    List<Guard.Literal> includes = new ArrayList<>();
    List<Guard.Literal> skips = new ArrayList<>();
    one.literals().forEach(literal -> (literal.negated() ? skips : includes).add(literal));
    List<Condition> layers = new ArrayList<>();
    for (int i = 0; i < Math.max(includes.size(), skips.size()); i++) {
      TreeSet<Guard.Literal> layer = new TreeSet<>();
      if (i < includes.size()) {
        layer.add(includes.get(i));
      }
      if (i < skips.size()) {
        layer.add(skips.get(i));
      }
      layers.add(Guard.toCondition(new Guard.Case(layer)));
    }
    return layers;
  }
}
