package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedDocumentsTest {

  @Test
  void bothFormsOfManifestsAreRead() {
    assertThat(TrustedDocuments.read("{\"1\": \"{a}\", \"2\": \"{b}\"}"))
        .isEqualTo(Map.of("1", "{a}", "2", "{b}"));
    assertThat(
            TrustedDocuments.read(
                """
                {"format": "apollo-persisted-query-manifest", "version": 1, "operations":
                  [{"id": "1", "name": "A", "type": "query", "body": "query A {a}"}]}
                """))
        .isEqualTo(Map.of("1", "query A {a}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; a JSON object is expected",
        "{'a': 1}; number 1 has not both",
        "{'operations': [{'id': 'a'}]}; number 1 has not both",
        "{; not JSON: line 1"
      })
  void whatIsNoManifestIsTold(String text, String message) {
    assertThatThrownBy(() -> TrustedDocuments.read(text.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
