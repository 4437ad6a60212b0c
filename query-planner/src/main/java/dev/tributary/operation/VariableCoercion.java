package dev.tributary.operation;

import dev.tributary.operation.CoercedVariables.Coerced;
import dev.tributary.operation.CoercedVariables.Rejected;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coerces the variables of a request (GraphQL specification, 6.1.2). Safe for use by many threads.
 */
public final class VariableCoercion {

  private final Supergraph supergraph;

  public VariableCoercion(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  /**
   * Coerces what the client sent.
   *
   * @param raw as read from JSON: null, Boolean, String, any Number, List, Map. Names that the
   *     operation does not declare are ignored
   * @return numbers stay exact: an Int is an {@code Integer}, a Float and whatever a custom scalar
   *     holds are the numbers that were given. An ID is a String
   */
  public CoercedVariables coerce(Operation operation, Map<String, @Nullable Object> raw) {
    InputErrors errors = new InputErrors();
    InputCoercion coercion = new InputCoercion(supergraph, errors);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (VariableDefinition variable : operation.variables()) {
      if (errors.isFull()) {
        break;
      }
      String name = variable.name();
      errors.enterVariable(name);
      if (raw.containsKey(name)) {
        values.put(name, coercion.coerce(variable.type(), raw.get(name)));
        if (raw.get(name) == null && isNullableBoolean(variable)) {
          refuseNullCondition(operation, name, errors);
        }
      } else if (variable.defaultValue() != null) {
        values.put(name, coercion.coerceLiteral(variable.type(), variable.defaultValue()));
      } else if (variable.type().isNonNull()) {
        errors.add("a value of type " + variable.type() + " is required, but none was given");
      }
    }
    return errors.isEmpty() ? new Coerced(values) : new Rejected(errors.list());
  }

  private static boolean isNullableBoolean(VariableDefinition variable) {
    return variable.type() instanceof TypeRef.Named(String type) && type.equals("Boolean");
  }

  /**
   * A variable of type {@code Boolean} with a default may stand where {@code Boolean!} is asked for
   * (GraphQL specification, 5.8.5); then only execution can see that it was given null after all.
   */
  private static void refuseNullCondition(Operation operation, String name, InputErrors errors) {
    if (decides(operation.selections(), name)) {
      errors.add("it decides a @skip or @include, so it must not be null");
    }
  }

  private static boolean decides(SelectionSet set, String variable) {
    return set.selections().stream()
        .anyMatch(
            selection ->
                decides(selection.condition(), variable)
                    || switch (selection) {
                      case SelectionSet.Field field ->
                          field.selections() != null && decides(field.selections(), variable);
                      case SelectionSet.Fragment fragment ->
                          decides(fragment.selections(), variable);
                    });
  }

  private static boolean decides(Condition condition, String variable) {
    return switch (condition) {
      case Condition.Always() -> false;
      case Condition.Variable(String name, boolean negated) -> name.equals(variable);
      case Condition.And(List<Condition> all) -> all.stream().anyMatch(c -> decides(c, variable));
      case Condition.Or(List<Condition> any) -> any.stream().anyMatch(c -> decides(c, variable));
    };
  }
}
