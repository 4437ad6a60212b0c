package dev.tributary.connect;

import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Kind;
import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what resolves an entity can: its key comes from the variables that it reads, and every
 * {@code @key} that other subgraphs may use must be among those keys.
 */
final class KeyRules {

  /** Takes problems that are about the schema rather than one directive. */
  @FunctionalInterface
  interface SchemaReport {
    void problem(
        ConnectorCode code, String element, @Nullable SourceLocation location, String message);
  }

  private final ServiceDocument schema;
  private final Map<String, List<PathTree>> derivedKeys = new HashMap<>();

  KeyRules(ServiceDocument schema) {
    this.schema = schema;
  }

  void checkOnField(Type type, VariablePaths paths) {
    addKey(type.name, paths.below("this"));
  }

  void checkOnType(
      Type type,
      Connect connect,
      ConnectorSite site,
      VariablePaths paths,
      boolean batch,
      boolean byType) {
    PathTree key = paths.below(batch ? "batch" : "this");
    boolean refused =
        site.arguments().get("entity") instanceof Value.BooleanValue(boolean entity) && !entity;
    if (refused || key.isEmpty()) {
      site.problem(
          ConnectorCode.CONNECT_ON_TYPE_MUST_BE_ENTITY,
          "",
          0,
          "A connector on a type resolves it by its key: read the key's fields from $this or"
              + " $batch");
    }
    addKey(type.name, key);
    if (!batch) {
      return;
    }
    Set<String> selected = new HashSet<>();
    if (byType) {
      selected.addAll(type.fields.keySet());
    } else {
      Shape.of(connect.selection().root())
          .objects()
          .forEach(object -> selected.addAll(object.fields().keySet()));
    }
    key.children()
        .forEach(
            (name, below) -> {
              if (!below.isEmpty()) {
                site.problem(
                    ConnectorCode.CONNECTORS_NON_ROOT_BATCH_KEY,
                    "",
                    0,
                    "The key of a batch has fields of " + type.name + " itself only: " + name);
              }
              if (!selected.contains(name)) {
                site.problem(
                    ConnectorCode.CONNECTORS_BATCH_KEY_NOT_IN_SELECTION,
                    "selection",
                    0,
                    "Select " + name + ", so that answers can be told apart");
              }
            });
  }

  void checkEntity(
      Type type, Field field, Connect connect, ConnectorSite site, VariablePaths paths) {
    if (!connect.isEntity()) {
      return;
    }
    if (!schema.isQuery(type.name)) {
      site.problem(
          ConnectorCode.ENTITY_NOT_ON_ROOT_QUERY,
          "entity",
          0,
          "Only fields of Query can be entity resolvers");
      return;
    }
    if (!(field.type() instanceof TypeRef.Named(String name)) || !schema.isComposite(name)) {
      site.problem(
          ConnectorCode.ENTITY_TYPE_INVALID,
          "entity",
          0,
          "An entity resolver gives one nullable object, not " + field.type());
      return;
    }
    addKey(name, paths.below("args"));
    for (Map.Entry<String, TypeRef> argument : field.arguments().entrySet()) {
      String mismatch = mismatch(argument.getKey(), argument.getValue(), name);
      if (mismatch != null) {
        site.problem(ConnectorCode.ENTITY_RESOLVER_ARGUMENT_MISMATCH, "entity", 0, mismatch);
      }
    }
  }

  private @Nullable String mismatch(String argument, TypeRef given, String typeName) {
    Type type = schema.type(typeName);
    Field field = type == null ? null : type.fields.get(argument);
    if (field == null) {
      return "The argument " + argument + " is no field of " + typeName;
    }
    Type input = schema.type(given.namedType());
    if (input != null && input.kind == Kind.INPUT) {
      for (Field inner : input.fields.values()) {
        String mismatch = mismatch(inner.name(), inner.type(), field.type().namedType());
        if (mismatch != null) {
          return mismatch;
        }
      }
      return null;
    }
    return given.namedType().equals(field.type().namedType())
        ? null
        : "The argument "
            + argument
            + " is a "
            + given.namedType()
            + ", but "
            + typeName
            + "."
            + argument
            + " is a "
            + field.type().namedType();
  }

  void checkAll(SchemaReport report) {
    for (Type type : schema.types().values()) {
      for (ServiceDocument.Key key : schema.keys(type)) {
        List<PathTree> derived = derivedKeys.getOrDefault(type.name, List.of());
        if (!key.resolvable()
            || derived.stream().anyMatch(paths -> contains(paths, key.fields()))) {
          continue;
        }
        report.problem(
            derived.isEmpty()
                ? ConnectorCode.MISSING_ENTITY_CONNECTOR
                : ConnectorCode.CONNECTORS_CANNOT_RESOLVE_KEY,
            type.name,
            key.location(),
            "No connector resolves "
                + type.name
                + " by its key \""
                + key.fields()
                + "\": add one that reads these fields, or say resolvable: false");
      }
    }
  }

  private static boolean contains(PathTree paths, FieldSet key) {
    return key.selections().stream()
        .allMatch(
            selection ->
                selection instanceof FieldSet.Field field
                    && paths.children().containsKey(field.name())
                    && (field.selection() == null
                        || contains(paths.child(field.name()), field.selection())));
  }

  private void addKey(String type, PathTree key) {
    derivedKeys.computeIfAbsent(type, unused -> new ArrayList<>()).add(key);
  }
}
