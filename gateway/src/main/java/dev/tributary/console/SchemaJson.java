package dev.tributary.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNamedType;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A supergraph as the schema explorer reads it: every type and field, with the services that it
 * comes from and what these say of it. Members that would say nothing are left out: a supergraph
 * may have thousands of types.
 */
final class SchemaJson {

  /** Connectors are long, and shown where they are written: in the subgraph's own schema. */
  private static final Set<String> NAMED_ONLY = Set.of("connect", "source");

  /**
   * Is to be another one when anything below tells a supergraph otherwise: what is told is kept.
   */
  static final String FORM = "1";

  private final Supergraph supergraph;

  SchemaJson(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  ObjectNode json() {
    ObjectNode json = object();
    ArrayNode services = json.putArray("services");
    for (Subgraph subgraph : supergraph.subgraphs()) {
      services.add(object().put("name", subgraph.service()).put("url", subgraph.url()));
    }
    ObjectNode roots = json.putObject("roots").put("query", supergraph.queryType());
    put(roots, "mutation", supergraph.mutationType());
    put(roots, "subscription", supergraph.subscriptionType());
    ArrayNode types = json.putArray("types");
    supergraph.types().values().forEach(type -> types.add(type(type)));
    return json;
  }

  private ObjectNode type(TypeDefinition type) {
    ObjectNode json = object().put("name", type.name()).put("kind", kind(type));
    GraphQLNamedType shown = (GraphQLNamedType) supergraph.api().getType(type.name());
    describe(json, shown);
    said(json, type.inaccessible(), type.directives());
    switch (type) {
      case ObjectType object -> composite(json, object, shown);
      case InterfaceType object -> composite(json, object, shown);
      case UnionType union -> {
        json.set("in", names(union.in()));
        json.set("members", strings(union.members().keySet()));
      }
      case EnumType values -> {
        json.set("in", names(values.in()));
        ArrayNode array = json.putArray("values");
        values.values().values().forEach(value -> array.add(value(value, shown)));
      }
      case InputType input -> {
        json.set("in", names(input.in()));
        ArrayNode array = json.putArray("fields");
        input.fields().values().forEach(field -> array.add(field(field, shown)));
      }
      case ScalarType scalar -> json.set("in", names(scalar.in()));
    }
    return json;
  }

  private static String kind(TypeDefinition type) {
    return switch (type) {
      case ObjectType object -> "type";
      case InterfaceType object -> "interface";
      case UnionType union -> "union";
      case EnumType values -> "enum";
      case InputType input -> "input";
      case ScalarType scalar -> "scalar";
    };
  }

  private void composite(ObjectNode json, WithFields type, @Nullable GraphQLNamedType shown) {
    json.set("in", strings(type.in().keySet().stream().map(this::name).toList()));
    if (!type.interfaces().isEmpty()) {
      json.set("interfaces", strings(type.interfaces().keySet()));
    }
    ArrayNode keys = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<Integer, InSubgraph> entry : type.in().entrySet()) {
      for (Key key : entry.getValue().keys()) {
        keys.add(
            object()
                .put("service", name(entry.getKey()))
                .put("fields", key.fields().toString())
                .put("resolvable", key.resolvable()));
      }
    }
    if (!keys.isEmpty()) {
      json.set("keys", keys);
    }
    ArrayNode fields = json.putArray("fields");
    type.fields().values().forEach(field -> fields.add(field(field, shown)));
  }

  private ObjectNode field(FieldDefinition field, @Nullable GraphQLNamedType owner) {
    ObjectNode json = object().put("name", field.name()).put("type", field.type().toString());
    var shown =
        owner instanceof GraphQLFieldsContainer container
            ? container.getFieldDefinition(field.name())
            : null;
    describe(json, shown);
    put(json, "deprecated", shown == null ? null : shown.getDeprecationReason());
    said(json, field.inaccessible(), field.directives());
    if (!field.arguments().isEmpty()) {
      ArrayNode arguments = json.putArray("arguments");
      field.arguments().values().forEach(argument -> arguments.add(argument(argument)));
    }
    ArrayNode in = json.putArray("in");
    field.in().forEach((subgraph, said) -> in.add(provenance(subgraph, said)));
    return json;
  }

  private ObjectNode provenance(int subgraph, FieldInSubgraph said) {
    ObjectNode json = object().put("service", name(subgraph));
    if (said.external()) {
      json.put("external", true);
    }
    put(json, "requires", said.requires());
    put(json, "provides", said.provides());
    put(json, "overrides", said.overrides());
    put(json, "label", said.overrideLabel());
    return json;
  }

  private static ObjectNode argument(ArgumentDefinition argument) {
    ObjectNode json = object().put("name", argument.name()).put("type", argument.type().toString());
    put(json, "default", argument.defaultValue());
    said(json, argument.inaccessible(), argument.directives());
    return json;
  }

  private ObjectNode field(InputFieldDefinition field, @Nullable GraphQLNamedType owner) {
    ObjectNode json = object().put("name", field.name()).put("type", field.type().toString());
    GraphQLInputObjectField shown =
        owner instanceof GraphQLInputObjectType input
            ? input.getFieldDefinition(field.name())
            : null;
    describe(json, shown);
    put(json, "deprecated", shown == null ? null : shown.getDeprecationReason());
    put(json, "default", field.defaultValue());
    said(json, field.inaccessible(), field.directives());
    json.set("in", services(field.in()));
    return json;
  }

  private ObjectNode value(EnumValueDefinition value, @Nullable GraphQLNamedType owner) {
    ObjectNode json = object().put("name", value.name());
    GraphQLEnumValueDefinition shown =
        owner instanceof GraphQLEnumType values ? values.getValue(value.name()) : null;
    describe(json, shown);
    put(json, "deprecated", shown == null ? null : shown.getDeprecationReason());
    said(json, value.inaccessible(), value.directives());
    json.set("in", services(value.in()));
    return json;
  }

  // What all elements have.

  private static void describe(ObjectNode json, @Nullable GraphQLNamedSchemaElement shown) {
    put(json, "description", shown == null ? null : shown.getDescription());
  }

  private static void said(
      ObjectNode json, boolean inaccessible, List<AppliedDirective> directives) {
    if (inaccessible) {
      json.put("inaccessible", true);
    }
    List<String> printed =
        directives.stream()
            .filter(directive -> !directive.name().equals("deprecated"))
            .map(SchemaJson::print)
            .distinct()
            .toList();
    if (!printed.isEmpty()) {
      json.set("directives", strings(printed));
    }
  }

  private static String print(AppliedDirective directive) {
    SequencedMap<String, ?> arguments = directive.arguments();
    return arguments.isEmpty() || NAMED_ONLY.contains(directive.name())
        ? "@" + directive.name()
        : arguments.entrySet().stream()
            .map(argument -> argument.getKey() + ": " + argument.getValue())
            .collect(Collectors.joining(", ", "@" + directive.name() + "(", ")"));
  }

  private String name(int subgraph) {
    return supergraph.subgraphs().get(subgraph).service();
  }

  private ArrayNode names(BitSet subgraphs) {
    return strings(subgraphs.stream().mapToObj(this::name).toList());
  }

  private ArrayNode services(BitSet subgraphs) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    subgraphs.stream().forEach(subgraph -> array.add(object().put("service", name(subgraph))));
    return array;
  }

  private static ArrayNode strings(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static void put(ObjectNode json, String member, @Nullable Object value) {
    if (value != null) {
      json.put(member, value instanceof FieldSet fields ? fields.toString() : value.toString());
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
