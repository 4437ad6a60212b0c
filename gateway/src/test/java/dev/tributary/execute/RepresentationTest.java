package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What services are sent of the objects that they complete. */
class RepresentationTest {

  private static final String SDL =
      """
      type Query { list: [T] media: [Media] t: T }
      type T { id: ID! sku: String tags: [String] org: Org orgs: [Org] price: Int weight: Int
        x: Int y: Int z: Int }
      type Org { id: ID! country: String kind: Kind }
      interface Kind { k: ID! }
      type Public implements Kind { k: ID! p: Int }
      type Private implements Kind { k: ID! q: Int }
      interface Media { id: ID! }
      type Book implements Media { id: ID! pages: Int }
      type Film implements Media { id: ID! length: Int }
      """;

  private static String sent(FakeUpstream services, String service) {
    assertThat(services.bodies(service)).hasSize(1);
    String body = services.bodies(service).getFirst();
    return body.substring(body.indexOf("\"variables\":") + 12, body.length() - 1);
  }

  private static FakeUpstream run(
      TestPlan plan, String first, String second, Map<String, Object> variables) {
    FakeUpstream services = new FakeUpstream().answers("a", first).answers("b", second);
    Run.response(plan, services, variables);
    return services;
  }

  @Test
  void copiesNestedKeysAndListsAsTheyWereWritten() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { id tags org { id country } orgs { id } } }")
            .entities("b", "list", "T { org { id } tags orgs { id } id }", "{ ... on T { x } }", 0)
            .client("{ list { x } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"list\":[{\"id\":7,\"tags\":[\"\\u00e9\",null],"
                + "\"org\":{\"id\":\"o\",\"country\":\"X\"},\"orgs\":[{\"id\":1.0},{\"id\":2}]}]}}",
            "{\"data\":{\"_entities\":[{\"x\":1}]}}",
            Map.of());
    assertThat(sent(services, "b"))
        .isEqualTo(
            "{\"representations\":[{\"__typename\":\"T\",\"org\":{\"id\":\"o\"},"
                + "\"tags\":[\"\\u00e9\",null],\"orgs\":[{\"id\":1.0},{\"id\":2}],\"id\":7}]}");
  }

  @Test
  void doesNotSendObjectsWithoutAKey() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { sku org { id } } }")
            .entities("b", "list", "T { sku org { id } }", "{ ... on T { x } }", 0)
            .client("{ list { x } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"list\":[{\"sku\":null,\"org\":{\"id\":\"1\"}},{\"sku\":\"s\"},"
                + "{\"sku\":\"s\",\"org\":{\"id\":null}},null,{\"sku\":\"k\",\"org\":{\"id\":\"2\"}}]}}",
            "{\"data\":{\"_entities\":[{\"x\":1}]}}",
            Map.of());
    assertThat(sent(services, "b"))
        .isEqualTo(
            "{\"representations\":[{\"__typename\":\"T\",\"sku\":\"k\",\"org\":{\"id\":\"2\"}}]}");
  }

  @Test
  void makesNoCallWhenNoObjectIsLeft() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { sku } }")
            .entities("b", "list", "T { sku }", "{ ... on T { x } }", 0)
            .client("{ list { sku x } }");
    FakeUpstream services =
        new FakeUpstream().answers("a", "{\"data\":{\"list\":[{\"sku\":null},null]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"list\":[{\"sku\":null,\"x\":null},null]}}");
    assertThat(services.bodies("b")).isEmpty();
  }

  @Test
  void sendsNullForARequiredFieldThatIsNull() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { id price weight } }")
            .entities(
                "b", "list", "T { id price @optional weight @optional }", "{ ... on T { x } }", 0)
            .client("{ list { x } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"list\":[{\"id\":\"1\",\"price\":null,\"weight\":5}]}}",
            "{\"data\":{\"_entities\":[{\"x\":1}]}}",
            Map.of());
    assertThat(sent(services, "b"))
        .isEqualTo(
            "{\"representations\":[{\"__typename\":\"T\",\"id\":\"1\",\"price\":null,\"weight\":5}]}");
  }

  @Test
  void choosesTheRepresentationByRunTimeType() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ media { __typename id } }")
            .entities("b", "media|Book", "Media { id }", "{ ... on Book { pages } }", 0)
            .client("{ media { ... on Book { pages } } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"media\":[{\"__typename\":\"Film\",\"id\":\"1\"},"
                + "{\"__typename\":\"Book\",\"id\":\"2\"},{\"__typename\":\"Song\",\"id\":\"3\"}]}}",
            "{\"data\":{\"_entities\":[{\"pages\":1}]}}",
            Map.of());
    assertThat(sent(services, "b"))
        .isEqualTo("{\"representations\":[{\"__typename\":\"Media\",\"id\":\"2\"}]}");
  }

  @Test
  void sendsAFragmentsFieldsForItsTypesOnly() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root(
                "a",
                "{ list { id org { kind { __typename ... on Public { p } ... on Private { q } } } }"
                    + " }")
            .entities(
                "b",
                "list",
                "T { id org { kind { ... on Public { p } ... on Private { q } } } }",
                "{ ... on T { x } }",
                0)
            .client("{ list { x } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"list\":[{\"id\":\"1\",\"org\":{\"kind\":{\"__typename\":\"Private\",\"q\":3}}}]}}",
            "{\"data\":{\"_entities\":[{\"x\":1}]}}",
            Map.of());
    assertThat(sent(services, "b"))
        .isEqualTo(
            "{\"representations\":[{\"__typename\":\"T\",\"id\":\"1\",\"org\":{\"kind\":{\"q\":3}}}]}");
  }

  @Test
  void severalGroupsTravelInOneCall() {
    TestPlan base = TestPlan.of(SDL);
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { id } t { id } }")
            .batch(
                "b",
                List.of(
                    base.group("e0", "r0", "list", "T { id }", "{ ... on T { x } }"),
                    base.group("e1", "r0", "list", "T { id }", "{ ... on T { y } }"),
                    base.group("e2", "r1", "t", "T { id }", "{ ... on T { x } }")),
                0)
            .client("{ list { x y } t { x } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "a", "{\"data\":{\"list\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"t\":{\"id\":\"1\"}}}")
            .answers(
                "b",
                "{\"data\":{\"e0\":[{\"x\":1},{\"x\":2}],\"e1\":[null,{\"y\":20}],\"e2\":[{\"x\":5}]}}");
    assertThat(Run.response(plan, services))
        .isEqualTo(
            "{\"data\":{\"list\":[{\"x\":1,\"y\":null},{\"x\":2,\"y\":20}],\"t\":{\"x\":5}}}");
    assertThat(sent(services, "b"))
        .isEqualTo(
            "{\"r0\":[{\"__typename\":\"T\",\"id\":\"1\"},{\"__typename\":\"T\",\"id\":\"2\"}],"
                + "\"r1\":[{\"__typename\":\"T\",\"id\":\"1\"}]}");
  }

  @Test
  void aGroupWhoseConditionIsFalseIsSentEmpty() {
    TestPlan base = TestPlan.of(SDL);
    Condition condition = new Condition.Variable("with", false);
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { id } t { id } }")
            .batch(
                "b",
                List.of(
                    base.group("e0", "r0", "list", "T { id }", "{ ... on T { x } }", condition),
                    base.group("e1", "r1", "t", "T { id }", "{ ... on T { x } }")),
                0)
            .client("{ list { x @include(if: $with) } t { x } }");
    FakeUpstream services =
        run(
            plan,
            "{\"data\":{\"list\":[{\"id\":\"1\"}],\"t\":{\"id\":\"9\"}}}",
            "{\"data\":{\"e1\":[{\"x\":5}]}}",
            Map.of("with", false));
    assertThat(sent(services, "b"))
        .isEqualTo("{\"r0\":[],\"r1\":[{\"__typename\":\"T\",\"id\":\"9\"}]}");
  }

  @Test
  void asksOnceForEachOfThousandsOfDifferentEntities() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ list { id } }")
            .entities("b", "list", "T { id }", "{ ... on T { x } }", 0)
            .client("{ list { x } }");
    int different = 2_000;
    StringBuilder list = new StringBuilder();
    StringBuilder entities = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < different * 3; i++) {
      String comma = i == 0 ? "" : ",";
      list.append(comma).append("{\"id\":\"").append(i % different).append("\"}");
      expected.append(comma).append("{\"x\":").append(i % different).append('}');
      if (i < different) {
        entities.append(comma).append("{\"x\":").append(i).append('}');
      }
    }
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"list\":[" + list + "]}}")
            .answers("b", "{\"data\":{\"_entities\":[" + entities + "]}}");
    assertThat(Run.response(plan, services)).isEqualTo("{\"data\":{\"list\":[" + expected + "]}}");
    assertThat(sent(services, "b").split("__typename", -1)).hasSize(different + 1);
  }

  @Test
  void variablesAreSplicedInAndAbsentOnesLeftOut() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ t { x } }", List.of("p", "q", "r"), Condition.ALWAYS)
            .client("{ t { x } }");
    FakeUpstream services = new FakeUpstream().answers("a", "{\"data\":{\"t\":{\"x\":1}}}");
    Run.response(plan, services, Map.of("r", List.of(1, Map.of("k", "v\"")), "p", "é", "other", 1));
    assertThat(services.bodies("a"))
        .containsExactly(
            "{\"query\":\"{t{x}}\",\"variables\":{\"p\":\"é\",\"r\":[1,{\"k\":\"v\\\"\"}]}}");
  }
}
