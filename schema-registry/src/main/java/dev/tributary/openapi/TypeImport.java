package dev.tributary.openapi;

import dev.tributary.openapi.ImportReport.Note;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes GraphQL types of schemas, each when it is first needed. */
final class TypeImport {

  private static final int MAX_ENUM_VALUES = 200;
  private static final int MAX_INLINE_DEPTH = 64;

  private final SchemaShapes shapes;
  private final Map<String, Schema<?>> components;
  private final List<Note> warnings;

  /**
   * The base name of each component, given before anything is made, so that none depends on use.
   */
  private final Map<String, String> componentNames = new HashMap<>();

  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> madeOutput = new HashMap<>();
  private final Map<String, String> madeInput = new HashMap<>();
  private final Map<String, String> madeEnums = new HashMap<>();
  private final Set<String> objects = new HashSet<>();
  private final Map<String, String> definitions = new TreeMap<>();
  private final Set<String> scalars = new TreeSet<>();
  private final Set<String> making = new HashSet<>();
  private int depth;

  TypeImport(Map<String, Schema<?>> components, List<Note> warnings) {
    this.components = components;
    this.shapes = new SchemaShapes(components);
    this.warnings = warnings;
    for (String exact : new TreeSet<>(components.keySet())) {
      if (GraphQlNames.type(exact).equals(exact)) {
        componentNames.put(exact, unique(exact));
      }
    }
    for (String other : new TreeSet<>(components.keySet())) {
      componentNames.computeIfAbsent(other, each -> unique(GraphQlNames.type(each)));
    }
  }

  /** Definitions by name. */
  Map<String, String> definitions() {
    return definitions;
  }

  /** Scalars that definitions use besides GraphQL's own. */
  Set<String> scalars() {
    return scalars;
  }

  /**
   * @param context what an inline schema is named after
   */
  String output(Schema<?> schema, String context) {
    return type(schema, context, false);
  }

  /** Without the {@code !} that a required value has. */
  String input(Schema<?> schema, String context) {
    return type(schema, context, true);
  }

  boolean isNullable(Schema<?> schema) {
    return shapes.isNullable(schema);
  }

  private String type(Schema<?> schema, String context, boolean input) {
    if (depth > MAX_INLINE_DEPTH) {
      return json(context, "is nested too deeply");
    }
    depth++;
    try {
      Optional<String> component = shapes.component(schema);
      if (component.isPresent()) {
        return ofComponent(component.get(), input);
      }
      Schema<?> at = shapes.resolved(schema);
      return at == null
          ? json(context, "refers to " + schema.get$ref() + ", which is not in the document")
          : ofInline(at, context, input, null);
    } finally {
      depth--;
    }
  }

  private String ofComponent(String name, boolean input) {
    Map<String, String> made = input ? madeInput : madeOutput;
    String known = made.get(name);
    if (known != null) {
      return known;
    }
    Schema<?> schema = components.get(name);
    String own = componentNames.get(name);
    if (schema == null || own == null) {
      return json(name, "is not in the document");
    }
    if (!making.add(name)) {
      return json(name, "contains itself without an object between");
    }
    String type = ofInline(schema, own, input, name);
    making.remove(name);
    made.put(name, type);
    return type;
  }

  /**
   * @param component whose schema this is, for names; null for none
   */
  private String ofInline(
      Schema<?> schema, String context, boolean input, @Nullable String component) {
    if (component != null && schema.get$ref() != null) {
      return type(schema, context, input);
    }
    List<Schema<?>> alternatives = shapes.alternatives(schema);
    if (alternatives.size() == 1 && isPlain(schema)) {
      return type(alternatives.getFirst(), context, input);
    }
    if (alternatives.size() > 1) {
      return union(schema, alternatives, context, input, component);
    }
    String type = SchemaShapes.type(schema);
    if (type.equals("array") || schema.getItems() != null) {
      return schema.getItems() == null
          ? "[" + json(context, "is a list of anything") + "]"
          : "[" + type(schema.getItems(), context + "Item", input) + "]";
    }
    SchemaShapes.Properties properties = shapes.properties(schema);
    if (!properties.all().isEmpty()) {
      return object(schema, properties, context, input, component);
    }
    if (schema.getAllOf() != null && schema.getAllOf().size() == 1) {
      return type(schema.getAllOf().getFirst(), context, input);
    }
    return switch (type) {
      case "string" -> string(schema, context, component);
      case "integer" -> integer(schema);
      case "number" -> "decimal".equals(schema.getFormat()) ? scalar("BigDecimal") : "Float";
      case "boolean" -> "Boolean";
      default -> scalar("JSON");
    };
  }

