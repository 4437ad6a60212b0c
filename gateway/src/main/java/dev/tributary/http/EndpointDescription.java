package dev.tributary.http;

import dev.tributary.http.RestEndpoint.Variable;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeRef;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes endpoints in OpenAPI 3.1, over one supergraph. What clients may not see does not occur:
 * an operation that uses it is not valid, and is described as out of order.
 */
final class EndpointDescription {

  private final Supergraph supergraph;
  private final JsonObject schemas = new JsonObject();
  private final Deque<TypeDefinition.InputType> due = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();

  /** How many endpoints are operations of that name. */
  private final Map<String, Integer> names = new HashMap<>();

  private EndpointDescription(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  /** Takes milliseconds: not for an event loop. */
  static JsonObject of(List<RestEndpoint> endpoints, Supergraph supergraph) {
    return new EndpointDescription(supergraph).document(endpoints);
  }

  private JsonObject document(List<RestEndpoint> endpoints) {
    OperationReader reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
    JsonObject paths = new JsonObject();
    List<RestEndpoint> sorted = new ArrayList<>(endpoints);
    sorted.sort(Comparator.comparing(RestEndpoint::path));
    for (RestEndpoint endpoint : sorted) {
      JsonObject path = paths.getJsonObject(endpoint.path());
      if (path == null) {
        path = new JsonObject();
        paths.put(endpoint.path(), path);
      }
      JsonObject described =
          switch (reader.read(endpoint.document(), endpoint.operation())) {
            case OperationResult.Valid(Operation operation) -> operation(endpoint, operation);
            case OperationResult.Invalid(List<RequestError> errors) ->
                new JsonObject()
                    .put("deprecated", true)
                    .put("summary", "Out of order: the graph does not have what this asks for.")
                    .put("responses", new JsonObject().put("default", problem()));
          };
      path.put(endpoint.method().name().toLowerCase(Locale.ROOT), described);
    }
    for (TypeDefinition.InputType input = due.poll(); input != null; input = due.poll()) {
      schemas.put(input.name(), input(input));
    }
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "Endpoints").put("version", "1"))
        .put("paths", paths)
        .put("components", new JsonObject().put("schemas", schemas));
  }

  private JsonObject operation(RestEndpoint endpoint, Operation operation) {
    JsonArray parameters = new JsonArray();
    JsonObject members = new JsonObject();
    JsonArray required = new JsonArray();
    for (Operation.VariableDefinition variable : operation.variables()) {
      String name = variable.name();
      Variable known = endpoint.variables().get(name);
      boolean isRequired = known != null && known.isRequired();
      JsonObject schema = schema(variable.type(), null);
      if (endpoint.inPath().contains(name)) {
        parameters.add(parameter(name, "path", true, schema));
      } else if (!endpoint.takesBody()
          || endpoint.body() != null && !name.equals(endpoint.body())) {
        parameters.add(parameter(name, "query", isRequired, schema));
      } else {
        members.put(name, schema);
        if (isRequired) {
          required.add(name);
        }
      }
    }
    JsonObject described = new JsonObject();
    String name = operation.name();
    if (name != null) {
      int same = names.merge(name, 1, Integer::sum);
      described.put("operationId", same == 1 ? name : name + same);
    }
    if (endpoint.summary() != null) {
      described.put("summary", endpoint.summary());
    }
    described.put("parameters", parameters);
    if (!members.isEmpty()) {
      JsonObject schema =
          endpoint.body() != null
              ? members.getJsonObject(endpoint.body())
              : object(members, required);
      described.put(
          "requestBody",
          new JsonObject().put("required", !required.isEmpty()).put("content", json(schema)));
    }
    List<SelectionSet.Selection> selections = operation.selections().selections();
    JsonObject answer =
        selections.size() == 1 && selections.getFirst() instanceof SelectionSet.Field only
            ? schema(only.type(), only.selections())
            : selected(operation.selections());
    JsonObject responses =
        new JsonObject()
            .put(
                Integer.toString(endpoint.success()),
                new JsonObject().put("description", "The answer.").put("content", json(answer)));
    if (endpoint.method().equals(HttpMethod.GET) && !endpoint.inPath().isEmpty()) {
      responses.put("404", problem().put("description", "There is no such thing."));
    }
    return described.put("responses", responses.put("default", problem()));
  }

  private static JsonObject parameter(String name, String in, boolean required, JsonObject schema) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("required", required)
        .put("schema", schema);
  }

  private static JsonObject json(JsonObject schema) {
    return new JsonObject().put("application/json", new JsonObject().put("schema", schema));
  }

  private static JsonObject problem() {
    JsonObject schema =
        new JsonObject()
            .put("type", "object")
            .put(
                "properties",
                new JsonObject()
                    .put("title", new JsonObject().put("type", "string"))
                    .put("status", new JsonObject().put("type", "integer"))
                    .put(
                        "errors",
                        new JsonObject()
                            .put("type", "array")
                            .put("items", new JsonObject().put("type", "object"))));
    return new JsonObject()
        .put("description", "What is wrong.")
        .put(
            "content",
            new JsonObject()
                .put("application/problem+json", new JsonObject().put("schema", schema)));
  }

  private static JsonObject object(JsonObject properties, JsonArray required) {
    JsonObject object = new JsonObject().put("type", "object").put("properties", properties);
    return required.isEmpty() ? object : object.put("required", required);
  }

  /**
   * @param selections what is selected below; null for a leaf or an input
   */
  private JsonObject schema(TypeRef type, @Nullable SelectionSet selections) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> notNull(inner, selections);
      default ->
          new JsonObject()
              .put(
                  "anyOf",
                  new JsonArray()
                      .add(notNull(type, selections))
                      .add(new JsonObject().put("type", "null")));
    };
  }

  private JsonObject notNull(TypeRef type, @Nullable SelectionSet selections) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> notNull(inner, selections);
      case TypeRef.ListOf(TypeRef element) ->
          new JsonObject().put("type", "array").put("items", schema(element, selections));
      case TypeRef.Named(String name) -> selections == null ? leaf(name) : selected(selections);
    };
  }

  private JsonObject leaf(String name) {
    return switch (name) {
      case "Int" -> new JsonObject().put("type", "integer").put("format", "int32");
      case "Float" -> new JsonObject().put("type", "number");
      case "Boolean" -> new JsonObject().put("type", "boolean");
      case "String", "ID" -> new JsonObject().put("type", "string");
      default ->
          switch (supergraph.types().get(name)) {
            case TypeDefinition.EnumType values -> values(values);
            case TypeDefinition.InputType input -> {
              if (known.add(name)) {
                due.add(input);
              }
              yield new JsonObject().put("$ref", "#/components/schemas/" + name);
            }
            case null, default -> new JsonObject().put("description", name);
          };
    };
  }

  private static JsonObject values(TypeDefinition.EnumType type) {
    JsonArray values = new JsonArray();
    type.values().values().stream()
        .filter(value -> !value.inaccessible())
        .forEach(value -> values.add(value.name()));
    return new JsonObject().put("type", "string").put("enum", values);
  }

  private JsonObject input(TypeDefinition.InputType input) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Map.Entry<String, TypeDefinition.InputFieldDefinition> field : input.fields().entrySet()) {
      if (field.getValue().inaccessible()) {
        continue;
      }
      TypeRef type = field.getValue().type();
      properties.put(field.getKey(), schema(type, null));
      if (type.isNonNull() && field.getValue().defaultValue() == null) {
        required.add(field.getKey());
      }
    }
    return object(properties, required);
  }

  /** Fields that are there only sometimes are properties that are not required. */
  private JsonObject selected(SelectionSet selections) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    gather(selections, true, properties, required);
    return object(properties, required);
  }

  private void gather(
      SelectionSet selections, boolean always, JsonObject properties, JsonArray required) {
    for (SelectionSet.Selection selection : selections.selections()) {
      boolean here = always && selection.condition().equals(Condition.ALWAYS);
      switch (selection) {
        case SelectionSet.Field field -> {
          properties.put(field.responseKey(), schema(field.type(), field.selections()));
          if (here && !required.contains(field.responseKey())) {
            required.add(field.responseKey());
          }
        }
        case SelectionSet.Fragment fragment ->
            gather(fragment.selections(), false, properties, required);
      }
    }
  }
}
