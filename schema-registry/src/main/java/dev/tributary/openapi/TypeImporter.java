package dev.tributary.openapi;

import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes GraphQL types of schemas: each component once for answers and once for arguments. */
final class TypeImporter {

  private static final int MOST_ENUM_VALUES = 200;

  /** A value that must be mapped stands in every selection twice, so these are bounded closer. */
  private static final int MOST_RENAMED_VALUES = 40;

  private static final int DEEPEST = 100;
  private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final BigDecimal INT_MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final Set<String> RESERVED =
      Set.of(
          "Query",
          "Mutation",
          "Subscription",
          "Int",
          "Float",
          "String",
          "Boolean",
          "ID",
          "JSON",
          "DateTime",
          "Date",
          "Time",
          "UUID",
          "Url",
          "Long",
          "BigDecimal",
          "DataUrl");

  private final Components components;
  private final Findings findings;
  private final RestTypes types = new RestTypes();
  private final Map<String, String> componentNames = new HashMap<>();
  private final Map<String, RestType> done = new HashMap<>();
  private final Set<String> taken = new HashSet<>(RESERVED);
  private final Map<String, Renaming> renamings = new LinkedHashMap<>();
  private final boolean plain;
  private final UnionImporter unions;
  private int depth;

  /**
   * @param plain whether values are mapped by selections, which can tell no unions apart
   */
  TypeImporter(Components components, Findings findings, boolean plain) {
    this.components = components;
    this.findings = findings;
    this.plain = plain;
    this.unions = new UnionImporter(components, this, types);
    // Sorted, and before everything else: a new schema renames no other.
    for (String component : new TreeSet<>(components.schemaNames())) {
      String name = Names.free(Names.pascalCase(component), taken);
      taken.add(name);
      componentNames.put(component, name);
    }
  }

  RestTypes types() {
    return types;
  }

