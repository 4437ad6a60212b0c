package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.SchemaConnectors;
import dev.tributary.connect.TypeMapping;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a service answers, mapping it by its type makes something of it. */
class TypeMapperProperties {

  private static final String SDL =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
        @link(
          url: "https://specs.tributary.dev/rest/v0.1"
          import: ["@restAuto", "@restField", "@restEnum", "@restUnion"]
        )
      type Query {
        thing(in: In): [Thing]
          @connect(http: { GET: "https://things.example/" }, selection: "$") @restAuto
      }
      union Thing
        @restUnion(
          discriminator: "a"
          members: [
            { type: "A", values: ["x", "1"] }
            { type: "B", required: ["b"] }
            { type: "Words", kind: "string" }
            { type: "Things", kind: "array" }
          ]
        ) = A | B | Words | Things
      type A { name: String @restField(name: "a") things: [Thing] @restField(name: "b") }
      type B { b: [[Level]] thing: Thing @restField(name: "a") }
      type Words { value: Level }
      type Things { value: [Thing] }
      enum Level { X @restEnum(value: "x") y }
      input In { a: In b: [Pick] @restField(name: "c") level: Level }
      input Pick @oneOf @restUnion { in: In level: Level }
      """;

  private final Connector connector =
      SchemaConnectors.read("things", Parser.parse(SDL), SDL).connectors().getFirst();
  private final TypeMapper mapper =
      new TypeMapper(Objects.requireNonNull(connector.byType()).types());

  private JsonNode mapped(JsonNode value) {
    return mapper.fromJson(
        value,
        "Thing",
        TypeMapping.lists(connector.type()),
        null,
        "200",
        (stranger, type) -> assertThat(type).isEqualTo("Thing"));
  }

  @Property(tries = 2000, seed = "20261128")
  void everyValueIsMappedOrPassedOnAndTheInputIsLeftAlone(@ForAll("json") JsonNode value)
      throws JsonProcessingException {
    String before = value.toString();
    assertThat(RestJson.text(mapped(value))).isNotNull();
    assertThat(value.toString()).isEqualTo(before);
  }

  @Property(tries = 2000, seed = "20261128")
  void theOrderOfKeysMakesNoDifference(@ForAll("json") JsonNode value) {
    assertThat(mapped(turned(value))).isEqualTo(mapped(value));
  }

  @Property(tries = 2000, seed = "20261128")
  void everyArgumentIsMappedOrPassedOn(@ForAll("json") JsonNode value) {
    ObjectNode args = MappingValues.NODES.objectNode();
    args.set("in", value);
    String before = args.toString();
    assertThat(mapper.inputs(Map.of("args", args), connector)).containsKey("args");
    assertThat(args.toString()).isEqualTo(before);
  }

  private static JsonNode turned(JsonNode value) {
    if (value instanceof ArrayNode array) {
      ArrayNode turned = MappingValues.NODES.arrayNode();
      array.forEach(item -> turned.add(turned(item)));
      return turned;
    }
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
    Collections.reverse(entries);
    ObjectNode turned = MappingValues.NODES.objectNode();
    entries.forEach(entry -> turned.set(entry.getKey(), turned(entry.getValue())));
    return turned;
  }

  @Provide
  Arbitrary<JsonNode> json() {
    return json(4);
  }

  private static Arbitrary<JsonNode> json(int depth) {
    Arbitrary<JsonNode> scalar =
        Arbitraries.oneOf(
            Arbitraries.of("x", "y", "1", "").map(text -> MappingValues.NODES.textNode(text)),
            Arbitraries.of(
                MappingValues.NODES.nullNode(),
                MappingValues.NODES.numberNode(1),
                MappingValues.NODES.booleanNode(true)));
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<JsonNode> below = Arbitraries.lazy(() -> json(depth - 1));
    Arbitrary<JsonNode> list =
        below
            .list()
            .ofMaxSize(3)
            .map(
                items -> {
                  ArrayNode array = MappingValues.NODES.arrayNode();
                  items.forEach(array::add);
                  return array;
                });
    Arbitrary<JsonNode> object =
        Arbitraries.maps(Arbitraries.of("a", "b", "c", "in", "level", "value"), below)
            .ofMaxSize(4)
            .map(
                fields -> {
                  ObjectNode made = MappingValues.NODES.objectNode();
                  fields.forEach(made::set);
                  return made;
                });
    return Arbitraries.oneOf(scalar, list, object);
  }
}
