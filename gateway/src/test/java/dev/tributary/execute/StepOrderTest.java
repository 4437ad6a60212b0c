package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Condition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When calls are made, and what holds up what. */
class StepOrderTest {

  private static final String SDL =
      """
      type Query { a: T b: T }
      type Mutation { first: T second: T third: T }
      type T { id: ID! x: Int y: Int z: Int query: Query }
      """;

  private static List<String> called(FakeUpstream services) {
    return services.calls().stream().map(FakeUpstream.Call::service).toList();
  }

  @Test
  void aSlowServiceHoldsUpOnlyWhatNeedsIt() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("slow", "{ a { id } }")
            .root("quick", "{ b { id } }")
            .entities("afterSlow", "a", "T { id }", "{ ... on T { x } }", 0)
            .entities("afterQuick", "b", "T { id }", "{ ... on T { x } }", 1)
            .entities("afterAll", "b", "T { id }", "{ ... on T { y } }", 2, 3)
            .client("{ a { x } b { x y } }");
    FakeUpstream services = new FakeUpstream();
    Promise<Buffer> slow = services.later("slow");
    services
        .answers("quick", "{\"data\":{\"b\":{\"id\":\"2\"}}}")
        .answers("afterQuick", "{\"data\":{\"_entities\":[{\"x\":20}]}}")
        .answers("afterSlow", "{\"data\":{\"_entities\":[{\"x\":10}]}}")
        .answers("afterAll", "{\"data\":{\"_entities\":[{\"y\":21}]}}");
    Future<GraphQlAnswer> answer = Run.start(plan, services, Map.of());
    assertThat(called(services)).containsExactly("slow", "quick", "afterQuick");
    assertThat(answer.isComplete()).isFalse();
    slow.complete(Buffer.buffer("{\"data\":{\"a\":{\"id\":\"1\"}}}"));
    assertThat(called(services))
        .containsExactly("slow", "quick", "afterQuick", "afterSlow", "afterAll");
    assertThat(Run.text(answer))
        .isEqualTo("{\"data\":{\"a\":{\"x\":10},\"b\":{\"x\":20,\"y\":21}}}");
  }

  @Test
  void aStepGoesOnWithWhatItsFailedInputsLeft() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("fails", "{ a { id } }")
            .root("works", "{ b { id } }")
            .batch(
                "both",
                List.of(
                    TestPlan.of(SDL).group("e0", "r0", "a", "T { id }", "{ ... on T { x } }"),
                    TestPlan.of(SDL).group("e1", "r1", "b", "T { id }", "{ ... on T { x } }")),
                0,
                1)
            .client("{ a { x } b { x } }");
    FakeUpstream services =
        new FakeUpstream()
            .fails("fails", UpstreamFailure.Code.UPSTREAM_UNREACHABLE, "Not there.")
            .answers("works", "{\"data\":{\"b\":{\"id\":\"2\"}}}")
            .answers("both", "{\"data\":{\"e0\":[],\"e1\":[{\"x\":20}]}}");
    assertThat(Run.response(plan, services)).startsWith("{\"data\":{\"a\":null,\"b\":{\"x\":20}},");
    assertThat(services.bodies("both").getFirst())
        .endsWith("{\"r0\":[],\"r1\":[{\"__typename\":\"T\",\"id\":\"2\"}]}}");
  }

  @Test
  void aStepWhoseConditionIsFalseIsNotMadeAndHoldsUpNothing() {
    TestPlan plan =
        TestPlan.of(SDL)
            .root("a", "{ a { id } }", List.of(), new Condition.Variable("with", false))
            .root("b", "{ b { id } }", 0)
            .client("{ a @include(if: $with) { id } b { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers("a", "{\"data\":{\"a\":{\"id\":\"1\"}}}")
            .answers("b", "{\"data\":{\"b\":{\"id\":\"2\"}}}")
            .answers("b", "{\"data\":{\"b\":{\"id\":\"2\"}}}");
    assertThat(Run.response(plan, services, Map.of("with", false)))
        .isEqualTo("{\"data\":{\"b\":{\"id\":\"2\"}}}");
    assertThat(called(services)).containsExactly("b");
    assertThat(Run.response(plan, services, Map.of("with", true)))
        .isEqualTo("{\"data\":{\"a\":{\"id\":\"1\"},\"b\":{\"id\":\"2\"}}}");
  }

  @Test
  void mutationsRunOneAfterTheOtherEvenWhenOneFails() {
    TestPlan plan =
        TestPlan.of(SDL)
            .mutation()
            .root("m1", "{ first { id } }")
            .root("m2", "{ second { id } }", 0)
            .root("m3", "{ third { id } }", 1)
            .client("{ first { id } second { id } third { id } }");
    FakeUpstream services = new FakeUpstream();
    Promise<Buffer> first = services.later("m1");
    services
        .fails("m2", UpstreamFailure.Code.UPSTREAM_TIMEOUT, "Too slow.")
        .answers("m3", "{\"data\":{\"third\":{\"id\":\"3\"}}}");
    Future<GraphQlAnswer> answer = Run.start(plan, services, Map.of());
    assertThat(called(services)).containsExactly("m1");
    first.complete(Buffer.buffer("{\"data\":{\"first\":{\"id\":\"1\"}}}"));
    assertThat(called(services)).containsExactly("m1", "m2", "m3");
    assertThat(Run.text(answer))
        .startsWith(
            "{\"data\":{\"first\":{\"id\":\"1\"},\"second\":null,\"third\":{\"id\":\"3\"}},"
                + "\"errors\":[{\"message\":\"Too slow.\",\"path\":[\"second\"],");
  }

  @Test
  void aPayloadsQueryIsAskedElsewhereAndMergedInPlace() {
    TestPlan plan =
        TestPlan.of(SDL)
            .mutation()
            .root("m", "{ first { id query { __typename } } second { id } }")
            .rootBelow("first.query", "q", "{ b { id } }", 0)
            .rootBelow("second.query", "never", "{ b { id } }", 0)
            .client("{ first { query { b { id } } } second { id } }");
    FakeUpstream services =
        new FakeUpstream()
            .answers(
                "m",
                "{\"data\":{\"first\":{\"id\":\"1\",\"query\":{\"__typename\":\"Query\"}},"
                    + "\"second\":null}}")
            .answers("q", "{\"data\":{\"b\":{\"id\":\"2\"}}}");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"first\":{\"query\":{\"b\":{\"id\":\"2\"}}},\"second\":null}}");
  }

  @Test
  void aChainOfThousandsOfStepsNeedsNoStack() {
    TestPlan plan = TestPlan.of(SDL).root("s", "{ a { id } }");
    FakeUpstream services = new FakeUpstream().answers("s", "{\"data\":{\"a\":{\"id\":\"1\"}}}");
    int steps = 3_000;
    for (int i = 1; i < steps; i++) {
      plan.root("s", "{ b { id } }", i - 1);
      services.answers("s", "{\"data\":{\"b\":{\"id\":\"2\"}}}");
    }
    plan.client("{ a { id } b { id } }");
    assertThat(Run.response(plan, services))
        .isEqualTo("{\"data\":{\"a\":{\"id\":\"1\"},\"b\":{\"id\":\"2\"}}}");
    assertThat(services.calls()).hasSize(steps);
  }
}
