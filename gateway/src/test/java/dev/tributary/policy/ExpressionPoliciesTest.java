package dev.tributary.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Caller;
import io.vertx.core.MultiMap;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class ExpressionPoliciesTest {

  private static PolicyRequest request() {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("department", "hr");
    claims.put("level", 3);
    claims.put("big", BigInteger.TWO.pow(40));
    claims.put("groups", List.of("a", "b"));
    claims.put("nothing", null);
    claims.put("realm", Map.of("roles", List.of("reader")));
    return new PolicyRequest(
        new Caller("ada", Set.of("read", "write"), claims),
        MultiMap.caseInsensitiveMultiMap().add("X-Region", "eu"),
        "Staff",
        Map.of("first", 10, "filter", Map.of("own", true)));
  }

  private static boolean holds(String expression) {
    return ExpressionPolicies.of(Map.of("p", expression))
        .granted(Set.of("p", "unknown"), request())
        .await()
        .equals(Set.of("p"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          claims.department == 'hr'                         | true
          claims.department == 'it'                         | false
          claims.level >= 3 && claims.level < 4             | true
          claims.big > 1000000000000                        | true
          'b' in claims.groups                              | true
          claims.groups.exists(g, g.startsWith('c'))        | false
          claims.nothing == null                            | true
          has(claims.nobody)                                | false
          claims.nobody == 'x'                              | false
          claims.nobody != 'x'                              | false
          'reader' in claims.realm.roles                    | true
          'read' in scopes && !('admin' in scopes)          | true
          authenticated && client == 'ada'                  | true
          headers['x-region'] == 'eu'                       | true
          headers['x-other'] == 'eu'                        | false
          operation == 'Staff' && variables.first <= 10     | true
          variables.filter.own                              | true
          variables.filter                                  | false
          claims.department.matches('^[hx]r$')             | true
          """)
  void decideByWhatTheyLookAt(String expression, boolean holds) {
    assertThat(holds(expression)).isEqualTo(holds);
  }

  @Test
  void areAllCheckedWhenTheyAreCompiled() {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("unknown", "nobody == 'x'");
    wrong.put("syntax", "client ==");
    wrong.put("type", "client + 'x'");
    wrong.put("right", "true");
    assertThatThrownBy(() -> ExpressionPolicies.of(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("policy 'unknown'")
        .hasMessageContaining("policy 'syntax'")
        .hasMessageContaining("policy 'type'")
        .hasMessageNotContaining("right");
  }

  @Test
  void endAfterSoManyRounds() {
    List<Integer> many = IntStream.range(0, 100_000).boxed().toList();
    PolicyRequest request =
        new PolicyRequest(
            Caller.ANONYMOUS, MultiMap.caseInsensitiveMultiMap(), null, Map.of("list", many));
    assertThat(
            ExpressionPolicies.of(
                    Map.of("p", "variables.list.all(x, variables.list.all(y, x + y >= 0))"))
                .granted(Set.of("p"), request)
                .await())
        .isEmpty();
  }

  @Test
  void knowAnonymousCallers() {
    PolicyRequest request =
        new PolicyRequest(Caller.ANONYMOUS, MultiMap.caseInsensitiveMultiMap(), null, Map.of());
    ExpressionPolicies policies =
        ExpressionPolicies.of(
            Map.of("who", "authenticated", "nobody", "client == '' && operation == ''"));
    assertThat(policies.granted(Set.of("who", "nobody"), request).await())
        .containsExactly("nobody");
  }
}
