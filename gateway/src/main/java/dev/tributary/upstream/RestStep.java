package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Connector.Kind;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Result;
import dev.tributary.upstream.RestConnector.Skipped;
import dev.tributary.upstream.RestShape.Trail;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fetch step answered by connectors. Confined to the request's event loop. */
final class RestStep {

  private final FetchStep step;
  private final RequestScope scope;
  private final UpstreamCall record;
  private final List<RestConnector> connectors;
  private final Supergraph supergraph;
  private final ServiceFailures failures;
  private final JsonNode variables;
  private final RestShape shape;
  private final RestArguments arguments;
  private final ObjectNode data = MappingValues.NODES.objectNode();
  private final ArrayNode errors = MappingValues.NODES.arrayNode();

  /** What the answer being put into shape has of the wrong kind. */
  private final List<Misfit> misfits = new ArrayList<>();

  private int toldMisfits;

  /** Fields found without a value while an answer was put into shape. */
  private final List<Pending> pending = new ArrayList<>();

  /** A long list that is wrong throughout is told of often enough. */
  private static final int MOST_MISFITS = 100;

  private record Misfit(String expected, String found, Trail path) {}

  RestStep(
      FetchStep step,
      Buffer body,
      RequestScope scope,
      List<RestConnector> connectors,
      Supergraph supergraph,
      ServiceFailures failures) {
    this.step = step;
    this.scope = scope;
    this.record = scope.record().latestCall();
    this.connectors = connectors;
    this.supergraph = supergraph;
    this.failures = failures;
    this.variables = variables(body);
    this.shape =
        new RestShape(supergraph.possibleTypes(), this::holds, this::absent, this::mismatch);
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

  private boolean holds(String variable) {
    return variables.path(variable).booleanValue();
  }

  /** Fails with {@link UpstreamFailure} only. */
  Future<Buffer> run() {
    Future<?> done =
        switch (step.target()) {
          case FetchTarget.Root root -> runRoot(root.selection());
          case FetchTarget.Entities entities -> runEntities(entities.groups());
        };
    return done.compose(ended -> answer());
  }

  private Future<Buffer> answer() {
    ObjectNode answer = MappingValues.NODES.objectNode();
    answer.set("data", data);
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    Buffer bytes = RestJson.bytes(answer);
    return bytes == null
        ? Future.failedFuture(failures.invalid("more than can be passed on", "mapped data"))
        : Future.succeededFuture(bytes);
  }

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
    Trail path = new Trail(null, field.responseKey(), 0);
    return runner
        .call(Map.of("args", args), wanted(field.selections()), step.kind(), scope, record)
        .map(
            result -> {
              switch (result) {
                case Mapped(JsonNode value) -> {
                  JsonNode whole =
                      connector.kind() == Kind.ENTITY ? keys(connector).echo(value, args) : value;
                  data.set(
                      field.responseKey(),
                      shaped(connector, whole, field.type(), field.selections(), List.of(path)));
                }
                case Skipped skipped -> {}
                case Failed(RestFailure failure) -> fail(failure, connector, path);
              }
              return result;
            });
  }

  private RestConnector runner(String fieldName) {
    return connectors.stream()
        .filter(runner -> fieldName.equals(runner.connector().fieldName()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("No connector resolves the field " + fieldName));
  }

  private Future<?> runEntities(List<EntityGroup> groups) {
    List<Future<?>> all = new ArrayList<>();
    for (EntityGroup group : groups) {
      if (isWanted(group.condition())) {
        JsonNode representations = variables.path(group.variable());
        ArrayNode entities = data.putArray(group.responseKey());
        representations.forEach(representation -> entities.addNull());
        all.add(new RestEntities(this, group, representations, entities).run());
      }
    }
    return Future.all(all);
  }

  /**
   * Whether a group is asked for. What the step's own condition says already need not be said
   * again: the call does not declare the variables of that.
   */
  private boolean isWanted(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> true;
      case Condition.Variable(String name, boolean negated) ->
          !variables.has(name) || holds(name) != negated;
      case Condition.And(List<Condition> parts) -> parts.stream().allMatch(this::isWanted);
      case Condition.Or(List<Condition> parts) -> parts.stream().anyMatch(this::isWanted);
    };
  }

  // What the parts of a step have in common

  /** The one connector of a virtual subgraph that entities enter. */
  RestConnector entityConnector() {
    return connectors.getFirst();
  }

  RestShape shape() {
    return shape;
  }

  RestArguments arguments() {
    return arguments;
  }

