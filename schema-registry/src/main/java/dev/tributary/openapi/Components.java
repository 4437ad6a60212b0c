package dev.tributary.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code $ref} leads to. Only references within the document are followed. */
final class Components {

  private static final String SCHEMAS = "#/components/schemas/";
  private static final int LONGEST_CHAIN = 50;

  private final Map<String, Schema<?>> schemas;
  private final Map<String, Parameter> parameters;
  private final Map<String, RequestBody> bodies;
  private final Map<String, ApiResponse> responses;
  private final Findings findings;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Components(OpenAPI document, Findings findings) {
    var components = document.getComponents();
    this.findings = findings;
    schemas = (Map) orEmpty(components == null ? null : components.getSchemas());
    parameters = orEmpty(components == null ? null : components.getParameters());
    bodies = orEmpty(components == null ? null : components.getRequestBodies());
    responses = orEmpty(components == null ? null : components.getResponses());
  }

  private static <T> Map<String, T> orEmpty(@Nullable Map<String, T> map) {
    return map == null ? Map.of() : map;
  }

  Set<String> schemaNames() {
    return schemas.keySet();
  }

  @Nullable Schema<?> schema(String name) {
    return schemas.get(name);
  }

  @Nullable Parameter parameter(Parameter parameter, String pointer) {
    Parameter target = parameter;
    for (int i = 0; target != null && target.get$ref() != null; i++) {
      target = i == LONGEST_CHAIN ? null : parameters.get(lastOf(target.get$ref()));
    }
    return found(target, parameter.get$ref(), pointer);
  }

  @Nullable RequestBody body(RequestBody body, String pointer) {
    RequestBody target = body;
    for (int i = 0; target != null && target.get$ref() != null; i++) {
      target = i == LONGEST_CHAIN ? null : bodies.get(lastOf(target.get$ref()));
    }
    return found(target, body.get$ref(), pointer);
  }

  @Nullable ApiResponse response(ApiResponse response, String pointer) {
    ApiResponse target = response;
    for (int i = 0; target != null && target.get$ref() != null; i++) {
      target = i == LONGEST_CHAIN ? null : responses.get(lastOf(target.get$ref()));
    }
    return found(target, response.get$ref(), pointer);
  }

  private <T> @Nullable T found(@Nullable T target, @Nullable String ref, String pointer) {
    if (target == null) {
      findings.add(Finding.Code.REFERENCE_NOT_FOLLOWED, pointer, "nothing at " + ref);
    }
    return target;
  }

  private static String decoded(String token) {
    return token.replace("~1", "/").replace("~0", "~").replace("%20", " ");
  }

  /**
   * The component that a schema is another word for: a reference, or the only part of {@code
   * allOf}, {@code oneOf} or {@code anyOf} besides null.
   */
  @Nullable String alias(Schema<?> schema) {
    String ref = schema.get$ref();
    if (ref != null) {
      String name = ref.startsWith(SCHEMAS) ? decoded(ref.substring(SCHEMAS.length())) : "";
      return schemas.containsKey(name) ? name : null;
    }
    if (schema.getProperties() != null) {
      return null;
    }
    List<Schema<?>> parts = new ArrayList<>(parts(schema.getAllOf()));
    parts.addAll(parts(schema.getOneOf()));
    parts.addAll(parts(schema.getAnyOf()));
    parts.removeIf(Components::isNull);
    return parts.size() == 1 ? alias(parts.getFirst()) : null;
  }

  /** The component that a schema comes to, however many others it is another word for. */
  @Nullable String target(Schema<?> schema) {
    String name = alias(schema);
    for (int i = 0; name != null && i < LONGEST_CHAIN; i++) {
      Schema<?> target = schemas.get(name);
      String next = target == null ? null : alias(target);
      if (next == null) {
        return name;
      }
      name = next;
    }
    return name;
  }

  /** Those of which a component says that it is one, and that say by what their kinds differ. */
  Set<String> parents(String component) {
    Set<String> parents = new LinkedHashSet<>();
    addParents(component, new HashSet<>(), parents);
    parents.remove(component);
    return parents;
  }

  private void addParents(String component, Set<String> seen, Set<String> into) {
    Schema<?> schema = schemas.get(component);
    if (schema == null || !seen.add(component)) {
      return;
    }
    if (schema.getDiscriminator() != null
        && parts(schema.getOneOf()).isEmpty()
        && parts(schema.getAnyOf()).isEmpty()) {
      into.add(component);
    }
    for (Schema<?> part : parts(schema.getAllOf())) {
      String ref = part.get$ref();
      if (ref != null) {
        addParents(lastOf(ref), seen, into);
      }
    }
  }

  /** The last step of a reference, or of a name. */
  static String lastOf(String ref) {
    return decoded(ref.substring(ref.lastIndexOf('/') + 1));
  }

  static boolean isNull(Schema<?> schema) {
    return "null".equals(schema.getType())
        || schema.getTypes() != null && schema.getTypes().equals(Set.of("null"));
  }

  @SuppressWarnings("rawtypes")
  private static List<Schema<?>> parts(@Nullable List<Schema> schemas) {
    List<Schema<?>> parts = new ArrayList<>();
    if (schemas != null) {
      for (Schema schema : schemas) {
        parts.add(schema);
      }
    }
    return parts;
  }

  /** Everything that a schema says, itself and through what it refers to. */
  SchemaForm form(Schema<?> schema, String pointer) {
    SchemaForm form = new SchemaForm();
    merge(schema, form, pointer, new HashSet<>());
    return form;
  }

  private void merge(Schema<?> schema, SchemaForm form, String pointer, Set<String> seen) {
    String ref = schema.get$ref();
    if (ref != null) {
      String name = ref.startsWith(SCHEMAS) ? decoded(ref.substring(SCHEMAS.length())) : "";
      Schema<?> target = schemas.get(name);
      if (target == null) {
        findings.add(
            Finding.Code.REFERENCE_NOT_FOLLOWED,
            pointer,
            ref + " does not lead to a schema of this document; given as JSON");
      } else if (seen.add(name)) {
        merge(target, form, pointer, seen);
      }
      return;
    }
    form.add(schema);
    parts(schema.getAllOf()).forEach(part -> merge(part, form, pointer, seen));
    for (var several : List.of(parts(schema.getOneOf()), parts(schema.getAnyOf()))) {
      form.nullable |= several.removeIf(Components::isNull);
      if (several.size() == 1) {
        merge(several.getFirst(), form, pointer, seen);
      } else {
        form.alternatives.addAll(several);
      }
    }
  }
}