  /** The type's name of a component's answers; null when there is no such component. */
  @Nullable String nameOf(String component) {
    return componentNames.get(component);
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  List<Renaming> renamings() {
    return List.copyOf(renamings.values());
  }

  boolean isNullable(Schema<?> schema, String pointer) {
    return components.form(schema, pointer).nullable;
  }

  /**
   * @param name what an object or enum without a name of its own is called
   * @param input whether the value is sent
   */
  RestType type(@Nullable Schema<?> schema, String name, boolean input, String pointer) {
    if (schema == null || depth > DEEPEST) {
      return RestType.JSON;
    }
    depth++;
    try {
      String component = components.alias(schema);
      return component == null
          ? made(components.form(schema, pointer), name, null, input, pointer)
          : component(component, input);
    } finally {
      depth--;
    }
  }

  private RestType component(String component, boolean input) {
    String key = (input ? "in " : "out ") + component;
    RestType known = done.get(key);
    if (known != null) {
      return known;
    }
    // What refers to itself without an object in between can be anything.
    done.put(key, RestType.JSON);
    Schema<?> schema = components.schema(component);
    String name = componentNames.getOrDefault(component, "Type");
    String pointer = Findings.at("/components/schemas", component);
    if (schema != null && !plain && components.alias(schema) == null) {
      SchemaForm form = components.form(schema, pointer);
      if (isUnion(form, pointer) || !unions.childrenOf(component).isEmpty()) {
        return union(component, form, name, key, input, pointer);
      }
    }
    String alias = schema == null ? null : components.alias(schema);
    RestType type;
    if (schema == null) {
      type = RestType.JSON;
    } else if (alias != null) {
      type = component(alias, input);
    } else {
      type = made(components.form(schema, pointer), name, key, input, pointer);
    }
    done.put(key, type);
    return type;
  }

  /** Referred to by its name while its members are made, for they may lead back to it. */
  private RestType union(
      String component, SchemaForm form, String name, String key, boolean input, String pointer) {
    String free = input ? take(name + "Input") : name;
    UnionRef ref = new UnionRef(free);
    done.put(key, ref);
    RestType type;
    List<String> children = unions.childrenOf(component);
    if (children.isEmpty()) {
      type =
          unions.type(
              unions.flat(form.alternatives, null, pointer), free, true, form, input, pointer);
    } else {
      RestType own = object(form, name + "Base", null, input, pointer);
      type = unions.inherited(component, children, own, free, form, input, pointer);
    }
    if (type == null) {
      json(pointer, "one of several schemas");
      type = RestType.JSON;
    }
    if (!type.equals(ref)) {
      types.replace(free, type);
    }
    done.put(key, type);
    return type;
  }

  /** Whether it is one of several things, of which not all are values of one enum. */
  private boolean isUnion(SchemaForm form, String pointer) {
    if (form.alternatives.isEmpty() || isEnumeration(form, pointer)) {
      return false;
    }
    return form.properties.isEmpty()
        || form.alternatives.stream()
            .map(alternative -> components.form(alternative, pointer))
            .allMatch(other -> other.properties.keySet().containsAll(form.properties.keySet()));
  }

  private boolean isEnumeration(SchemaForm form, String pointer) {
    return form.properties.isEmpty()
        && form.alternatives.stream()
            .map(alternative -> components.form(alternative, pointer))
            .allMatch(other -> !other.values.isEmpty() && other.properties.isEmpty());
  }

  private RestType made(
      SchemaForm form, String name, @Nullable String key, boolean input, String pointer) {
    if (!form.alternatives.isEmpty() && isEnumeration(form, pointer)) {
      List<Object> values = new ArrayList<>();
      for (Schema<?> alternative : form.alternatives) {
        SchemaForm other = components.form(alternative, pointer);
        values.addAll(other.values);
        form.types.addAll(other.types);
      }
      form.values = values;
      form.alternatives.clear();
    }
    if (!plain && isUnion(form, pointer)) {
      RestType union =
          unions.type(
              unions.flat(form.alternatives, null, pointer), name, false, form, input, pointer);
      if (union == null) {
        json(pointer, "one of several schemas");
      }
      return union == null ? RestType.JSON : union;
    }
    if (!form.alternatives.isEmpty() && form.properties.isEmpty()) {
      return alternatives(form, name, input, pointer);
    }
    if (form.values.size() > 1 && form.values.stream().allMatch(String.class::isInstance)) {
      return values(form, name, key, pointer);
    }
    return switch (form.type()) {
      case "object" -> object(form, name, key, input, pointer);
      case "array" ->
          form.tuple || form.items == null
              ? new ListOf(RestType.JSON)
              : new ListOf(type(form.items, name + "Item", input, Findings.at(pointer, "items")));
      case "string" -> new Scalar(stringFormat(form.format));
      case "integer" -> new Scalar(isInt(form) ? "Int" : "Long");
      case "number" -> new Scalar("decimal".equals(form.format) ? "BigDecimal" : "Float");
      case "boolean" -> new Scalar("Boolean");
      default -> {
        if (form.types.size() > 1) {
          json(pointer, "values of several types: " + String.join(", ", form.types));
        }
        yield RestType.JSON;
      }
    };
  }

  private static String stringFormat(@Nullable String format) {
    return switch (format == null ? "" : format) {
      case "date-time" -> "DateTime";
      case "date" -> "Date";
      case "time" -> "Time";
      case "uuid" -> "UUID";
      case "uri", "url" -> "Url";
      default -> "String";
    };
  }

  private static boolean isInt(SchemaForm form) {
    if ("int32".equals(form.format)) {
      return true;
    }
    BigDecimal minimum = form.minimum;
    BigDecimal maximum = form.maximum;
    return form.format == null
        && minimum != null
        && maximum != null
        && minimum.compareTo(INT_MIN) >= 0
        && maximum.compareTo(INT_MAX) <= 0;
  }

  private RestType alternatives(SchemaForm form, String name, boolean input, String pointer) {
    Set<RestType> possible = new HashSet<>();
    for (Schema<?> alternative : form.alternatives) {
      SchemaForm other = components.form(alternative, pointer);
      if (other.type().equals("object") || other.type().isEmpty()) {
        json(pointer, "one of several schemas");
        return RestType.JSON;
      }
      RestType type = type(alternative, name, input, pointer);
      possible.add(type instanceof EnumRef ? new Scalar("String") : type);
    }
    if (possible.size() == 1) {
      return possible.iterator().next();
    }
    json(pointer, "one of several schemas");
    return RestType.JSON;
  }

  private void json(String pointer, String why) {
    findings.add(Finding.Code.GIVEN_AS_JSON, pointer, why);
  }

  private RestType values(SchemaForm form, String name, @Nullable String key, String pointer) {
    Set<String> names = new HashSet<>();
    List<RestEnum.Value> values = new ArrayList<>();
    Set<Object> wire = new HashSet<>();
    // Whose name is one already keeps it.
    form.values.stream()
        .map(String::valueOf)
        .filter(text -> Names.enumValue(text).equals(text))
        .forEach(names::add);
    for (Object value : form.values) {
      String text = String.valueOf(value);
      if (wire.add(text)) {
        String free = Names.enumValue(text);
        free = free.equals(text) ? free : Names.free(free, names);
        names.add(free);
        values.add(new RestEnum.Value(free, text));
      }
    }
    RestEnum made = new RestEnum("", form.description, values);
    if (values.size() > (plain && made.isRenamed() ? MOST_RENAMED_VALUES : MOST_ENUM_VALUES)) {
      findings.add(Finding.Code.GIVEN_AS_JSON, pointer, values.size() + " values; given as String");
      return new Scalar("String");
    }
    for (RestEnum same : types.enums().values()) {
      if (key == null && same.values().equals(values)) {
        return new EnumRef(same.name());
      }
    }
    String free = key == null ? take(name) : name;
    types.enums().put(free, new RestEnum(free, form.description, values));
    for (RestEnum.Value value : values) {
      renamed(free, value.wireName(), value.name());
    }
    EnumRef ref = new EnumRef(free);
    if (key != null) {
      String component = key.substring(key.indexOf(' ') + 1);
      done.put("in " + component, ref);
      done.put("out " + component, ref);
    }
    return ref;
  }

  private RestType object(
      SchemaForm form, String name, @Nullable String key, boolean input, String pointer) {
    if (!form.alternatives.isEmpty() && plain) {
      findings.add(
          Finding.Code.GIVEN_AS_JSON, pointer, "properties of its alternatives are left out");
    } else {
      // An object of which parts are there or not is an object that may have them all.
      unions
          .flat(form.alternatives, null, pointer)
          .forEach(other -> other.form().properties.forEach(form::addProperty));
    }
    if (form.properties.isEmpty()) {
      return RestType.JSON;
    }
    String base = Names.pascalCase(name);
    String free = input ? take(base + "Input") : key == null ? take(base) : name;
    ObjectRef ref = new ObjectRef(free);
    if (key != null) {
      done.put(key, ref);
    }
    types.objects().put(free, new RestObject(free, input, form.description, pointer, List.of()));
    List<RestField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    form.properties.keySet().stream()
        .filter(wire -> Names.field(wire).equals(wire))
        .forEach(names::add);
    for (var property : form.properties.entrySet()) {
      RestField field =
          field(form, property.getKey(), property.getValue(), ref, base, names, input, pointer);
      if (field != null) {
        fields.add(field);
      }
    }
    if (fields.isEmpty()) {
      types.objects().remove(free);
      return RestType.JSON;
    }
    if (key == null) {
      String same = same(input ? base + "Input" : base, free, fields);
      if (same != null) {
        types.objects().remove(free);
        taken.remove(free);
        return new ObjectRef(same);
      }
    }
    types.objects().put(free, new RestObject(free, input, form.description, pointer, fields));
    return ref;
  }

  /** The type that was made of another schema of this name and form; null for none. */
  private @Nullable String same(String base, String free, List<RestField> fields) {
    String name = base;
    for (int i = 2; !name.equals(free); i++) {
      RestObject other = types.objects().get(name);
      if (other != null && bare(other.fields()).equals(bare(fields))) {
        return name;
      }
      name = base + i;
    }
    return null;
  }

  /** Without what is said about them. */
  private static List<RestField> bare(List<RestField> fields) {
    return fields.stream()
        .map(f -> new RestField(f.name(), f.wireName(), f.type(), f.always(), f.nonNull(), null))
        .toList();
  }

  private @Nullable RestField field(
      SchemaForm owner,
      String wire,
      Schema<?> schema,
      ObjectRef object,
      String inner,
      Set<String> names,
      boolean input,
      String pointer) {
    String at = Findings.at(Findings.at(pointer, "properties"), wire);
    SchemaForm form = components.form(schema, at);
    if (Boolean.TRUE.equals(input ? schema.getReadOnly() : schema.getWriteOnly())) {
      return null;
    }
    String name = Names.field(wire);
    if (!name.equals(wire)) {
      name = Names.free(name, names);
      names.add(name);
      renamed(object.name(), wire, name);
    }
    RestType type = type(schema, inner + Names.pascalCase(wire), input, at);
    boolean required = owner.required.contains(wire);
    boolean id = wire.equals("id") && isIdentifier(type, input);
    return new RestField(
        name,
        wire,
        id ? new Scalar("ID") : type,
        required,
        required && !form.nullable && (input || id),
        form.description);
  }

  /** A number that is sent must stay one, and as ID it would be text. */
  private static boolean isIdentifier(RestType type, boolean input) {
    return type instanceof Scalar scalar
        && switch (scalar.name()) {
          case "String", "UUID" -> true;
          case "Int", "Long" -> !input;
          default -> false;
        };
  }

  /** The type of answers of which each may come. */
  RestType anyOf(Map<String, Schema<?>> byStatus, String name, String pointer) {
    List<UnionImporter.Alternative> alternatives = new ArrayList<>();
    byStatus.forEach(
        (status, schema) ->
            alternatives.addAll(
                unions.flat(List.of(schema), status.matches("\\d+") ? status : null, pointer)));
    RestType union = unions.type(alternatives, name, false, null, false, pointer);
    if (union == null) {
      json(pointer, "answers that have no type in common");
    }
    return union == null ? RestType.JSON : union;
  }

  String take(String name) {
    String free = Names.free(Names.pascalCase(name), taken);
    taken.add(free);
    return free;
  }

  void renamed(String owner, String wire, String name) {
    if (!wire.equals(name)) {
      renamings.putIfAbsent(owner + " " + wire, new Renaming(owner, wire, name));
    }
  }
}
