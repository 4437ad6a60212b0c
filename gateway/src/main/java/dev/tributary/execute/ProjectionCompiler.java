package dev.tributary.execute;

import dev.tributary.execute.Instruction.Guard;
import dev.tributary.execute.Instruction.Origin;
import dev.tributary.json.JsonText;
import dev.tributary.operation.Condition;
import dev.tributary.plan.Projection;
import dev.tributary.plan.Projection.Projected;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.plan.Projection.ProjectedIntrospection;
import dev.tributary.plan.Projection.ProjectedTypename;
import dev.tributary.plan.Projection.ProjectedWithheld;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Compiles the client's selection into {@link Segment}s. */
final class ProjectionCompiler {

  private static final ValueType NON_NULL = new ValueType(true, null);

  private final TypeTable types;
  private final ToIntFunction<Condition> conditions;
  private int composites;

  /**
   * @param conditions numbers a condition
   */
  ProjectionCompiler(TypeTable types, ToIntFunction<Condition> conditions) {
    this.types = types;
    this.conditions = conditions;
  }

  /**
   * @param position where the objects stand; null when no step selects anything there
   */
  Segment compile(Projection projection, @Nullable Position position) {
    return compile(projection, position, Set.of());
  }

  /**
   * @param possible the types that the objects may be of; empty when that makes no difference
   */
  private Segment compile(
      Projection projection, @Nullable Position position, Set<String> possible) {
    Segment.Builder segment = new Segment.Builder();
    for (Projected projected : projection.selections()) {
      Instruction instruction =
          switch (projected) {
            case ProjectedField field -> field(field, position);
            case ProjectedTypename typename -> typename(typename, position);
            case ProjectedWithheld withheld ->
                new Instruction.Withheld(ValueType.of(withheld.type()), withheld.toldWhereMet());
            case ProjectedIntrospection introspection ->
                new Instruction.Introspected(introspection.responseKey());
          };
      segment.add(
          projected.responseKey(),
          guard(projected.runtimeTypes(), possible, projected.condition()),
          instruction);
    }
    return segment.build();
  }

  /** What is asked for whatever the type may be is there even when nobody could tell the type. */
  private Guard guard(Set<String> runtimeTypes, Set<String> possible, Condition condition) {
    int number = conditions.applyAsInt(condition);
    boolean anyType =
        runtimeTypes.isEmpty() || !possible.isEmpty() && runtimeTypes.containsAll(possible);
    return anyType && number < 0
        ? Guard.NONE
        : new Guard(anyType ? null : types.set(runtimeTypes), number);
  }

  private Instruction field(ProjectedField field, @Nullable Position position) {
    Origin origin = origin(field.dataKey(), field.name(), position);
    ValueType type = ValueType.of(field.type());
    if (field.selections() == null) {
      return new Instruction.Leaf(
          origin, type, LeafKind.of(field.type().namedType(), field.enumValues()));
    }
    Position below = position == null ? null : position.existingChild(field.dataKey());
    Origin typename = origin("__typename", "__typename", below);
    boolean typesDiffer = typename.slot() >= 0;
    return new Instruction.Composite(
        ++composites,
        origin,
        type,
        compile(field.selections(), below, field.possibleTypes()),
        typesDiffer ? types.set(field.possibleTypes()) : null,
        typesDiffer ? typename : null);
  }

  private static Instruction typename(ProjectedTypename typename, @Nullable Position position) {
    if (typename.dataKey() == null) {
      String name = typename.typeName();
      if (name == null) {
        throw new IllegalArgumentException("a __typename that nobody knows");
      }
      return new Instruction.Constant(JsonText.quote(name));
    }
    return new Instruction.Leaf(
        origin(typename.dataKey(), "__typename", position), NON_NULL, LeafKind.BuiltIn.STRING);
  }

  private static Origin origin(String dataKey, String field, @Nullable Position position) {
    return position == null
        ? new Origin(dataKey, -1, List.of(), field)
        : new Origin(dataKey, position.slot(dataKey), position.providers(dataKey), field);
  }
}
