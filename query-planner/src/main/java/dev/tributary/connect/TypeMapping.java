package dev.tributary.connect;

import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeRef;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What JSON the types of one service stand for, so that a value can be mapped by its type alone,
 * along what a client selects. Types may contain themselves.
 *
 * @see ByType
 */
public final class TypeMapping {

  private final Map<String, Form> forms = new HashMap<>();
  private final Map<String, SequencedSet<String>> fieldNames = new HashMap<>();

  private TypeMapping() {}

  /** How values of a type look in JSON. */
  public sealed interface Form {}

  /**
   * An object, of answers or of arguments. Fields with arguments, or with a connector of their own,
   * are not among them.
   */
  public record ObjectForm(SequencedMap<String, Property> fields) implements Form {}

  /**
   * A field of an object.
   *
   * @param name in JSON
   * @param type of the value, or of the items of its list
   * @param lists how many lists are around it
   */
  public record Property(String name, String type, int lists) {

    static Property of(String name, TypeRef type) {
      return new Property(name, type.namedType(), TypeMapping.lists(type));
    }
  }

  /** How many lists there are in a type around the type that it names. */
  public static int lists(TypeRef type) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> lists(inner);
      case TypeRef.ListOf(TypeRef element) -> 1 + lists(element);
      case TypeRef.Named named -> 0;
    };
  }

  /** An enum of which some values have other names in JSON; the maps have those only. */
  public record EnumForm(Map<String, String> toJson, Map<String, String> fromJson) implements Form {
    public EnumForm {
      toJson = Map.copyOf(toJson);
      fromJson = Map.copyOf(fromJson);
    }
  }

  /** One of several objects. */
  public record Alternatives(UnionForm union) implements Form {}

  /** A {@code @oneOf} input: the value of the field that is given is sent in its place. */
  public record Choice(SequencedMap<String, Property> fields) implements Form {}

  /**
   * The form of a type.
   *
   * @return null for values that are the same on both sides
   */
  public @Nullable Form form(String type) {
    return forms.get(type);
  }

  /** The fields of an object type that are mapped; always the same set for a type. */
  SequencedSet<String> fieldNames(String type) {
    return fieldNames.getOrDefault(type, Collections.emptySortedSet());
  }

  /** As a composed schema has it. */
  static TypeMapping of(ServiceSchema schema, String connectDirective) {
    WireNames wire = WireNames.of(schema.supergraph().schemaDirectives(), schema.id());
    TypeMapping mapping = new TypeMapping();
    for (TypeDefinition type : schema.supergraph().types().values()) {
      switch (type) {
        case ObjectType object when object.in().containsKey(schema.id()) -> {
          SequencedMap<String, Property> fields = new LinkedHashMap<>();
          for (FieldDefinition field : object.fields().values()) {
            FieldInSubgraph in = field.in().get(schema.id());
            boolean connected =
                field.directives().stream()
                    .anyMatch(d -> d.name().equals(connectDirective) && d.isOf(schema.id()));
            if (in != null && !in.external() && field.arguments().isEmpty() && !connected) {
              fields.put(field.name(), property(wire, type.name(), field.name(), field.type()));
            }
          }
          mapping.add(type.name(), fields, wire);
        }
        case InputType input when input.in().get(schema.id()) -> {
          SequencedMap<String, Property> fields = new LinkedHashMap<>();
          input
              .fields()
              .forEach(
                  (name, field) ->
                      fields.put(name, property(wire, type.name(), name, field.type())));
          mapping.add(type.name(), fields, wire);
        }
        case EnumType values when values.in().get(schema.id()) ->
            mapping.addValues(type.name(), values.values().keySet(), wire);
        default -> mapping.addUnion(type.name(), wire);
      }
    }
    return mapping;
  }

  /** As a service's own document has it. */
  static TypeMapping of(ServiceDocument schema, RestNames rest, String connectDirective) {
    WireNames wire = WireNames.of(schema, rest);
    TypeMapping mapping = new TypeMapping();
    for (Type type : schema.types().values()) {
      switch (type.kind) {
        case OBJECT, INPUT -> {
          SequencedMap<String, Property> fields = new LinkedHashMap<>();
          for (Field field : type.fields.values()) {
            if (isMapped(field, connectDirective)) {
              fields.put(field.name(), property(wire, type.name, field.name(), field.type()));
            }
          }
          mapping.add(type.name, fields, wire);
        }
        case ENUM -> mapping.addValues(type.name, type.values.keySet(), wire);
        case INTERFACE, UNION, SCALAR -> mapping.addUnion(type.name, wire);
      }
    }
    return mapping;
  }

  static boolean isMapped(Field field, String connectDirective) {
    return field.arguments().isEmpty()
        && !ServiceDocument.has(field.directives(), "external")
        && field.directives().stream().noneMatch(d -> d.getName().equals(connectDirective));
  }

  private static Property property(WireNames wire, String type, String field, TypeRef target) {
    return Property.of(wire.of(type, field), target);
  }

  private void add(String type, SequencedMap<String, Property> fields, WireNames wire) {
    SequencedMap<String, Property> fixed = Collections.unmodifiableSequencedMap(fields);
    if (wire.unions().containsKey(type)) {
      forms.put(type, new Choice(fixed));
    } else {
      forms.put(type, new ObjectForm(fixed));
      fieldNames.put(type, fixed.sequencedKeySet());
    }
  }

  private void addValues(String type, Iterable<String> values, WireNames wire) {
    Map<String, String> toJson = new HashMap<>();
    Map<String, String> fromJson = new HashMap<>();
    for (String value : values) {
      String json = wire.of(type, value);
      if (!json.equals(value)) {
        toJson.put(value, json);
        fromJson.put(json, value);
      }
    }
    if (!toJson.isEmpty()) {
      forms.put(type, new EnumForm(toJson, fromJson));
    }
  }

  private void addUnion(String type, WireNames wire) {
    UnionForm union = wire.unions().get(type);
    if (union != null) {
      forms.put(type, new Alternatives(union));
    }
  }
}
