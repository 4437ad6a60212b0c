package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a field as JSON, with defaults in place (GraphQL specification, 6.4.1). What was
 * left out stays out: it is not null.
 */
final class RestArguments {

  private final Map<String, TypeDefinition> types;
  private final JsonNode variables;

  /**
   * @param variables of the request, coerced
   */
  RestArguments(Map<String, TypeDefinition> types, JsonNode variables) {
    this.types = types;
    this.variables = variables;
  }

  ObjectNode of(Map<String, ArgumentDefinition> defined, Map<String, Value> given) {
    ObjectNode arguments = MappingValues.NODES.objectNode();
    defined.forEach(
        (name, definition) ->
            put(arguments, name, definition.type(), given.get(name), definition.defaultValue()));
    return arguments;
  }

  private void put(
      ObjectNode into,
      String name,
      TypeRef type,
      @Nullable Value given,
      @Nullable Value defaultValue) {
    JsonNode value = given == null ? null : json(given, type);
    if (value == null && defaultValue != null) {
      value = json(defaultValue, type);
    }
    if (value != null) {
      into.set(name, value);
    }
  }

  /** Null for a variable that was left out. */
  private @Nullable JsonNode json(Value value, TypeRef type) {
    TypeRef nullable = type.nullable();
    if (nullable instanceof TypeRef.ListOf(TypeRef element)
        && !(value instanceof Value.ListValue)
        && !(value instanceof Value.NullValue)
        && !(value instanceof Value.Variable)) {
      // One value stands for a list of one (GraphQL specification, 3.11).
      ArrayNode list = MappingValues.NODES.arrayNode();
      list.add(orNull(json(value, element)));
      return list;
    }
    return switch (value) {
      case Value.Variable(String name) -> variables.get(name);
      // An ID is a string, however it was written (GraphQL specification, 3.5.5): a variable's is.
      case Value.IntValue number ->
          nullable.namedType().equals("ID")
              ? MappingValues.NODES.textNode(number.value().toString())
              : MappingValues.number(number.value());
      case Value.FloatValue number -> MappingValues.NODES.numberNode(number.value());
      case Value.StringValue text -> MappingValues.NODES.textNode(text.value());
      case Value.BooleanValue bool -> MappingValues.NODES.booleanNode(bool.value());
      case Value.EnumValue name -> MappingValues.NODES.textNode(name.name());
      case Value.NullValue nothing -> MappingValues.NODES.nullNode();
      case Value.ListValue list -> {
        TypeRef element = nullable instanceof TypeRef.ListOf(TypeRef inner) ? inner : nullable;
        ArrayNode array = MappingValues.NODES.arrayNode();
        list.values().forEach(item -> array.add(orNull(json(item, element))));
        yield array;
      }
      case Value.ObjectValue object -> object(object, nullable.namedType());
    };
  }

  private JsonNode object(Value.ObjectValue value, String typeName) {
    ObjectNode object = MappingValues.NODES.objectNode();
    if (types.get(typeName) instanceof InputType input) {
      for (InputFieldDefinition field : input.fields().values()) {
        put(
            object,
            field.name(),
            field.type(),
            value.fields().get(field.name()),
            field.defaultValue());
      }
    } else {
      // A custom scalar takes any object.
      TypeRef any = new TypeRef.Named(typeName);
      value.fields().forEach((name, inner) -> put(object, name, any, inner, null));
    }
    return object;
  }

  private static JsonNode orNull(@Nullable JsonNode value) {
    return value == null ? MappingValues.NODES.nullNode() : value;
  }
}
