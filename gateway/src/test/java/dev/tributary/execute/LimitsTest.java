package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Large values and large answers. */
class LimitsTest {

  private static final String SDL =
      "type Query { s: String list: [T] any: Any } type T { a: Int b: Int c: Int d: Int e: Int }"
          + " scalar Any";

  private static String response(TestPlan plan, String answer, EngineOptions options) {
    return Run.text(
        Execution.run(
            plan.compile(),
            new FakeUpstream().answers("one", answer),
            Run.scope(),
            options,
            new VariableValues(Map.of()),
            Map.of(),
            List.of(),
            Spending.UNCOUNTED));
  }

  @Test
  void copiesValuesOfMegabytesWhole() {
    String text = "x\\n".repeat(1 << 20);
    TestPlan plan = TestPlan.of(SDL).root("one", "{ s any }").client("{ s any }");
    String data = "{\"data\":{\"s\":\"" + text + "\",\"any\":[\"" + text + "\",1]}}";
    assertThat(response(plan, data, EngineOptions.DEFAULT)).isEqualTo(data);
  }

  @Test
  void tellsValuesApartAtTheLengthThatACellCanHold() {
    TestPlan plan = TestPlan.of(SDL).root("one", "{ s }").client("{ s }");
    for (int length = (1 << 20) - 5; length <= (1 << 20) + 2; length++) {
      String data = "{\"data\":{\"s\":\"" + "x".repeat(length) + "\"}}";
      assertThat(response(plan, data, EngineOptions.DEFAULT)).isEqualTo(data);
    }
  }

  @Test
  void refusesDataThatWouldTakeTooMuchMemory() {
    EngineOptions d = EngineOptions.DEFAULT;
    EngineOptions small =
        new EngineOptions(
            d.limits(),
            true,
            d.cacheBytes(),
            0,
            d.maxErrors(),
            4_000,
            Set.of(),
            d.planning(),
            d.messages());
    TestPlan plan =
        TestPlan.of(SDL).root("one", "{ list { a b c d e } }").client("{ list { a b c d e } }");
    assertThat(response(plan, "{\"data\":{\"list\":[" + "{},".repeat(200) + "{}]}}", small))
        .startsWith("{\"data\":{\"list\":null},\"errors\":[{")
        .contains("\"code\":\"UPSTREAM_RESPONSE_TOO_LARGE\"");
  }

  @Test
  void tellsNoMoreErrorsThanAllowed() {
    EngineOptions d = EngineOptions.DEFAULT;
    EngineOptions few =
        new EngineOptions(
            d.limits(),
            true,
            d.cacheBytes(),
            0,
            3,
            d.maxResponseBytes(),
            Set.of(),
            d.planning(),
            d.messages());
    TestPlan plan = TestPlan.of(SDL).root("one", "{ list { a } }").client("{ list { a } }");
    String response =
        response(plan, "{\"data\":{\"list\":[" + "{\"a\":\"x\"},".repeat(50) + "null]}}", few);
    assertThat(response).startsWith("{\"data\":{\"list\":[{\"a\":null},");
    assertThat(response.split("\"message\"", -1)).hasSize(4);
  }
}
