package dev.tributary.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What schemas of a document are, references followed within the document, {@code allOf} merged.
 */
final class SchemaShapes {

  private static final String COMPONENTS = "#/components/schemas/";

  private final Map<String, Schema<?>> components;

  SchemaShapes(Map<String, Schema<?>> components) {
    this.components = components;
  }

  /** An object's properties; of one that several parts of {@code allOf} have, the last's. */
  record Properties(Map<String, Schema<?>> all, Set<String> required) {}

  /** The component that a schema is, be it by an {@code allOf} that only adds words. */
  Optional<String> component(Schema<?> schema) {
    String ref = schema.get$ref();
    if (ref != null) {
      return ref.startsWith(COMPONENTS) && components.containsKey(name(ref))
          ? Optional.of(name(ref))
          : Optional.empty();
    }
    List<Schema<?>> parts = present(schema.getAllOf());
    return parts.size() == 1 && isEmpty(schema.getProperties())
        ? component(parts.getFirst())
        : Optional.empty();
  }

  /** The schema behind references, which may be a chain; null where it is not in the document. */
  @Nullable Schema<?> resolved(Schema<?> schema) {
    Schema<?> at = schema;
    for (int i = 0; i < 32; i++) {
      String ref = at.get$ref();
      if (ref == null) {
        return at;
      }
      Schema<?> next = ref.startsWith(COMPONENTS) ? components.get(name(ref)) : null;
      if (next == null) {
        return null;
      }
      at = next;
    }
    return null;
  }

  Properties properties(Schema<?> schema) {
    Properties merged = new Properties(new LinkedHashMap<>(), new LinkedHashSet<>());
    merge(schema, merged, new HashSet<>());
    return merged;
  }

  private void merge(Schema<?> schema, Properties into, Set<String> seen) {
    String ref = schema.get$ref();
    if (ref != null && !seen.add(ref)) {
      return;
    }
    Schema<?> at = resolved(schema);
    if (at == null) {
      return;
    }
    for (Schema<?> part : present(at.getAllOf())) {
      merge(part, into, seen);
    }
    if (at.getProperties() != null) {
      at.getProperties().forEach((name, each) -> into.all.put(name, each));
    }
    if (at.getRequired() != null) {
      into.required.addAll(at.getRequired());
    }
  }

  /** {@code oneOf} and {@code anyOf} without null and what is there twice. */
  List<Schema<?>> alternatives(Schema<?> schema) {
    List<Schema<?>> all = new ArrayList<>(present(schema.getOneOf()));
    all.addAll(present(schema.getAnyOf()));
    List<Schema<?>> distinct = new ArrayList<>();
    for (Schema<?> each : all) {
      if (!"null".equals(type(each)) && !distinct.contains(each)) {
        distinct.add(each);
      }
    }
    return distinct;
  }

  boolean isNullable(Schema<?> schema) {
    Schema<?> at = resolved(schema);
    return Boolean.TRUE.equals(schema.getNullable())
        || at == null
        || Boolean.TRUE.equals(at.getNullable())
        || (at.getTypes() != null && at.getTypes().contains("null"))
        || present(at.getOneOf()).stream().anyMatch(each -> "null".equals(type(each)))
        || present(at.getAnyOf()).stream().anyMatch(each -> "null".equals(type(each)));
  }

  /** The one type besides null; empty where there are several or none. */
  static String type(Schema<?> schema) {
    if (schema.getTypes() != null) {
      List<String> types =
          schema.getTypes().stream().filter(each -> !"null".equals(each)).sorted().toList();
      if (types.isEmpty() && !schema.getTypes().isEmpty()) {
        return "null";
      }
      return types.size() == 1 ? types.getFirst() : "";
    }
    return schema.getType() == null ? "" : schema.getType();
  }

  /** The values that a schema allows, by {@code enum} or {@code const}; null is left out. */
  static List<Object> values(Schema<?> schema) {
    if (schema.getConst() != null) {
      return List.of(schema.getConst());
    }
    List<Object> values = new ArrayList<>();
    if (schema.getEnum() != null) {
      for (Object each : schema.getEnum()) {
        if (each != null) {
          values.add(each);
        }
      }
    }
    return values;
  }

  @SuppressWarnings({"rawtypes"})
  private static List<Schema<?>> present(@Nullable List<Schema> schemas) {
    List<Schema<?>> present = new ArrayList<>();
    if (schemas != null) {
      for (Schema each : schemas) {
        if (each != null) {
          present.add(each);
        }
      }
    }
    return present;
  }

  private static boolean isEmpty(@Nullable Map<?, ?> map) {
    return map == null || map.isEmpty();
  }

  static String name(String ref) {
    return ref.substring(ref.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }
}
