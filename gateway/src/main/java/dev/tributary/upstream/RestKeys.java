package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key of an entity: taken out of its JSON, and compared. */
final class RestKeys {

  private final Map<String, TypeDefinition> types;
  private final String typeName;
  private final FieldSet key;

  RestKeys(Map<String, TypeDefinition> types, String typeName, FieldSet key) {
    this.types = types;
    this.typeName = typeName;
    this.key = key;
  }

  /** The key's fields of an object, and no others. */
  ObjectNode project(JsonNode entity) {
    return project(entity, key);
  }

  private static ObjectNode project(JsonNode from, FieldSet fields) {
    ObjectNode projected = MappingValues.NODES.objectNode();
    for (FieldSet.Selection selection : fields.selections()) {
      if (selection instanceof FieldSet.Field field) {
        JsonNode value = from.get(field.name());
        if (value != null) {
          projected.set(field.name(), projectValue(value, field.selection()));
        }
      }
    }
    return projected;
  }

  private static JsonNode projectValue(JsonNode value, @Nullable FieldSet below) {
    if (below == null) {
      return value;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode projected = MappingValues.NODES.arrayNode(array.size());
      array.forEach(element -> projected.add(projectValue(element, below)));
      return projected;
    }
    return value.isObject() ? project(value, below) : value;
  }

  /**
   * The entity with what its key holds and the mapping left out: whoever asked by a key may select
   * it, too.
   */
  JsonNode echo(JsonNode entity, JsonNode from) {
    return under(entity, project(from));
  }

  private static JsonNode under(JsonNode value, JsonNode below) {
    if (!(value instanceof ObjectNode object) || !(below instanceof ObjectNode known)) {
      return value;
    }
    ObjectNode both = MappingValues.NODES.objectNode();
    both.setAll(object);
    known
        .properties()
        .forEach(
            field -> {
              JsonNode mapped = object.get(field.getKey());
              both.set(
                  field.getKey(),
                  mapped == null ? field.getValue() : under(mapped, field.getValue()));
            });
    return both;
  }

  /**
   * The key as text, the same for equal keys: an {@code ID} may be a number in one place and a
   * string in another. Null when a part of it is null or missing.
   */
  @Nullable String text(JsonNode entity) {
    StringBuilder text = new StringBuilder();
    return append(entity, typeName, key, text) ? text.toString() : null;
  }

  private boolean append(JsonNode from, String type, FieldSet fields, StringBuilder text) {
    for (FieldSet.Selection selection : fields.selections()) {
      if (!(selection instanceof FieldSet.Field field)) {
        continue;
      }
      JsonNode value = from.get(field.name());
      if (field.name().equals("__typename")) {
        continue;
      }
      String fieldType = fieldType(type, field.name());
      if (value == null || !appendValue(value, fieldType, field.selection(), text)) {
        return false;
      }
      text.append('\n');
    }
    return true;
  }

  private boolean appendValue(
      JsonNode value, String type, @Nullable FieldSet below, StringBuilder text) {
    if (value.isNull()) {
      return false;
    }
    if (value instanceof ArrayNode array) {
      text.append('[');
      for (JsonNode element : array) {
        if (!appendValue(element, type, below, text)) {
          return false;
        }
        text.append(',');
      }
      text.append(']');
      return true;
    }
    if (below != null) {
      return append(value, type, below, text);
    }
    if (value.isNumber() && type.equals("ID")) {
      text.append(MappingValues.NODES.textNode(value.asText()));
    } else if (value.isNumber()) {
      text.append(MappingValues.isComputable(value) ? plain(value) : value.toString());
    } else {
      text.append(value);
    }
    return true;
  }

  private static String plain(JsonNode number) {
    return number.decimalValue().signum() == 0
        ? "0"
        : number.decimalValue().stripTrailingZeros().toPlainString();
  }

  private String fieldType(String type, String field) {
    return types.get(type) instanceof WithFields fields && fields.fields().get(field) != null
        ? fields.fields().get(field).type().namedType()
        : "";
  }

  /** Asks a mapping for the key's fields, too. */
  void addTo(MappingRequest wanted) {
    addTo(wanted, key);
  }

  private static void addTo(MappingRequest wanted, FieldSet fields) {
    for (FieldSet.Selection selection : fields.selections()) {
      if (selection instanceof FieldSet.Field field) {
        MappingRequest below = wanted.field(field.name());
        if (field.selection() != null) {
          addTo(below, field.selection());
        }
      }
    }
  }
}
