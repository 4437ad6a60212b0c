package dev.tributary.operation;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Coerces single values to input types; what it returns after an error is not to be used. */
final class InputCoercion {

  /** Input types may nest without end, and so may what a client sends. */
  private static final int MAX_DEPTH = 200;

  private final Supergraph supergraph;
  private final InputErrors errors;

  InputCoercion(Supergraph supergraph, InputErrors errors) {
    this.supergraph = supergraph;
    this.errors = errors;
  }

  @Nullable Object coerce(TypeRef type, @Nullable Object value) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> {
        if (value == null) {
          errors.add("null is given, but " + type + " is never null");
          yield null;
        }
        yield coerce(inner, value);
      }
      case TypeRef.ListOf(TypeRef element) -> value == null ? null : list(element, value);
      case TypeRef.Named(String name) -> value == null ? null : named(name, value);
    };
  }

  @Nullable Object coerceLiteral(TypeRef type, Value literal) {
    return coerce(type, plain(literal));
  }

  private @Nullable Object list(TypeRef element, Object value) {
    List<@Nullable Object> items = new ArrayList<>();
    if (!(value instanceof List<?> given)) {
      items.add(coerce(element, value));
      return items;
    }
    if (isTooDeep()) {
      return null;
    }
    for (int i = 0; i < given.size() && !errors.isFull(); i++) {
      errors.enterItem(i);
      items.add(coerce(element, given.get(i)));
      errors.leave();
    }
    return items;
  }

  private @Nullable Object named(String name, Object value) {
    return switch (supergraph.types().get(name)) {
      case ScalarType scalar -> ScalarCoercion.coerce(name, value, errors);
      case EnumType anEnum -> enumValue(anEnum, value);
      case InputType input -> inputObject(input, value);
      case Composite composite -> throw notInput(name);
      case null -> throw notInput(name);
    };
  }

  private static IllegalStateException notInput(String name) {
    return new IllegalStateException("validation let pass a variable of type " + name);
  }

  private @Nullable Object enumValue(EnumType type, Object value) {
    if (value instanceof String name
        && type.values().get(name) instanceof EnumValueDefinition known
        && !known.inaccessible()) {
      return name;
    }
    errors.add(ScalarCoercion.shown(value) + " is not a value of the enum " + type.name());
    return null;
  }

  private @Nullable Object inputObject(InputType type, Object value) {
    if (!(value instanceof Map<?, ?> given)) {
      errors.add(ScalarCoercion.shown(value) + " is not an object of type " + type.name());
      return null;
    }
    if (isTooDeep()) {
      return null;
    }
    refuseUnknownFields(type, given);
    if (isOneOf(type)) {
      refuseUnlessOne(type, given);
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (InputFieldDefinition field : type.fields().values()) {
      if (errors.isFull()) {
        break;
      }
      if (!field.inaccessible()) {
        errors.enterField(field.name());
        inputField(field, given, fields);
        errors.leave();
      }
    }
    return fields;
  }

  private void inputField(
      InputFieldDefinition field, Map<?, ?> given, Map<String, @Nullable Object> fields) {
    String name = field.name();
    if (given.containsKey(name)) {
      fields.put(name, coerce(field.type(), given.get(name)));
    } else if (field.defaultValue() != null) {
      fields.put(name, coerceLiteral(field.type(), field.defaultValue()));
    } else if (field.type().isNonNull()) {
      errors.add("a value of type " + field.type() + " is required, but none was given");
    }
  }

  private void refuseUnknownFields(InputType type, Map<?, ?> given) {
    for (Object key : given.keySet()) {
      String name = String.valueOf(key);
      InputFieldDefinition field = type.fields().get(name);
      if (field == null || field.inaccessible()) {
        errors.add("the input type " + type.name() + " has no field " + ScalarCoercion.shown(name));
      }
    }
  }

  /** Input objects of which exactly one field must be given (GraphQL specification, 3.10.1). */
  private void refuseUnlessOne(InputType type, Map<?, ?> given) {
    if (given.size() != 1) {
      errors.add(
          "exactly one field of " + type.name() + " must be given, but there are " + given.size());
    } else if (given.values().iterator().next() == null) {
      errors.add("the one field of " + type.name() + " must not be null");
    }
  }

  private static boolean isOneOf(InputType type) {
    return type.directives().stream().anyMatch(directive -> directive.name().equals("oneOf"));
  }

  private boolean isTooDeep() {
    if (errors.depth() < MAX_DEPTH) {
      return false;
    }
    errors.add("it is nested more than " + MAX_DEPTH + " levels deep");
    return true;
  }

  /** A default value as a client would have sent it. */
  private static @Nullable Object plain(Value literal) {
    return switch (literal) {
      case Value.NullValue() -> null;
      case Value.BooleanValue(boolean value) -> value;
      case Value.StringValue(String value) -> value;
      case Value.EnumValue(String name) -> name;
      case Value.IntValue(var value) -> value;
      case Value.FloatValue(var value) -> value;
      case Value.ListValue(List<Value> values) -> {
        List<@Nullable Object> items = new ArrayList<>();
        values.forEach(item -> items.add(plain(item)));
        yield items;
      }
      case Value.ObjectValue(var fields) -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        fields.forEach((name, value) -> object.put(name, plain(value)));
        yield object;
      }
      case Value.Variable(String name) ->
          throw new IllegalStateException(
              "validation let pass a default with the variable " + name);
    };
  }
}
