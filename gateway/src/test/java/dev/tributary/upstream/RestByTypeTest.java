package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are mapped by their types, composed and called. */
class RestByTypeTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static final String SDL =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @link(
          url: "https://specs.tributary.dev/rest/v0.1"
          import: ["@restAuto", "@restField", "@restEnum", "@restUnion"]
        )
        @source(name: "zoo", http: { baseURL: "http://zoo.test" })

      type Query {
        animal(id: ID!): Animal
          @connect(source: "zoo", http: { GET: "/animals/{$args.id}" }, selection: "$.data") @restAuto
        found(filter: Filter, moods: [Mood!]): [Animal]
          @connect(
            source: "zoo"
            http: { GET: "/animals", queryParams: "filter: $args.filter mood: $args.moods" }
            selection: "$"
          )
          @restAuto(deep: ["filter"])
        thing: Thing
          @connect(source: "zoo", http: { GET: "/thing" }, selection: "$") @restAuto
        pet: Pet @connect(source: "zoo", http: { GET: "/pet" }, selection: "$") @restAuto
        person(id: ID!): Person
          @connect(source: "zoo", http: { GET: "/people/{$args.id}" }, selection: "$", entity: true)
          @restAuto
      }

      type Person @key(fields: "id") {
        id: ID!
        fullName: String @restField(name: "full-name")
        chief: Person
        pets: [Pet]
          @connect(source: "zoo", http: { GET: "/people/{$this.id}/pets" }, selection: "$.items")
          @restAuto
      }

      type Pet
        @key(fields: "id")
        @connect(source: "zoo", http: { POST: "/pets", body: "ids: $batch.id" }, selection: "$.pets")
        @restAuto {
        id: ID! @restField(name: "pet-id")
        nickName: String @restField(name: "nick-name")
        owner: Person
      }

      type Mutation {
        feed(input: MealInput!): Boolean
          @connect(source: "zoo", http: { POST: "/meals", body: "$args.input" }, selection: "$(true)")
          @restAuto
      }

      type Animal {
        id: ID!
        firstName: String @restField(name: "first-name")
        weight: BigDecimal
        mood: Mood
        moods: [[Mood]]
        parents: [Animal]
        extra: JSON
      }

      enum Mood { HAPPY @restEnum(value: "very happy") sad }

      union Thing
        @restUnion(
          discriminator: "object"
          members: [
            { type: "Cage", values: ["cage", "pen"] }
            { type: "Keeper", values: ["keeper"], required: ["salary"] }
            { type: "Former", values: ["keeper"], required: ["left"] }
            { type: "StringValue", kind: "string" }
            { type: "ListValue", kind: "array" }
            { type: "JSONValue", kind: "object" }
          ]
        )
        = Cage | Keeper | Former | StringValue | ListValue | JSONValue

      type Cage { size: Int within: Thing }
      type Keeper { name: String salary: Int }
      type Former { name: String left: String }
      type StringValue { value: String }
      type ListValue { value: [Thing] }
      type JSONValue { value: JSON }

      input Filter { minWeight: BigDecimal @restField(name: "min-weight") mood: Mood tags: [String] inner: Filter }

      input MealInput { food: FoodInput animals: [AnimalInput!] }
      input FoodInput @oneOf @restUnion { hay: HayInput name: String }
      input HayInput { kilos: BigDecimal @restField(name: "kg") }
      input AnimalInput { mood: Mood parents: [AnimalInput!] }

      scalar BigDecimal
      scalar JSON
      """;

  private final RestServer server = new RestServer(VERTX);
  private final RestCaller caller =
      new RestCaller(
          VERTX,
          composed(SDL.replace("http://zoo.test", server.url())),
          new RestOptions(
              new ServiceOptions(
                  null,
                  Duration.ofSeconds(10),
                  1_000_000,
                  ServiceOptions.Pool.defaults(),
                  Map.of(),
                  List.of(),
                  ServiceOptions.Sharing.ON),
              Map.of(),
              Map.of(),
              4));

  @AfterEach
  void close() {
    caller.close();
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String composed(String sdl) {
    Composition composition = Composer.compose(List.of(new SubgraphSource("inventory", "", sdl)));
    assertThat(composition.toString()).startsWith("Composed");
    return ((Composition.Composed) composition).supergraphSdl();
  }

  private String query(String document, String json) {
    server.answers(asked -> Answer.json(json));
    return caller.root("inventory_Query_animal_0", document, "{}");
  }

  @Test
  void fieldsAreReadByTheirNamesInJsonAsDeepAsTheyAreSelected() {
    assertThat(
            query(
                "{ animal(id: 1) { firstName parents { name: firstName parents { id mood } } } }",
                """
                {"data": {"id": 1, "first-name": "A", "parents": [
                  {"first-name": "B", "parents": [{"id": 9, "mood": "very happy"}, null]}]}}
                """))
        .isEqualTo(
            """
            {"data":{"animal":{"firstName":"A","parents":[{"name":"B","parents":\
            [{"id":"9","mood":"HAPPY"},null]}]}}}\
            """);
  }

  @Test
  void numbersKeepEveryDigitAndFreeFormObjectsEveryName() {
    assertThat(
            query(
                "{ animal(id: 1) { weight extra moods } }",
                """
                {"data": {"weight": 123456789012345678.90, "extra": {"first-name": 1.10},
                 "moods": [["sad", "very happy", null], null]}}
                """))
        .isEqualTo(
            """
            {"data":{"animal":{"weight":123456789012345678.90,"extra":{"first-name":1.10},\
            "moods":[["sad","HAPPY",null],null]}}}\
            """);
  }

  @Test
  void membersAreToldApartByDiscriminatorThenByWhatTheyHave() {
    String things =
        "{ thing { __typename ... on Cage { size within { __typename } } ... on Keeper { name }"
            + " ... on Former { name } ... on StringValue { value } } }";
    assertThat(query(things, "{\"object\": \"pen\", \"size\": 2, \"within\": \"x\"}"))
        .contains("\"__typename\":\"Cage\",\"size\":2,\"within\":{\"__typename\":\"StringValue\"}");
    caller.beginRequest();
    assertThat(query(things, "{\"object\": \"keeper\", \"left\": \"1\", \"name\": \"n\"}"))
        .contains("\"__typename\":\"Former\",\"name\":\"n\"");
    caller.beginRequest();
    assertThat(query(things, "{\"object\": \"keeper\", \"salary\": 1}"))
        .contains("\"__typename\":\"Keeper\",\"name\":null");
    caller.beginRequest();
    assertThat(query(things, "\"text\"")).contains("\"StringValue\",\"value\":\"text\"");
    caller.beginRequest();
    assertThat(
            query("{ thing { __typename ... on JSONValue { value } } }", "{\"object\": \"new\"}"))
        .isEqualTo(
            """
            {"data":{"thing":{"__typename":"JSONValue","value":{"object":"new"}}}}\
            """);
    caller.beginRequest();
    assertThat(query(things, "true")).isEqualTo("{\"data\":{\"thing\":null}}");
  }

  @Test
  void listsWithinAUnionAreWrappedToo() {
    assertThat(
            query(
                "{ thing { ... on ListValue { value { __typename } } } }",
                "[\"a\", {\"object\": \"cage\"}]"))
        .isEqualTo(
            """
            {"data":{"thing":{"value":[{"__typename":"StringValue"},{"__typename":"Cage"}]}}}\
            """);
  }

  @Test
  void argumentsAreSentByTheirNamesInJson() {
    server.answers(asked -> Answer.json("[]"));
    caller.root(
        "inventory_Query_animal_0",
        "query($m: [Mood!]) { found(moods: $m, filter: { minWeight: 12345678901234567890.5, mood:"
            + " HAPPY, tags: [\"a\", \"b c\"], inner: { mood: sad } }) { id } }",
        "{\"m\": [\"HAPPY\", \"sad\"]}");
    assertThat(server.lines())
        .containsExactly(
            "GET /v1/animals?filter%5Bmin-weight%5D=12345678901234567890.5"
                + "&filter%5Bmood%5D=very%20happy&filter%5Btags%5D%5B%5D=a"
                + "&filter%5Btags%5D%5B%5D=b%20c&filter%5Binner%5D%5Bmood%5D=sad"
                + "&mood=very%20happy&mood=sad");
  }

  @Test
  void bodiesAreMappedAsDeepAsTheyAreGivenAndChoicesSentInTheirPlace() {
    server.answers(asked -> Answer.json("{}"));
    String feed = "mutation($i: MealInput!) { feed(input: $i) }";
    caller.root(
        "inventory_Mutation_feed_0",
        feed,
        """
        {"i": {"food": {"hay": {"kilos": 1.5}},
         "animals": [{"parents": [{"mood": "HAPPY"}], "mood": null}]}}
        """);
    assertThat(server.asked.getFirst().body())
        .isEqualTo(
            """
            {"food":{"kg":1.5},"animals":[{"mood":null,"parents":[{"mood":"very happy"}]}]}\
            """);
    caller.root("inventory_Mutation_feed_0", feed, "{\"i\": {\"food\": {\"name\": \"nuts\"}}}");
    assertThat(server.asked.getLast().body()).isEqualTo("{\"food\":\"nuts\"}");
  }

  @Test
  void entitiesAreMappedByTypeFromWhicheverKindOfConnector() {
    server.answers(
        asked ->
            Answer.json(
                switch (asked.line()) {
                  case "GET /v1/people/1" ->
                      "{\"full-name\": \"A\", \"chief\": {\"full-name\": \"B\"}}";
                  case "GET /v1/people/1/pets" ->
                      "{\"items\": [{\"pet-id\": 5, \"nick-name\": \"N\"}]}";
                  default ->
                      "{\"pets\": [{\"pet-id\": 6, \"owner\": {\"full-name\": \"C\"}}, {\"pet-id\":"
                          + " 5}]}";
                }));
    assertThat(
            caller.entities(
                "inventory_Query_person_0",
                "Person",
                "{ person(id: 1) { id fullName chief { fullName } } }",
                "[{\"id\": \"1\"}]"))
        .isEqualTo(
            """
            {"data":{"_entities":[{"id":"1","fullName":"A","chief":{"fullName":"B"}}]}}\
            """);
    assertThat(
            caller.entities(
                "inventory_Person_pets_0",
                "Person",
                "{ person(id: 1) { pets { id nickName } } }",
                "[{\"id\": \"1\"}]"))
        .isEqualTo(
            """
            {"data":{"_entities":[{"pets":[{"id":"5","nickName":"N"}]}]}}\
            """);
    assertThat(
            caller.entities(
                "inventory_Pet_0",
                "Pet",
                "{ pet { owner { fullName } } }",
                "[{\"id\": \"5\"}, {\"id\": \"6\"}, {\"id\": \"7\"}]"))
        .isEqualTo(
            """
            {"data":{"_entities":[{"owner":null},{"owner":{"fullName":"C"}},null]}}\
            """);
  }
}