  private String string(Schema<?> schema, String context, @Nullable String component) {
    List<Object> values = SchemaShapes.values(schema);
    if (values.size() > 1 && values.size() <= MAX_ENUM_VALUES) {
      return enumeration(schema, values, context, component);
    }
    return switch (schema.getFormat() == null ? "" : schema.getFormat()) {
      case "date-time" -> scalar("DateTime");
      case "date" -> scalar("Date");
      case "time" -> scalar("Time");
      case "uuid" -> scalar("UUID");
      case "uri", "url" -> scalar("Url");
      default -> "String";
    };
  }

  private String integer(Schema<?> schema) {
    return "int32".equals(schema.getFormat()) ? "Int" : scalar("Long");
  }

  private String enumeration(
      Schema<?> schema, List<Object> values, String context, @Nullable String component) {
    StringBuilder body = new StringBuilder();
    Set<String> names = new HashSet<>();
    for (Object value : values) {
      String wire = String.valueOf(value);
      String base = GraphQlNames.enumValue(wire);
      String name = base;
      for (int i = 2; !names.add(name); i++) {
        name = base + "_" + i;
      }
      body.append("  ").append(name);
      if (!name.equals(wire)) {
        body.append(" @restEnum(value: ").append(Sdl.string(wire)).append(")");
      }
      body.append("\n");
    }
    String known = component == null ? null : madeEnums.get(component);
    if (known != null) {
      return known;
    }
    String name = component == null ? unique(GraphQlNames.type(context)) : context;
    if (component != null) {
      madeEnums.put(component, name);
    }
    define(name, schema.getDescription(), "enum " + name + " {\n" + body + "}\n");
    return name;
  }

  private String object(
      Schema<?> schema,
      SchemaShapes.Properties properties,
      String context,
      boolean input,
      @Nullable String component) {
    String name = objectName(context, input, component);
    if (component != null) {
      (input ? madeInput : madeOutput).put(component, name);
    }
    objects.add(name);
    // Named in the order of their texts, so that a new property renames none that stands before it.
    Map<String, String> names = new LinkedHashMap<>();
    Set<String> used = new HashSet<>();
    properties.all().keySet().stream().filter(GraphQlNames::isLegal).forEach(used::add);
    for (String wire : new TreeSet<>(properties.all().keySet())) {
      String field = GraphQlNames.field(wire);
      String base = field;
      for (int i = 2; !field.equals(wire) && !used.add(field); i++) {
        field = base + i;
      }
      names.put(wire, field);
    }
    StringBuilder body = new StringBuilder();
    for (Map.Entry<String, Schema<?>> each : properties.all().entrySet()) {
      Schema<?> at = shapes.resolved(each.getValue());
      Schema<?> property = at == null ? each.getValue() : at;
      if (Boolean.TRUE.equals(input ? property.getReadOnly() : property.getWriteOnly())) {
        continue;
      }
      String wire = each.getKey();
      String field = names.getOrDefault(wire, wire);
      String type = property(wire, each.getValue(), property, context, input);
      boolean required =
          input && properties.required().contains(wire) && !shapes.isNullable(each.getValue());
      // An object that requires itself could never be given.
      String mark = required && property.getDefault() == null && !objects.contains(type) ? "!" : "";
      body.append(Sdl.description(each.getValue().getDescription(), "  "));
      body.append("  ").append(field).append(": ").append(type).append(mark);
      body.append(Sdl.wire(field, wire));
      body.append(mark.isEmpty() ? Sdl.deprecated(each.getValue().getDeprecated()) : "");
      body.append("\n");
    }
    if (body.isEmpty()) {
      objects.remove(name);
      return scalar("JSON");
    }
    define(
        name, schema.getDescription(), (input ? "input " : "type ") + name + " {\n" + body + "}\n");
    return name;
  }

