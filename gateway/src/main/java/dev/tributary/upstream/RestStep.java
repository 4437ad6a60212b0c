package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Connector.Kind;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Result;
import dev.tributary.upstream.RestConnector.Skipped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One fetch step answered by connectors. Confined to the request's event loop. */
final class RestStep {

  private final FetchStep step;
  private final RequestScope scope;
  private final List<RestConnector> connectors;
  private final Supergraph supergraph;
  private final ServiceFailures failures;
  private final JsonNode variables;
  private final RestShape shape;
  private final RestArguments arguments;
  private final ObjectNode data = MappingValues.NODES.objectNode();
  private final ArrayNode errors = MappingValues.NODES.arrayNode();

  RestStep(
      FetchStep step,
      Buffer body,
      RequestScope scope,
      List<RestConnector> connectors,
      Supergraph supergraph,
      ServiceFailures failures) {
    this.step = step;
    this.scope = scope;
    this.connectors = connectors;
    this.supergraph = supergraph;
    this.failures = failures;
    this.variables = variables(body);
    this.shape =
        new RestShape(supergraph.possibleTypes(), name -> variables.path(name).booleanValue());
    this.arguments = new RestArguments(supergraph.types(), variables);
  }

  private static JsonNode variables(Buffer body) {
    try {
      return RestJson.read(body).path("variables");
    } catch (JsonProcessingException ours) {
      // We wrote the body ourselves.
      throw new IllegalStateException("The body of a step is not JSON", ours);
    }
  }

  /** Fails with {@link UpstreamFailure} only. */
  Future<Buffer> run() {
    Future<?> done =
        switch (step.target()) {
          case FetchTarget.Root root -> runRoot(root.selection());
          case FetchTarget.Entities entities -> runEntities(entities.groups());
        };
    return done.compose(
        ended -> {
          ObjectNode answer = MappingValues.NODES.objectNode();
          answer.set("data", data);
          if (!errors.isEmpty()) {
            answer.set("errors", errors);
          }
          Buffer bytes = RestJson.bytes(answer);
          return bytes == null
              ? Future.failedFuture(failures.invalid("more than can be passed on", "mapped data"))
              : Future.succeededFuture(bytes);
        });
  }

  // Root fields

