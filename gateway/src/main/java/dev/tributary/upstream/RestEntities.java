package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Connector.Kind;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Result;
import dev.tributary.upstream.RestConnector.Skipped;
import dev.tributary.upstream.RestShape.Trail;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One {@code _entities} field answered by a connector: each distinct key is asked for once, and its
 * answer is put at every position that asked.
 */
final class RestEntities {

  private final RestStep step;
  private final EntityGroup group;
  private final JsonNode representations;
  private final ArrayNode entities;
  private final Connector connector;
  private final RestKeys keys;
  private final TypeRef type;

  /**
   * @param entities where the answers are put; null at every position so far
   */
  RestEntities(RestStep step, EntityGroup group, JsonNode representations, ArrayNode entities) {
    this.step = step;
    this.group = group;
    this.representations = representations;
    this.entities = entities;
    this.connector = step.entityConnector().connector();
    this.keys = step.keys(connector);
    this.type = new TypeRef.Named(RestStep.entityType(connector));
  }

  /** One key and the positions of its answer. */
  private record Distinct(String key, List<Integer> positions) {}

  Future<?> run() {
    List<Distinct> asked = distinct();
    return switch (connector.kind()) {
      case BATCH -> batches(asked);
      case FIELD -> fields(asked);
      case TYPE, ENTITY, ROOT -> singles(asked);
    };
  }

  private List<Distinct> distinct() {
    SequencedMap<String, Distinct> distinct = new LinkedHashMap<>();
    for (int i = 0; i < representations.size(); i++) {
      JsonNode representation = representations.get(i);
      String key = keys.text(representation);
      if (key == null && connector.kind() == Kind.BATCH) {
        continue; // nothing answers to a key with a null in it
      }
      String text = key == null ? keys.project(representation).toString() : key;
      distinct
          .computeIfAbsent(text, first -> new Distinct(text, new ArrayList<>()))
          .positions()
          .add(i);
    }
    return List.copyOf(distinct.values());
  }

  private JsonNode representation(Distinct one) {
    return representations.get(one.positions().getFirst());
  }

  private Trail path(int position) {
    return new Trail(null, group.responseKey(), 0).index(position);
  }

  // One call for each key

  private Future<?> singles(List<Distinct> asked) {
    MappingRequest wanted = step.wanted(group.selection());
    List<Future<?>> all = new ArrayList<>();
    for (Distinct one : asked) {
      ObjectNode key = keys.project(representation(one));
      Map<String, JsonNode> inputs =
          connector.kind() == Kind.ENTITY ? Map.of("args", asArguments(key)) : Map.of("this", key);
      all.add(step.callForEntities(inputs, wanted).map(result -> placeOne(one, result)));
    }
    return Future.all(all);
  }

  private ObjectNode asArguments(ObjectNode key) {
    ObjectNode args = step.arguments().of(connector.arguments(), Map.of());
    args.setAll(key);
    return args;
  }

  private Result placeOne(Distinct one, Result result) {
    switch (result) {
      case Mapped(JsonNode value) -> place(one, value);
      case Skipped skipped -> {}
      case Failed(RestFailure failure) -> fail(one, failure);
    }
    return result;
  }

  private void place(Distinct one, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode()) {
      JsonNode entity =
          step.shaped(
              connector,
              keys.echo(value, representation(one)),
              type,
              group.selection(),
              one.positions().stream().map(this::path).toList());
      one.positions().forEach(position -> entities.set(position, entity));
    }
  }

  private void fail(Distinct one, RestFailure failure) {
    one.positions().forEach(position -> step.fail(failure, connector, path(position)));
  }

  // One call for each key and selected field

  private Future<?> fields(List<Distinct> asked) {
    List<Field> fields = step.shape().fields(group.selection(), type.namedType());
    List<Future<?>> all = new ArrayList<>();
    for (Distinct one : asked) {
      ObjectNode key = keys.project(representation(one));
      Trail path = path(one.positions().getFirst());
      ObjectNode entity = MappingValues.NODES.objectNode();
      one.positions().forEach(position -> entities.set(position, entity));
      for (Field field : fields) {
        entity.putNull(field.responseKey());
        if (field.name().equals(connector.fieldName())) {
          all.add(step.resolveField(key, entity, field, path));
        } else {
          JsonNode known = step.shape().shape(key, type, new SelectionSet(List.of(field)), path);
          entity.set(field.responseKey(), known.path(field.responseKey()));
        }
      }
    }
    return Future.all(all);
  }

  // One call for many keys

  private Future<?> batches(List<Distinct> asked) {
    MappingRequest wanted = step.shape().wanted(group.selection());
    keys.addTo(wanted);
    List<Future<?>> all = new ArrayList<>();
    for (Distinct one : asked) {
      all.add(
          step.loadInBatch(keys, one.key(), keys.project(representation(one)), wanted)
              .map(result -> placeOne(one, result)));
    }
    return Future.all(all);
  }
}