  RestKeys keys(Connector connector) {
    return new RestKeys(supergraph.types(), entityType(connector), connector.key());
  }

  static String entityType(Connector connector) {
    return connector.kind() == Kind.ENTITY ? connector.type().namedType() : connector.typeName();
  }

  Future<Result> callForEntities(Map<String, JsonNode> inputs, @Nullable MappingRequest wanted) {
    return entityConnector().call(inputs, wanted, Operation.Kind.QUERY, scope, record);
  }

  Future<Result> loadInBatch(RestKeys keys, String text, ObjectNode key, MappingRequest wanted) {
    return RestBatches.of(scope).load(entityConnector(), keys, text, key, wanted, record);
  }

  @Nullable MappingRequest wanted(@Nullable SelectionSet selections) {
    return selections == null ? null : shape.wanted(selections);
  }

  void fail(RestFailure failure, Connector connector, Trail path) {
    ObjectNode error = failure.asError(connector.service(), connector.coordinate());
    path.writeTo(error.putArray("path"));
    errors.add(error);
  }

  /**
   * A mapped value in the shape of its position, with an error at each place where the service gave
   * something of another kind. What is merely not there is null, and no error.
   *
   * @param places where the value is put; at least one
   */
  JsonNode shaped(
      Connector connector,
      JsonNode value,
      TypeRef type,
      @Nullable SelectionSet selections,
      List<Trail> places) {
    Trail first = places.getFirst();
    JsonNode shaped = shape.shape(value, type, selections, first);
    for (Misfit misfit : misfits) {
      RestFailure failure =
          RestFailure.shape(connector.service(), misfit.expected(), misfit.found());
      for (Trail place : places) {
        if (toldMisfits < MOST_MISFITS) {
          toldMisfits++;
          fail(failure, connector, misfit.path().moved(first, place));
        }
      }
    }
    misfits.clear();
    return shaped;
  }

  private void mismatch(String expected, JsonNode found, Trail path) {
    if (misfits.size() < MOST_MISFITS) {
      misfits.add(new Misfit(expected, MappingValues.typeName(found), path));
    }
  }

  // Fields with a connector of their own

  /** A field still to be resolved from the object it is on. */
  private record Pending(ObjectNode object, ObjectNode into, Field field, Trail path) {}

  /**
   * A connector on a field claims it wherever its type stands, so also below its own answer: {@code
   * posts { author { posts } }}.
   */
  private void absent(
      String runtimeType, ObjectNode object, ObjectNode into, Field field, Trail path) {
    Connector connector = entityConnector().connector();
    if (connector.kind() == Kind.FIELD
        && runtimeType.equals(connector.typeName())
        && field.name().equals(connector.fieldName())) {
      pending.add(new Pending(object, into, field, path));
    }
  }

  /**
   * Resolves a field of an entity, and then that field wherever it stands below.
   *
   * @param object with the key's fields
   * @param into where the value is put, under the field's response key
   */
  Future<?> resolveField(JsonNode object, ObjectNode into, Field field, Trail path) {
    Connector connector = entityConnector().connector();
    Map<String, JsonNode> inputs = new HashMap<>();
    inputs.put("this", keys(connector).project(object));
    inputs.put("args", arguments.of(connector.arguments(), field.arguments()));
    SelectionSet below = field.selections();
    // Below, the same field is resolved from keys that nobody may have selected.
    MappingRequest wanted = below != null && mentions(below, field.name()) ? null : wanted(below);
    return callForEntities(inputs, wanted)
        .compose(
            result -> {
              switch (result) {
                case Mapped(JsonNode value) ->
                    into.set(
                        field.responseKey(),
                        shaped(
                            connector,
                            value,
                            field.type(),
                            field.selections(),
                            List.of(path.key(field.responseKey()))));
                case Skipped skipped -> {}
                case Failed(RestFailure failure) ->
                    fail(failure, connector, path.key(field.responseKey()));
              }
              return resolvePending();
            });
  }

  private static boolean mentions(SelectionSet selections, String fieldName) {
    return selections.selections().stream()
        .anyMatch(
            selection ->
                switch (selection) {
                  case Field field ->
                      field.name().equals(fieldName)
                          || (field.selections() != null
                              && mentions(field.selections(), fieldName));
                  case Fragment fragment -> mentions(fragment.selections(), fieldName);
                });
  }

  private Future<?> resolvePending() {
    List<Pending> found = List.copyOf(pending);
    pending.clear();
    return Future.all(
        found.stream()
            .map(one -> resolveField(one.object(), one.into(), one.field(), one.path()))
            .toList());
  }
}
