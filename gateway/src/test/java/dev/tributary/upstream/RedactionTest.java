package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer s3cr3t is not valid",
        "authorization: Basic s3cr3t",
        "no such token: s3cr3t",
        "{\"api_key\":\"s3cr3t\"}",
        "{\"api-key\": \"s3cr3t\"}",
        "password=s3cr3t&user=a",
        "Set-Cookie: s3cr3t",
        "the token eyJhbGciOiJub25lIn0.s3cr3t.s3cr3t has expired",
      })
  void whatLooksLikeCredentialsIsNotKept(String text) {
    assertThat(Redaction.of(text)).doesNotContain("s3cr3t").contains("***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>busy</html>", "{\"errors\":[{\"message\":\"no\"}]}", ""})
  void allElseIs(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}