  private Future<?> runRoot(SelectionSet selection) {
    String rootType = rootType();
    List<Field> fields = shape.fields(selection, rootType);
    // Keys in the order asked, whatever order the answers come in.
    fields.forEach(field -> data.putNull(field.responseKey()));
    Future<?> last = Future.succeededFuture();
    List<Future<?>> all = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equals("__typename")) {
        data.put(field.responseKey(), rootType);
      } else if (step.kind() == Operation.Kind.MUTATION) {
        // One after the other (GraphQL specification, 6.2.2).
        last = last.compose(before -> runRoot(field));
      } else {
        all.add(runRoot(field));
      }
    }
    return all.isEmpty() ? last : Future.all(all);
  }

  private String rootType() {
    String mutation = supergraph.mutationType();
    return step.kind() == Operation.Kind.MUTATION && mutation != null
        ? mutation
        : supergraph.queryType();
  }

  private Future<?> runRoot(Field field) {
    RestConnector runner = runner(field.name());
    Connector connector = runner.connector();
    ObjectNode args = arguments.of(connector.arguments(), field.arguments());
    return runner
        .call(Map.of("args", args), wanted(field.selections()), step.kind(), scope)
        .map(
            result -> {
              JsonNode value = value(result, connector, field.responseKey());
              if (connector.kind() == Kind.ENTITY && value.isObject()) {
                value = keys(connector).echo(value, args);
              }
              return data.set(
                  field.responseKey(), shape.shape(value, field.type(), field.selections()));
            });
  }

  private RestConnector runner(String fieldName) {
    return connectors.stream()
        .filter(runner -> fieldName.equals(runner.connector().fieldName()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("No connector resolves the field " + fieldName));
  }

  private @Nullable MappingRequest wanted(@Nullable SelectionSet selections) {
    return selections == null ? null : shape.wanted(selections);
  }

  // Entities

  private Future<?> runEntities(List<EntityGroup> groups) {
    List<Future<?>> all = new ArrayList<>();
    for (EntityGroup group : groups) {
      // A group that is alone is there when its step is, and that has been seen to: the variables
      // of its condition are not among those of the call.
      if (groups.size() == 1
          || group.condition().holds(name -> variables.path(name).booleanValue())) {
        all.add(runEntities(group));
      }
    }
    return Future.all(all);
  }

  private Future<?> runEntities(EntityGroup group) {
    JsonNode representations = variables.path(group.variable());
    ArrayNode entities = data.putArray(group.responseKey());
    representations.forEach(representation -> entities.addNull());
    RestConnector runner = connectors.getFirst();
    Connector connector = runner.connector();
    RestKeys keys = keys(connector);
    SequencedMap<String, Distinct> distinct = new LinkedHashMap<>();
    for (int i = 0; i < representations.size(); i++) {
      String key = keys.text(representations.get(i));
      String text =
          key != null
              ? key
              // With a null in it, it is equal to nothing but itself.
              : connector.kind() == Kind.BATCH ? null : representations.get(i).toString();
      if (text != null) {
        distinct
            .computeIfAbsent(text, first -> new Distinct(text, new ArrayList<>()))
            .positions()
            .add(i);
      }
    }
    List<Distinct> asked = List.copyOf(distinct.values());
    EntityRun run = new EntityRun(group, representations, entities, runner, keys);
    return switch (connector.kind()) {
      case BATCH -> run.batches(asked);
      case FIELD -> run.fields(asked);
      case TYPE, ENTITY, ROOT -> run.singles(asked);
    };
  }

  private RestKeys keys(Connector connector) {
    return new RestKeys(supergraph.types(), entityType(connector), connector.key());
  }

  private static String entityType(Connector connector) {
    return connector.kind() == Kind.ENTITY ? connector.type().namedType() : connector.typeName();
  }

  /** One key and where its answer goes. */
  private record Distinct(String key, List<Integer> positions) {}

  /** One group of entities. */
  private final class EntityRun {
    private final EntityGroup group;
    private final JsonNode representations;
    private final ArrayNode entities;
    private final RestConnector runner;
    private final Connector connector;
    private final RestKeys keys;
    private final String typeName;

    EntityRun(
        EntityGroup group,
        JsonNode representations,
        ArrayNode entities,
        RestConnector runner,
        RestKeys keys) {
      this.group = group;
      this.representations = representations;
      this.entities = entities;
      this.runner = runner;
      this.connector = runner.connector();
      this.keys = keys;
      this.typeName = entityType(connector);
    }

    private JsonNode representation(Distinct one) {
      return representations.get(one.positions().getFirst());
    }

    Future<?> singles(List<Distinct> asked) {
      MappingRequest wanted = wanted(group.selection());
      List<Future<?>> all = new ArrayList<>();
      for (Distinct one : asked) {
        ObjectNode key = keys.project(representation(one));
        Map<String, JsonNode> inputs =
            connector.kind() == Kind.ENTITY
                ? Map.of("args", withDefaults(key))
                : Map.of("this", key);
        all.add(
            runner
                .call(inputs, wanted, Operation.Kind.QUERY, scope)
                .map(result -> placeOne(one, result)));
      }
      return Future.all(all);
    }

    private ObjectNode withDefaults(ObjectNode key) {
      ObjectNode args = arguments.of(connector.arguments(), Map.of());
      args.setAll(key);
      return args;
    }

    Future<?> fields(List<Distinct> asked) {
      List<Field> fields = shape.fields(group.selection(), typeName);
      List<Future<?>> all = new ArrayList<>();
      for (Distinct one : asked) {
        ObjectNode key = keys.project(representation(one));
        ObjectNode entity = MappingValues.NODES.objectNode();
        one.positions().forEach(position -> entities.set(position, entity));
        for (Field field : fields) {
          if (!field.name().equals(connector.fieldName())) {
            entity.setAll(
                (ObjectNode)
                    shape.shape(
                        key, new TypeRef.Named(typeName), new SelectionSet(List.of(field))));
            continue;
          }
          entity.putNull(field.responseKey());
          Map<String, JsonNode> inputs = new HashMap<>();
          inputs.put("this", key);
          inputs.put("args", arguments.of(connector.arguments(), field.arguments()));
          all.add(
              runner
                  .call(inputs, wanted(field.selections()), Operation.Kind.QUERY, scope)
                  .map(result -> placeField(one, field, result, entity)));
        }
      }
      return Future.all(all);
    }

    Future<?> batches(List<Distinct> asked) {
      Integer size = connector.connect().batchSize();
      int most = size == null ? Math.max(1, asked.size()) : size;
      MappingRequest wanted = shape.wanted(group.selection());
      keys.addTo(wanted);
      List<Future<?>> all = new ArrayList<>();
      for (int from = 0; from < asked.size(); from += most) {
        List<Distinct> chunk = asked.subList(from, Math.min(asked.size(), from + most));
        ArrayNode batch = MappingValues.NODES.arrayNode(chunk.size());
        chunk.forEach(one -> batch.add(keys.project(representation(one))));
        all.add(
            runner
                .call(Map.of("batch", batch), wanted, Operation.Kind.QUERY, scope)
                .map(result -> placeAll(chunk, result)));
      }
      return Future.all(all);
    }

    private Result placeOne(Distinct one, Result result) {
      switch (result) {
        case Mapped(JsonNode value) -> place(one, value);
        case Skipped skipped -> {}
        case Failed(RestFailure failure) -> fail(one, failure, null);
      }
      return result;
    }

    private Result placeField(Distinct one, Field field, Result result, ObjectNode entity) {
      switch (result) {
        case Mapped(JsonNode value) ->
            entity.set(field.responseKey(), shape.shape(value, field.type(), field.selections()));
        case Skipped skipped -> {}
        case Failed(RestFailure failure) -> fail(one, failure, field.responseKey());
      }
      return result;
    }

    private Result placeAll(List<Distinct> chunk, Result result) {
      switch (result) {
        case Mapped(ArrayNode items) -> {
          Map<String, JsonNode> byKey = new HashMap<>();
          for (JsonNode item : items) {
            String key = keys.text(item);
            if (key != null) {
              byKey.putIfAbsent(key, item);
            }
          }
          for (Distinct one : chunk) {
            JsonNode item = byKey.get(one.key());
            if (item != null) {
              place(one, item);
            }
          }
        }
        case Mapped(JsonNode other) -> {
          RestFailure failure =
              RestFailure.invalidResponse(
                  "Connector error: a batch must be answered with a list", null);
          chunk.forEach(one -> fail(one, failure, null));
        }
        case Skipped skipped -> {}
        case Failed(RestFailure failure) -> chunk.forEach(one -> fail(one, failure, null));
      }
      return result;
    }

    private void place(Distinct one, JsonNode value) {
      JsonNode entity =
          value.isObject()
              ? shape.shape(
                  keys.echo(value, representation(one)),
                  new TypeRef.Named(typeName),
                  group.selection())
              : MappingValues.NODES.nullNode();
      one.positions().forEach(position -> entities.set(position, entity));
    }

    private void fail(Distinct one, RestFailure failure, @Nullable String responseKey) {
      for (int position : one.positions()) {
        ArrayNode path = error(failure, connector).putArray("path");
        path.add(group.responseKey()).add(position);
        if (responseKey != null) {
          path.add(responseKey);
        }
      }
    }
  }

  // Errors

  private JsonNode value(Result result, Connector connector, String responseKey) {
    return switch (result) {
      case Mapped(JsonNode value) -> value;
      case Skipped skipped -> MappingValues.NODES.nullNode();
      case Failed(RestFailure failure) -> {
        error(failure, connector).putArray("path").add(responseKey);
        yield MappingValues.NODES.nullNode();
      }
    };
  }

  private ObjectNode error(RestFailure failure, Connector connector) {
    ObjectNode error = failure.asError(connector.service(), connector.coordinate());
    errors.add(error);
    return error;
  }
}
