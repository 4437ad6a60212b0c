package dev.tributary.execute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Services over one set of data, in process: each answers the selection of the step that it is
 * sent. Objects are JSON with {@code __typename}; {@code {"$ref": "T:1"}} refers to one by name,
 * and entities are found by type and {@code id}.
 */
final class DataUpstream implements Upstream {

  static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode data;
  private final Map<String, UpstreamFailure> failing = new HashMap<>();
  private final List<FetchStep> calls = new ArrayList<>();

  /**
   * @param json an object: {@code Query} and every object that is referred to, by name
   */
  DataUpstream(String json) {
    try {
      data = JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void fail(String service, UpstreamFailure failure) {
    failing.put(service, failure);
  }

  /** The calls made so far. */
  List<FetchStep> calls() {
    return calls;
  }

  Set<String> servicesCalled() {
    Set<String> services = new TreeSet<>();
    calls.forEach(call -> services.add(call.subgraph().name()));
    return services;
  }

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    calls.add(step);
    UpstreamFailure failure = failing.get(step.subgraph().name());
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    try {
      JsonNode request = JSON.readTree(body.getBytes());
      JsonNode variables = request.path("variables");
      ObjectNode answer = JSON.createObjectNode();
      answer.set("data", answer(step.target(), variables));
      return Future.succeededFuture(Buffer.buffer(JSON.writeValueAsBytes(answer)));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private ObjectNode answer(FetchTarget target, JsonNode variables) {
    return switch (target) {
      case FetchTarget.Root root -> select(data.get("Query"), root.selection(), variables);
      case FetchTarget.Entities entities -> {
        ObjectNode answer = JSON.createObjectNode();
        for (FetchTarget.EntityGroup group : entities.groups()) {
          ArrayNode list = answer.putArray(group.responseKey());
          for (JsonNode representation : variables.get(group.variable())) {
            String name =
                representation.get("__typename").asText() + ":" + representation.get("id").asText();
            list.add(
                data.has(name)
                    ? select(data.get(name), group.selection(), variables)
                    : NullNode.instance);
          }
        }
        yield answer;
      }
    };
  }

  /** What a selection finds in an object: also what a server that had all the data would answer. */
  ObjectNode select(JsonNode object, SelectionSet selections, JsonNode variables) {
    ObjectNode out = JSON.createObjectNode();
    select(object, selections, variables, out);
    return out;
  }

  private void select(
      JsonNode object, SelectionSet selections, JsonNode variables, ObjectNode out) {
    for (SelectionSet.Selection selection : selections.selections()) {
      if (!holds(selection.condition(), variables)) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          if (isOf(object, fragment.typeCondition())) {
            select(object, fragment.selections(), variables, out);
          }
        }
        case SelectionSet.Field field -> {
          JsonNode value = value(object.path(field.name()), field.selections(), variables);
          JsonNode present = out.get(field.responseKey());
          out.set(field.responseKey(), present == null ? value : deepMerge(present, value));
        }
      }
    }
  }

  private static JsonNode deepMerge(JsonNode present, JsonNode value) {
    if (present instanceof ObjectNode into && value instanceof ObjectNode from) {
      from.properties()
          .forEach(
              entry -> {
                JsonNode known = into.get(entry.getKey());
                into.set(
                    entry.getKey(),
                    known == null ? entry.getValue() : deepMerge(known, entry.getValue()));
              });
    } else if (present instanceof ArrayNode into && value instanceof ArrayNode from) {
      for (int i = 0; i < into.size(); i++) {
        into.set(i, deepMerge(into.get(i), from.get(i)));
      }
    }
    return present;
  }

  private boolean isOf(JsonNode object, String type) {
    String own = object.path("__typename").asText();
    for (JsonNode implementation : data.path("implements").path(type)) {
      if (implementation.asText().equals(own)) {
        return true;
      }
    }
    return own.equals(type);
  }

  private JsonNode value(
      JsonNode value,
      @org.jspecify.annotations.Nullable SelectionSet selections,
      JsonNode variables) {
    if (value.isMissingNode() || value.isNull()) {
      return NullNode.instance;
    }
    if (value instanceof ArrayNode items) {
      ArrayNode list = JSON.createArrayNode();
      items.forEach(item -> list.add(value(item, selections, variables)));
      return list;
    }
    if (selections == null) {
      return value;
    }
    JsonNode object = value.has("$ref") ? data.get(value.get("$ref").asText()) : value;
    return select(object, selections, variables);
  }

  private static boolean holds(Condition condition, JsonNode variables) {
    return condition.holds(name -> variables.path(name).asBoolean(false));
  }
}
