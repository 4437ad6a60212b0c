package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestContextTest {

  private static Caller caller() {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("sub", "ada");
    claims.put("id", 9_007_199_254_740_993L);
    claims.put("big", new BigInteger("123456789012345678901"));
    claims.put("exact", new BigDecimal("1.50"));
    claims.put("part", 0.1);
    claims.put("admin", true);
    claims.put("nothing", null);
    claims.put("roles", List.of("a", Map.of("b", 1)));
    return new Caller("shop", Set.of("write", "read"), claims);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "$context.client | \"shop\"",
        "$context.scopes | [\"read\",\"write\"]",
        "$context.scopes->joinNotNull(' ') | \"read write\"",
        "$context.claims.sub | \"ada\"",
        "$context.claims.id | 9007199254740993",
        "$context.claims.big | 123456789012345678901",
        "$context.claims.exact | 1.50",
        "$context.claims.part | 0.1",
        "$context.claims.admin | true",
        "$context.claims.nothing | null",
        "$context.claims.roles->last.b | 1",
        "$context.'apollo::authentication::jwt_claims'.sub | \"ada\"",
      })
  @DisplayName("Of a caller who is known,")
  void shows(String text, String expected) {
    assertThat(evaluate(text, caller())).isEqualTo(expected);
  }

  @Test
  void nobodyHasNoClientNoScopesAndNoClaims() {
    assertThat(evaluate("$context", Caller.ANONYMOUS))
        .isEqualTo("{\"scopes\":[],\"claims\":{},\"apollo::authentication::jwt_claims\":{}}");
    assertThat(evaluate("$context.client ?? 'x'", Caller.ANONYMOUS)).isEqualTo("\"x\"");
  }

  private static @Nullable String evaluate(String text, Caller caller) {
    Mapping mapping = ((Mapping.Parsed) Mapping.parse(text, ConnectVersion.V0_4)).mapping();
    return RestJson.text(
        MappingEvaluator.evaluate(
            mapping,
            MappingValues.NODES.nullNode(),
            Map.of("context", RestContext.of(caller)),
            null,
            "selection",
            new MappingProblems()));
  }
}
