package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.TypeMapping;
import dev.tributary.connect.TypeMapping.Alternatives;
import dev.tributary.connect.TypeMapping.Choice;
import dev.tributary.connect.TypeMapping.EnumForm;
import dev.tributary.connect.TypeMapping.ObjectForm;
import dev.tributary.connect.TypeMapping.Property;
import dev.tributary.connect.UnionForm;
import dev.tributary.connect.UnionForm.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps values by their types, both ways, and only as far as they are wanted. Inputs are never
 * changed, and results may share parts with them.
 */
final class TypeMapper {

  private static final String TYPENAME = "__typename";

  /** What a member's type calls a value that is no object. */
  private static final String WRAPPED = "value";

  private final TypeMapping types;

  TypeMapper(TypeMapping types) {
    this.types = types;
  }

  /** Told of a value that is none of the members of its position's type. */
  @FunctionalInterface
  interface Stranger {
    void value(JsonNode value, String type);
  }

  // Answers

  /**
   * What the service's value is in GraphQL, with {@code __typename} where the type is abstract.
   *
   * @param type of the value, or of the items of its list
   * @param lists how many lists are around it
   * @param wanted the fields that are needed; null for all
   * @param status of the answer
   */
  JsonNode fromJson(
      JsonNode value,
      String type,
      int lists,
      @Nullable MappingRequest wanted,
      String status,
      Stranger stranger) {
    TypeMapping.Form form = types.form(type);
    if (form == null || value.isNull()) {
      return value;
    }
    if (value instanceof ArrayNode array && (lists > 0 || !isWrapped(form, "array"))) {
      ArrayNode mapped = MappingValues.NODES.arrayNode(array.size());
      for (JsonNode item : array) {
        mapped.add(fromJson(item, type, lists - 1, wanted, status, stranger));
      }
      return mapped;
    }
    return switch (form) {
      case EnumForm values -> {
        String name = value.isTextual() ? values.fromJson().get(value.textValue()) : null;
        yield name == null ? value : MappingValues.NODES.textNode(name);
      }
      case ObjectForm(SequencedMap<String, Property> fields) ->
          value instanceof ObjectNode object
              ? object(object, fields, wanted, status, stranger)
              : value;
      case Alternatives(UnionForm union) -> member(value, type, union, wanted, status, stranger);
      case Choice choice -> value;
    };
  }

  private ObjectNode object(
      ObjectNode object,
      SequencedMap<String, Property> fields,
      @Nullable MappingRequest wanted,
      String status,
      Stranger stranger) {
    ObjectNode mapped = MappingValues.NODES.objectNode();
    for (String name : wanted == null ? fields.keySet() : wanted.names()) {
      Property property = fields.get(name);
      if (property == null) {
        continue;
      }
      JsonNode value = object.get(property.name());
      if (value != null) {
        MappingRequest below = wanted == null ? null : wanted.below(name);
        mapped.set(
            name, fromJson(value, property.type(), property.lists(), below, status, stranger));
      }
    }
    return mapped;
  }

  private JsonNode member(
      JsonNode value,
      String type,
      UnionForm union,
      @Nullable MappingRequest wanted,
      String status,
      Stranger stranger) {
    Member member = member(value, union, status);
    if (member == null || !(types.form(member.type()) instanceof ObjectForm(var fields))) {
      stranger.value(value, type);
      return MappingValues.NODES.nullNode();
    }
    ObjectNode mapped = MappingValues.NODES.objectNode();
    if (member.kind() == null) {
      mapped.setAll(object((ObjectNode) value, fields, wanted, status, stranger));
    } else {
      Property wrapped = fields.get(WRAPPED);
      if (wrapped != null) {
        MappingRequest below = wanted == null ? null : wanted.below(WRAPPED);
        mapped.set(
            WRAPPED, fromJson(value, wrapped.type(), wrapped.lists(), below, status, stranger));
      }
    }
    return mapped.put(TYPENAME, member.type());
  }

  private static boolean isWrapped(TypeMapping.Form form, String kind) {
    return form instanceof Alternatives(UnionForm union)
        && union.members().stream().anyMatch(member -> kind.equals(member.kind()));
  }

