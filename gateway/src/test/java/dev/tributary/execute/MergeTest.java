package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several answers, one object. */
class MergeTest {

  private static final String SDL =
      """
      type Query { t: T list: [T] node: Node nodes: [Node] }
      interface Node { id: ID! }
      type T implements Node { id: ID! a: Int b: Int address: Address places: [Address] u: U more: [T] }
      type U implements Node { id: ID! c: Int }
      type Address { street: String zip: String city: City }
      type City { name: String code: Int }
      """;

  private static final String ENTITY = "T { id }";

  @Test
  void fillsTheSameNestedObjectFromTwoServices() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ t { id address { street city { name } } } }")
            .entities("y", "t", ENTITY, "{ ... on T { address { zip city { code } } } }", 0)
            .client("{ t { address { zip street city { code name } } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "x",
                "{\"data\":{\"t\":{\"id\":\"1\",\"address\":{\"street\":\"S\",\"city\":{\"name\":\"C\"}}}}}")
            .answers(
                "y",
                "{\"data\":{\"_entities\":[{\"address\":{\"zip\":\"Z\",\"city\":{\"code\":7}}}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"t\":{\"address\":{\"zip\":\"Z\",\"street\":\"S\","
                + "\"city\":{\"code\":7,\"name\":\"C\"}}}}}");
  }

  @Test
  void fillsListsItemByItem() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ t { id places { street } } }")
            .entities("y", "t", ENTITY, "{ ... on T { places { zip } } }", 0)
            .client("{ t { places { street zip } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "x",
                "{\"data\":{\"t\":{\"id\":\"1\",\"places\":[{\"street\":\"A\"},null,{\"street\":\"C\"}]}}}")
            .answers(
                "y",
                "{\"data\":{\"_entities\":[{\"places\":[{\"zip\":\"1\"},{\"zip\":\"2\"},null,"
                    + "{\"zip\":\"4\"}]}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"t\":{\"places\":[{\"street\":\"A\",\"zip\":\"1\"},"
                + "{\"street\":null,\"zip\":\"2\"},{\"street\":\"C\",\"zip\":null}]}}}");
  }

  @Test
  void aServiceThatSaysNullDoesNotUndoAnother() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ t { id address { street } } }")
            .entities("y", "t", ENTITY, "{ ... on T { address { zip } } }", 0)
            .client("{ t { address { street zip } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("x", "{\"data\":{\"t\":{\"id\":\"1\",\"address\":{\"street\":\"S\"}}}}")
            .answers("y", "{\"data\":{\"_entities\":[{\"address\":null}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"t\":{\"address\":{\"street\":\"S\",\"zip\":null}}}}");
  }

  @Test
  void whatIsMergedBelowOneOfTwoSharersStaysThere() {
    // Both objects share y's answer; z tells them apart by b, and fills the same nested object.
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ list { id b } }")
            .entities(
                "y", "list", ENTITY, "{ ... on T { address { street } places { street } } }", 0)
            .entities(
                "z", "list", "T { id b }", "{ ... on T { address { zip } places { zip } } }", 1)
            .client("{ list { b address { street zip } places { street zip } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("x", "{\"data\":{\"list\":[{\"id\":\"1\",\"b\":1},{\"id\":\"1\",\"b\":2}]}}")
            .answers(
                "y",
                "{\"data\":{\"_entities\":[{\"address\":{\"street\":\"S\"},"
                    + "\"places\":[{\"street\":\"P\"}]}]}}")
            .answers(
                "z",
                "{\"data\":{\"_entities\":["
                    + "{\"address\":{\"zip\":\"one\"},\"places\":[{\"zip\":\"p1\"}]},"
                    + "{\"address\":{\"zip\":\"two\"},\"places\":[{\"zip\":\"p2\"}]}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"list\":["
                + "{\"b\":1,\"address\":{\"street\":\"S\",\"zip\":\"one\"},"
                + "\"places\":[{\"street\":\"P\",\"zip\":\"p1\"}]},"
                + "{\"b\":2,\"address\":{\"street\":\"S\",\"zip\":\"two\"},"
                + "\"places\":[{\"street\":\"P\",\"zip\":\"p2\"}]}]}}");
    assertThat(services.calls()).hasSize(3);
  }

  @Test
  void completesEntitiesThatStandBelowSharedEntitiesOnce() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ list { id } }")
            .entities("y", "list", ENTITY, "{ ... on T { more { id } } }", 0)
            .entities("z", "list.more", ENTITY, "{ ... on T { a } }", 1)
            .client("{ list { id more { id a } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("x", "{\"data\":{\"list\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"1\"}]}}")
            .answers(
                "y",
                "{\"data\":{\"_entities\":[{\"more\":[{\"id\":\"8\"},{\"id\":\"9\"}]},"
                    + "{\"more\":[{\"id\":\"9\"}]}]}}")
            .answers("z", "{\"data\":{\"_entities\":[{\"a\":80},{\"a\":90}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"list\":["
                + "{\"id\":\"1\",\"more\":[{\"id\":\"8\",\"a\":80},{\"id\":\"9\",\"a\":90}]},"
                + "{\"id\":\"2\",\"more\":[{\"id\":\"9\",\"a\":90}]},"
                + "{\"id\":\"1\",\"more\":[{\"id\":\"8\",\"a\":80},{\"id\":\"9\",\"a\":90}]}]}}");
    assertThat(services.bodies("z").getFirst())
        .endsWith(
            "\"representations\":[{\"__typename\":\"T\",\"id\":\"8\"},"
                + "{\"__typename\":\"T\",\"id\":\"9\"}]}}");
  }

  @Test
  void theConcreteTypeReplacesAnInterfacesName() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ node { __typename id } }")
            .batch(
                "y",
                java.util.List.of(
                    TestPlan.of(SDL)
                        .anyType("_entities", "node", "{ ... on Node { __typename } }", "Node")),
                0)
            .client("{ node { __typename ... on U { id } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("x", "{\"data\":{\"node\":{\"__typename\":\"Node\",\"id\":\"5\"}}}")
            .answers("y", "{\"data\":{\"_entities\":[{\"__typename\":\"U\"}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"node\":{\"__typename\":\"U\",\"id\":\"5\"}}}");
  }

  @Test
  void writesWhatARunTimeTypeHasAndNoMore() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("x", "{ nodes { __typename ... on T { a } ... on U { c } } }")
            .client("{ nodes { ... on T { a } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "x",
                "{\"data\":{\"nodes\":[{\"__typename\":\"U\",\"c\":1},{\"__typename\":\"T\",\"a\":2}]}}");
    assertThat(Run.response(plan, services)).isEqualTo("{\"data\":{\"nodes\":[{},{\"a\":2}]}}");
  }

  @Test
  void anObjectOfATypeThatTheClientMayNotSeeIsNull() {
    TestPlan plan =
        TestPlan.of(SDL).root("x", "{ nodes { __typename id } }").client("{ nodes { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "x",
                "{\"data\":{\"nodes\":[{\"__typename\":\"Secret\",\"id\":\"1\"},"
                    + "{\"__typename\":\"T\",\"id\":\"2\"}]}}");
    assertThat(Run.response(plan, services))
        .startsWith("{\"data\":{\"nodes\":[null,{\"id\":\"2\"}]},\"errors\":[{")
        .contains("\"path\":[\"nodes\",0]");
  }

  @Test
  void keysInAnotherOrderOrNotAskedForAreNoTrouble() {
    TestPlan plan =
        TestPlan.of(SDL).root("x", "{ t { id a b u { c } } }").client("{ t { id a b u { c } } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "x",
                """
                { "extensions" : {"cost":[1,2,{"x":null}]},
                  "data" : { "extra" : [{"a":1}], "t" : {
                    "u" : { "c" : 3 }, "\\u0062" : 2, "\\u0061":1, "more" : "\\"}", "id" : "1" } } }
                """);
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"t\":{\"id\":\"1\",\"a\":1,\"b\":2,\"u\":{\"c\":3}}}}");
  }

  @Test
  void theLastOfTwoEqualKeysWins() {
    TestPlan plan = TestPlan.of(SDL).root("x", "{ t { a } }").client("{ t { a } }");
    FakeUpstream services = new FakeUpstream().answers("x", "{\"data\":{\"t\":{\"a\":1,\"a\":2}}}");
    assertThat(Run.response(plan, services)).isEqualTo("{\"data\":{\"t\":{\"a\":2}}}");
  }
}
