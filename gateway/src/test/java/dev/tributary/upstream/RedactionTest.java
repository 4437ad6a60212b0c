package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer s3cret is not valid",
        "authorization: Basic s3cret",
        "no such token: s3cret",
        "{\"api_key\":\"s3cret\"}",
        "{\"api-key\": \"s3cret\"}",
        "password=s3cret&user=a",
        "Set-Cookie: s3cret",
        "the token eyJhbGciOiJub25lIn0.s3cret.s3cret has expired",
      })
  void whatLooksLikeCredentialsIsNotKept(String text) {
    assertThat(Redaction.of(text)).doesNotContain("s3cret").contains("***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>busy</html>", "{\"errors\":[{\"message\":\"no\"}]}", ""})
  void allElseIs(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}