  private @Nullable Member member(JsonNode value, UnionForm union, String status) {
    String kind = kind(value);
    JsonNode said = union.discriminator() == null ? null : value.get(union.discriminator());
    String name = said == null || !said.isValueNode() || said.isNull() ? null : said.asText();
    List<Member> possible = new ArrayList<>();
    List<Member> named = new ArrayList<>();
    for (Member member : union.members()) {
      if (kind == null
          ? member.kind() != null
          : !kind.equals(member.kind()) || !hasStatus(member, status)) {
        continue;
      }
      if (member.values().isEmpty()) {
        possible.add(member);
      } else if (name != null && member.values().contains(name)) {
        named.add(member);
      }
    }
    if (kind != null) {
      return possible.isEmpty() ? null : possible.getFirst();
    }
    Member anyObject = anyObject(union);
    if (anyObject != null) {
      // What is none of the others for certain is this one.
      possible.removeIf(
          member ->
              known((ObjectNode) value, member) == 0
                  || !member.required().stream().allMatch(value::has));
    }
    Member best = best((ObjectNode) value, named.isEmpty() ? possible : named, status);
    return best == null ? anyObject : best;
  }

  private static @Nullable Member anyObject(UnionForm union) {
    for (Member member : union.members()) {
      if ("object".equals(member.kind())) {
        return member;
      }
    }
    return null;
  }

  private static boolean hasStatus(Member member, String status) {
    return member.statuses().isEmpty() || member.statuses().contains(status);
  }

  /** Null for an object. */
  private static @Nullable String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> null;
      case BINARY, MISSING, NULL, POJO -> "none";
    };
  }

  /**
   * The member that the object is most likely to be: of this status, with all that it requires, and
   * with most of what it may have. Services do not keep every promise, so that each only makes one
   * more likely.
   */
  private @Nullable Member best(ObjectNode object, List<Member> members, String status) {
    Member best = null;
    int most = -1;
    for (Member member : members) {
      if (members.size() == 1) {
        return member;
      }
      int likely = known(object, member);
      likely += member.required().stream().allMatch(object::has) ? 10_000 : 0;
      likely += !member.statuses().isEmpty() && hasStatus(member, status) ? 100_000 : 0;
      if (likely > most) {
        best = member;
        most = likely;
      }
    }
    return best;
  }

  private int known(ObjectNode object, Member member) {
    if (!(types.form(member.type()) instanceof ObjectForm(var fields))) {
      return 0;
    }
    int known = 0;
    for (Property property : fields.values()) {
      known += object.has(property.name()) ? 1 : 0;
    }
    return known;
  }

  // Arguments

  /** {@code args} in the service's names; other inputs stay as they are. */
  Map<String, JsonNode> inputs(Map<String, JsonNode> inputs, Connector connector) {
    if (!(inputs.get("args") instanceof ObjectNode args)) {
      return inputs;
    }
    ObjectNode mapped = MappingValues.NODES.objectNode();
    args.properties()
        .forEach(
            argument -> {
              var defined = connector.arguments().get(argument.getKey());
              mapped.set(
                  argument.getKey(),
                  defined == null
                      ? argument.getValue()
                      : toJson(argument.getValue(), defined.type().namedType()));
            });
    Map<String, JsonNode> all = new HashMap<>(inputs);
    all.put("args", mapped);
    return all;
  }

  /** What an argument's value is to the service. */
  private JsonNode toJson(JsonNode value, String type) {
    TypeMapping.Form form = types.form(type);
    if (form == null || value.isNull()) {
      return value;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode mapped = MappingValues.NODES.arrayNode(array.size());
      array.forEach(item -> mapped.add(toJson(item, type)));
      return mapped;
    }
    return switch (form) {
      case EnumForm values -> {
        String name = value.isTextual() ? values.toJson().get(value.textValue()) : null;
        yield name == null ? value : MappingValues.NODES.textNode(name);
      }
      case ObjectForm(SequencedMap<String, Property> fields) -> {
        if (!(value instanceof ObjectNode object)) {
          yield value;
        }
        ObjectNode mapped = MappingValues.NODES.objectNode();
        fields.forEach(
            (name, property) -> {
              JsonNode given = object.get(name);
              if (given != null) {
                mapped.set(property.name(), toJson(given, property.type()));
              }
            });
        yield mapped;
      }
      case Choice(SequencedMap<String, Property> fields) -> {
        for (Map.Entry<String, JsonNode> given : value.properties()) {
          Property property = fields.get(given.getKey());
          if (property != null && !given.getValue().isNull()) {
            yield toJson(given.getValue(), property.type());
          }
        }
        yield MappingValues.NODES.nullNode();
      }
      case Alternatives alternatives -> value;
    };
  }
}
