package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular about Swagger 2.0; the case {@code kennel} has all of it together. */
class SwaggerDocumentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host: a.example                                      | https://a.example
          host: a.example, basePath: /, schemes: [http]        | http://a.example
          host: 'a.example:81', basePath: /v1/, schemes: [http, https] | https://a.example:81/v1
          host: a.example, basePath: v1                        | https://a.example/v1
          basePath: /v1                                        | https://server.invalid/v1
          schemes: [wss]                                       | https://server.invalid/
          """)
  void theAddressIsMadeOfSchemeHostAndBasePath(String settings, String url) throws Exception {
    String document =
        "{swagger: '2.0', info: {title: T, version: '1'}, %s, paths: {/a: {get: {responses: {'200': {description: d}}}}}}"
            .formatted(settings);
    assertThat(OpenApiImport.read("# yaml\n" + document, ImportOptions.DEFAULTS).sdl())
        .contains("baseURL: \"" + url + "\"");
  }

  @Test
  void parametersThatWouldMultiplyAreRefused() {
    StringBuilder document = new StringBuilder("swagger: '2.0'\ninfo: {title: T, version: '1'}\n");
    document.append("parameters: {P: {name: p, in: formData, type: string, enum: [a");
    document.append(", a".repeat(20_000)).append("]}}\npaths:\n");
    for (int i = 0; i < 200; i++) {
      document.append("  /p" + i + ": {post: {parameters: [{$ref: '#/parameters/P'}]}}\n");
    }
    assertThatThrownBy(() -> OpenApiImport.read(document.toString(), ImportOptions.DEFAULTS))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageEndingWith("its parameters are used too often for their size");
  }

  @ParameterizedTest
  @CsvSource({
    "/components/schemas/A/properties/b, /definitions/A/properties/b",
    "/paths/~1a/get/requestBody/content, /paths/~1a/get/parameters",
    "/paths/~1a/get/responses/200, /paths/~1a/get/responses/200",
    "/servers, /host",
  })
  void findingsNamePlacesOfTheDocumentThatWasGiven(String written, String given) {
    assertThat(SwaggerDocument.pointer(written)).isEqualTo(given);
  }
}
