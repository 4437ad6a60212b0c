package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTreeTest {

  @Test
  void aliasesThatMultiplyAreRefusedBeforeTheyDo() {
    StringBuilder laughs = new StringBuilder("openapi: 3.0.0\nx0: &x0 [a, b]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*x" + (i - 1);
      laughs.append("x%d: &x%d [%s, %s]\n".formatted(i, i, before, before));
    }
    refused(laughs.toString());
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() {
    refused("{\"a\":".repeat(5000));
    refused("openapi: " + "[".repeat(5000) + "]".repeat(5000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "42", "openapi: 3.0.0", "{\"swagger\": \"2.0\"}", "a: ["})
  void whatIsNoDocumentIsRefused(String text) {
    refused(text);
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> OpenApiImport.read(text, ImportOptions.DEFAULTS))
        .isInstanceOf(UnreadableDocumentException.class);
  }
}
