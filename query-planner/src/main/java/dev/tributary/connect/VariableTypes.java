package dev.tributary.connect;

import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a schema tells of the values of variables: {@code $args} from the field's arguments, {@code
 * $this} and {@code $batch} from the type.
 *
 * @param arguments of the field; null where {@code $args} does not exist
 * @param thisType null where neither {@code $this} nor {@code $batch} exists
 */
record VariableTypes(
    ServiceDocument schema,
    @Nullable SequencedMap<String, TypeRef> arguments,
    @Nullable String thisType) {

  /** A place in a variable's value. */
  sealed interface Place {}

  /** {@code $args} itself. */
  record Arguments(SequencedMap<String, TypeRef> byName) implements Place {}

  record Typed(TypeRef type) implements Place {}

  /** Anything may stand here. */
  record Open() implements Place {}

  /** Nothing can: a name that is not defined, or one below a leaf. */
  record Nowhere(ConnectorCode code, String message) implements Place {}

  private static final Open OPEN = new Open();

  /**
   * @param variable without {@code $}
   */
  Place of(String variable) {
    return switch (variable) {
      case "args" -> arguments == null ? OPEN : new Arguments(arguments);
      case "this" -> thisType == null ? OPEN : new Typed(new TypeRef.Named(thisType));
      case "batch" ->
          thisType == null ? OPEN : new Typed(new TypeRef.ListOf(new TypeRef.Named(thisType)));
      default -> OPEN;
    };
  }

  /** One property further down; lists are seen through, as mappings do. */
  Place below(Place place, String key) {
    return switch (place) {
      case Open open -> open;
      case Nowhere nowhere -> nowhere;
      case Arguments(SequencedMap<String, TypeRef> byName) -> {
        TypeRef type = byName.get(key);
        yield type == null
            ? new Nowhere(
                ConnectorCode.UNDEFINED_ARGUMENT,
                "There is no argument \"" + key + "\"" + among(List.copyOf(byName.keySet())))
            : checked(new Typed(type));
      }
      case Typed(TypeRef type) -> {
        Place found = belowType(type.namedType(), key);
        yield found instanceof Typed(TypeRef inner) && isList(type) && !isList(inner)
            ? new Typed(new TypeRef.ListOf(inner))
            : found;
      }
    };
  }

  private Place belowType(String name, String key) {
    if (schema.isPlainLeaf(name)) {
      return new Nowhere(
          ConnectorCode.UNDEFINED_FIELD, name + " has no fields, so none called \"" + key + "\"");
    }
    ServiceDocument.Type type = schema.type(name);
    if (type == null || type.fields.isEmpty()) {
      return OPEN; // a scalar of the service's own may hold anything
    }
    ServiceDocument.Field field = type.fields.get(key);
    return field == null
        ? new Nowhere(
            ConnectorCode.UNDEFINED_FIELD,
            name + " has no field \"" + key + "\"" + among(List.copyOf(type.fields.keySet())))
        : checked(new Typed(field.type()));
  }

  /** Which type an interface or a union stands for is known to nobody before the call. */
  private Place checked(Typed place) {
    String name = place.type().namedType();
    ServiceDocument.Type type = schema.type(name);
    return type != null && type.isAbstract()
        ? new Nowhere(
            ConnectorCode.UNSUPPORTED_VARIABLE_TYPE,
            name + " is an interface or a union, which variables cannot hold")
        : place;
  }

  /** What a value there is, as far as the schema tells. */
  ValueKind kind(Place place) {
    return switch (place) {
      case Arguments arguments -> ValueKind.OBJECT;
      case Open open -> ValueKind.UNKNOWN;
      case Nowhere nowhere -> ValueKind.UNKNOWN;
      case Typed(TypeRef type) -> isList(type) ? ValueKind.LIST : kind(type.namedType());
    };
  }

  private ValueKind kind(String name) {
    return switch (name) {
      case "String", "ID" -> ValueKind.TEXT;
      case "Int", "Float" -> ValueKind.NUMBER;
      case "Boolean" -> ValueKind.BOOLEAN;
      default -> {
        ServiceDocument.Type type = schema.type(name);
        if (type == null) {
          yield ValueKind.UNKNOWN;
        }
        yield switch (type.kind) {
          case OBJECT, INTERFACE, UNION, INPUT -> ValueKind.OBJECT;
          case ENUM -> ValueKind.TEXT;
          case SCALAR -> ValueKind.UNKNOWN;
        };
      }
    };
  }

  private static boolean isList(TypeRef type) {
    return type.nullable() instanceof TypeRef.ListOf;
  }

  private static String among(List<String> names) {
    return names.isEmpty() ? "" : ": there are " + String.join(", ", names);
  }
}
