package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.CollectedFields.Collected;
import dev.tributary.plan.CollectedFields.Occurrence;
import dev.tributary.plan.Demand.FieldKey;
import dev.tributary.plan.Projection.Projected;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.plan.Projection.ProjectedIntrospection;
import dev.tributary.plan.Projection.ProjectedTypename;
import dev.tributary.plan.Projection.ProjectedWithheld;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes down how the client's answer is read from the merged data. */
final class ProjectionWriter {

  /**
   * Fields of one answer, ten more for each that is selected. Where types differ in the order of
   * fields, what is below a field is written down for each order, and so on further down.
   */
  private static final int MOST_FIELDS = 10_000;

  private final QueryGraph graph;
  private final ClientTypes clientTypes;
  private final FieldPlaces places = new FieldPlaces();
  private boolean calls;
  private int fields;
  private int mostFields;

  ProjectionWriter(QueryGraph graph, ClientTypes clientTypes) {
    this.graph = graph;
    this.clientTypes = clientTypes;
  }

  Projection write(Operation operation, Position root) {
    calls = operation.kind() == Operation.Kind.MUTATION;
    mostFields = MOST_FIELDS + 10 * size(operation.selections());
    TypeSet types = graph.possible(operation.rootType());
    Occurrence all = new Occurrence(operation.selections(), Condition.ALWAYS);
    return write(List.of(root), types, List.of(all), Guard.ALWAYS);
  }

  private static int size(SelectionSet set) {
    int size = 0;
    for (SelectionSet.Selection selection : set.selections()) {
      size +=
          switch (selection) {
            case SelectionSet.Fragment fragment -> size(fragment.selections());
            case SelectionSet.Field(_, _, _, _, _, SelectionSet below, _, _) ->
                1 + (below == null ? 0 : size(below));
          };
    }
    return size;
  }

  /**
   * @param at the positions whose objects these are: several, when the client selected a field for
   *     all types and again for some
   * @param types what the objects may be
   * @param guard what holds wherever these objects are projected
   */
  private Projection write(
      List<Position> at, TypeSet types, List<Occurrence> selections, Guard guard) {
    List<Projected> result = new ArrayList<>();
    for (Collected collected : CollectedFields.of(graph, places, types, selections)) {
      if (++fields > mostFields) {
        throw new PlanTooLargeException(mostFields);
      }
      String name = collected.first().name();
      Set<String> names = names(collected.types(), types);
      if (collected.first().sight() != SelectionSet.Sight.OPEN) {
        addWithheld(result, types, collected);
      } else if (name.equals(QueryGraph.TYPENAME)) {
        boolean known = types.size() == 1;
        result.add(
            new ProjectedTypename(
                collected.first().responseKey(),
                known ? null : QueryGraph.TYPENAME,
                known ? graph.object(types.first()) : null,
                names,
                collected.condition()));
      } else if (DemandReader.isIntrospection(name)) {
        result.add(
            new ProjectedIntrospection(collected.first().responseKey(), collected.condition()));
      } else {
        addField(result, at, types, collected, guard.and(Guard.of(collected.condition())));
      }
    }
    return new Projection(result);
  }

  private void addWithheld(List<Projected> result, TypeSet types, Collected collected) {
    SelectionSet.Field field = collected.first();
    SequencedMap<TypeRef, TypeSet> byType = new LinkedHashMap<>();
    for (int type : collected.types().toArray()) {
      FieldDefinition definition = graph.field(graph.object(type), field.name());
      TypeRef own = definition == null ? field.type() : definition.type();
      byType.merge(own, TypeSet.of(type), TypeSet::or);
    }
    byType.forEach(
        (type, of) ->
            result.add(
                new ProjectedWithheld(
                    field.responseKey(),
                    type,
                    field.sight() == SelectionSet.Sight.WITHHELD_WHERE_MET,
                    names(of, types),
                    collected.condition())));
  }

