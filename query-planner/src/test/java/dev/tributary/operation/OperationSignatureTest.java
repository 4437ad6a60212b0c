package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationSignatureTest {

  @Test
  void literalsAreGoneAndTheirKindsAreLeft() {
    OperationSignature signature =
        of(
            """
            # who is it
            query Q($a: Int = 7) {
              user(email: "ada@example.org", limit: 12, near: {x: 1.5, tags: ["secret"]}, state: OPEN,
                own: true, other: null, a: $a) { id }
            }
            """);

    assertThat(signature.name()).isEqualTo("Q");
    assertThat(signature.kind()).isEqualTo("query");
    assertThat(signature.document())
        .doesNotContain("ada", "12", "1.5", "secret", "7", "who is it")
        .contains("email:\"\"", "limit:1", "x:1", "tags:[\"\"]", "OPEN", "true", "null", "$a");
  }

  @Test
  void operationsThatDifferInLiteralsAndSpacesOnlyAreOne() {
    assertThat(of("{ user(id: \"1\") { name } }").hash())
        .isEqualTo(of("query {\n  user(id: \"22\") { name, }\n}").hash())
        .isNotEqualTo(of("{ user(id: \"1\") { id } }").hash())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void onlyTheOperationThatRunsIsKeptWithItsFragments() {
    OperationSignature signature =
        OperationSignature.of(
                """
                query A { a { ...Used } }
                query B { b { ...Unused } }
                fragment Deeper on T { z }
                fragment Used on T { x ...Deeper }
                fragment Unused on T { y }
                """,
                "A")
            .orElseThrow();

    assertThat(signature.document())
        .contains("query A", "fragment Used", "fragment Deeper")
        .doesNotContain("query B", "Unused");
  }

  @Test
  void whatCannotBeReadHasNone() {
    assertThat(OperationSignature.of("{ a", null)).isEmpty();
    assertThat(OperationSignature.of("query A { a }", "B")).isEmpty();
    assertThat(OperationSignature.of("fragment F on T { a }", null)).isEmpty();
  }

  private static OperationSignature of(String document) {
    return OperationSignature.of(document, null).orElseThrow();
  }
}
