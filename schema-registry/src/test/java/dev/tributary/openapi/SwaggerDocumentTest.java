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

  /** Sent with commas, they would ask for something else. */
  @ParameterizedTest
  @CsvSource({"path, pipes", "path, ssv", "path, tsv", "header, pipes", "query, tsv"})
  void aListThatCannotBeSentAsItsFormatSaysIsNot(String in, String format) throws Exception {
    String document =
        """
        swagger: '2.0'
        info: {title: T, version: '1'}
        paths:
          /a/{ids}:
            get:
              operationId: a
              parameters:
                - {name: ids, in: path, required: true, type: string}
                - {name: ids, in: %s, required: true, type: array, items: {type: string}, collectionFormat: %s}
              responses: {'200': {description: d, schema: {type: string}}}
        """
            .formatted(in, format);
    ImportedSubgraph imported = OpenApiImport.read(document, ImportOptions.DEFAULTS);
    assertThat(imported.report().imported()).isZero();
    assertThat(imported.report().findings())
        .anyMatch(
            finding ->
                finding.code() == Finding.Code.OPERATION_SKIPPED
                    && finding.message().startsWith("the " + in + " parameter ids is not JSON"));
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