  /** Where a field is found: the same for all types of one source. */
  private record Source(TypeRef type, @Nullable String dataKey, List<Position> below) {}

  private void addField(
      List<Projected> result, List<Position> at, TypeSet types, Collected collected, Guard guard) {
    SequencedMap<Source, TypeSet> sources = new LinkedHashMap<>();
    for (int type : collected.types().toArray()) {
      sources.merge(source(at, type, collected, guard), TypeSet.of(type), TypeSet::or);
    }
    if (sources.size() == 1) {
      Map.Entry<Source, TypeSet> only = sources.firstEntry();
      ProjectedField field = field(only.getKey(), at, only.getValue(), collected, guard);
      result.add(field.of(names(only.getValue(), types)));
      return;
    }
    SequencedMap<ProjectedField, TypeSet> fields = new LinkedHashMap<>();
    sources.forEach(
        (source, of) -> fields.merge(field(source, at, of, collected, guard), of, TypeSet::or));
    for (Map.Entry<ProjectedField, TypeSet> entry : fields.entrySet()) {
      result.add(entry.getKey().of(names(entry.getValue(), types)));
    }
  }

  private Source source(List<Position> at, int type, Collected collected, Guard guard) {
    SelectionSet.Field first = collected.first();
    FieldKey key =
        new FieldKey(
            first.name(),
            first.arguments(),
            first.directives(),
            calls && isRoot(at) ? first.responseKey() : "");
    List<DataField> read =
        at.stream()
            .flatMap(position -> position.fields(key).stream())
            .filter(field -> field.types.contains(type))
            .toList();
    String dataKey = dataKey(read, guard);
    List<Position> below = new ArrayList<>();
    for (DataField field : read) {
      if (field.child != null && field.dataKey.equals(dataKey)) {
        below.add(field.child);
      }
    }
    FieldDefinition definition =
        Objects.requireNonNull(graph.field(graph.object(type), first.name()), first.name());
    return new Source(definition.type(), dataKey, below);
  }

  /**
   * The same field may be read for some types under one condition and for others under another, and
   * stand under two keys if it must not be merged upstream: then the one counts that is there
   * whenever it is wanted.
   */
  private static @Nullable String dataKey(List<DataField> read, Guard guard) {
    return read.stream()
        .filter(field -> field.guard().covers(guard))
        .findFirst()
        .or(() -> read.stream().findFirst())
        .map(field -> field.dataKey)
        .orElse(null);
  }

  private static boolean isRoot(List<Position> at) {
    return at.size() == 1 && at.getFirst().via == null;
  }

  private ProjectedField field(
      Source source, List<Position> at, TypeSet of, Collected collected, Guard guard) {
    SelectionSet.Field first = collected.first();
    String named = source.type().namedType();
    TypeSet possible = graph.possible(named);
    Projection below = null;
    if (first.selections() != null) {
      TypeSet met = TypeSet.EMPTY;
      for (Position position : source.below()) {
        met = met.or(position.types());
      }
      possible = source.below().isEmpty() ? possible : possible.and(met);
      below = write(source.below(), possible, collected.below(), guard);
    }
    return new ProjectedField(
        first.responseKey(),
        first.name(),
        source.dataKey() == null ? absent(at, first.name(), of) : source.dataKey(),
        source.type(),
        clientTypes.enumValues(named),
        first.selections() == null ? Set.of() : Paths.names(clientTypes.visible(possible), graph),
        Set.of(),
        collected.condition(),
        below);
  }

  /** Nothing was fetched for it: it is read where nothing ever stands, and found to be null. */
  private static String absent(List<Position> at, String name, TypeSet types) {
    return at.isEmpty() ? name : at.getFirst().keys.absent(name, types);
  }

  private Set<String> names(TypeSet types, TypeSet all) {
    return types.containsAll(all) ? Set.of() : Paths.names(types, graph);
  }
}
