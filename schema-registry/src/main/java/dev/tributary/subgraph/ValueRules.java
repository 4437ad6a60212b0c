package dev.tributary.subgraph;

import dev.tributary.supergraph.BuiltInScalars;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a constant fits an input type (GraphQL specification, 3.5 to 3.12 and 5.6). */
public final class ValueRules {
  private final Map<String, TypeNode> types;

  /**
   * @param types the schema's types; a type not among them, other than a built-in scalar, takes
   *     anything
   */
  public ValueRules(Map<String, TypeNode> types) {
    this.types = types;
  }

  /** Why {@code value} is no {@code type}; null when it is one. */
  public @Nullable String problem(Value value, TypeRef type) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) ->
          value instanceof Value.NullValue
              ? "null is given where %s is wanted".formatted(type)
              : problem(value, inner);
      case TypeRef.ListOf(TypeRef element) ->
          switch (value) {
            case Value.NullValue _ -> null;
            case Value.ListValue(List<Value> values) -> {
              for (Value item : values) {
                String problem = problem(item, element);
                if (problem != null) {
                  yield problem;
                }
              }
              yield null;
            }
            default -> problem(value, element);
          };
      case TypeRef.Named(String name) ->
          value instanceof Value.NullValue || fits(value, name)
              ? null
              : "%s is given where %s is wanted".formatted(value, name);
    };
  }

  private boolean fits(Value value, String name) {
    return switch (types.get(name)) {
      case TypeNode.EnumNode constants ->
          value instanceof Value.EnumValue(String constant)
              && constants.values().containsKey(constant);
      case TypeNode.InputNode input ->
          value instanceof Value.ObjectValue object && fits(object, input);
      case null, default -> BuiltInScalars.takes(name, value);
    };
  }

  private boolean fits(Value.ObjectValue object, TypeNode.InputNode input) {
    for (var given : object.fields().entrySet()) {
      InputValueNode field = input.fields().get(given.getKey());
      if (field == null || problem(given.getValue(), field.type()) != null) {
        return false;
      }
    }
    if (input.isOneOf()
        && (object.fields().size() != 1 || object.fields().containsValue(new Value.NullValue()))) {
      return false;
    }
    return input.fields().values().stream()
        .noneMatch(field -> field.required() && !object.fields().containsKey(field.name()));
  }
}