  private String property(
      String wire, Schema<?> given, Schema<?> property, String context, boolean input) {
    String kind = SchemaShapes.type(property);
    if (wire.equals("id") && (kind.equals("string") || kind.equals("integer"))) {
      return "ID";
    }
    return type(given, context + GraphQlNames.type(wire), input);
  }

  private String objectName(String context, boolean input, @Nullable String component) {
    String base = component == null ? GraphQlNames.type(context) : context;
    if (input) {
      return unique(base.endsWith("Input") ? base : base + "Input");
    }
    return component == null ? unique(base) : base;
  }

  private String union(
      Schema<?> schema,
      List<Schema<?>> alternatives,
      String context,
      boolean input,
      @Nullable String component) {
    List<Schema<?>> members = new ArrayList<>();
    flatten(alternatives, members, 0);
    if (members.stream().allMatch(each -> shapes.properties(each).all().isEmpty())) {
      Set<String> kinds = new HashSet<>();
      for (Schema<?> each : members) {
        Schema<?> at = shapes.resolved(each);
        kinds.add(at == null ? "" : SchemaShapes.type(at));
      }
      return kinds.equals(Set.of("string")) ? "String" : scalar("JSON");
    }
    if (input) {
      return json(context, "is one of several in a request");
    }
    if (members.stream().anyMatch(each -> shapes.properties(each).all().isEmpty())) {
      return json(context, "is one of several of which some are no objects with properties");
    }
    Optional<UnionChoice> choice = UnionChoice.of(schema.getDiscriminator(), members, shapes);
    if (choice.isEmpty()) {
      return json(context, "is one of several that cannot be told apart");
    }
    String name = component == null ? unique(GraphQlNames.type(context)) : context;
    if (component != null) {
      madeOutput.put(component, name);
    }
    List<String> types = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      types.add(output(members.get(i), context + "Member" + (i + 1)));
    }
    if (!objects.containsAll(types)) {
      if (component != null) {
        madeOutput.remove(component);
      }
      return json(context, "is one of several of which some are no objects");
    }
    define(
        name,
        schema.getDescription(),
        "union "
            + name
            + choice.get().directive(types)
            + " = "
            + String.join(" | ", new TreeSet<>(types))
            + "\n");
    return name;
  }

  private void flatten(List<Schema<?>> alternatives, List<Schema<?>> into, int level) {
    for (Schema<?> each : alternatives) {
      Schema<?> at = shapes.resolved(each);
      Discriminator own = at == null ? null : at.getDiscriminator();
      List<Schema<?>> inner = at == null ? List.of() : shapes.alternatives(at);
      if (at != null && own == null && !inner.isEmpty() && isPlain(at) && level < 8) {
        flatten(inner, into, level + 1);
      } else if (!into.contains(each)) {
        into.add(each);
      }
    }
  }

  private static boolean isPlain(Schema<?> schema) {
    return schema.getProperties() == null && schema.getAllOf() == null;
  }

  private void define(String name, @Nullable String description, String definition) {
    definitions.put(name, Sdl.description(description, "") + definition);
  }

  private String json(String where, String why) {
    Note note = new Note(where, why + ": mapped to JSON");
    if (!warnings.contains(note)) {
      warnings.add(note);
    }
    return scalar("JSON");
  }

  String scalar(String name) {
    scalars.add(name);
    return name;
  }

  private String unique(String base) {
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + i;
    }
    return name;
  }
}
