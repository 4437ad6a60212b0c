package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.openapi.OpenApiImport.Imported;
import dev.tributary.openapi.RestOperation.Location;
import dev.tributary.subgraph.SubgraphReader;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class OpenApiImportTest {

  private static final String ZOO =
      """
      openapi: 3.0.3
      info: {title: Zoo, version: "1"}
      servers: [{url: "https://{place}.example/v1", variables: {place: {default: zoo}}}]
      paths:
        /animals/{animal-id}:
          parameters: [{name: animal-id, in: path, required: true, schema: {type: string}}]
          get:
            operationId: get_animal
            parameters:
              - {name: filter, in: query, style: deepObject, explode: true, schema: {$ref: "#/components/schemas/Filter"}}
              - {name: Authorization, in: header, schema: {type: string}}
            responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Animal"}}}}}
          delete: {responses: {"204": {description: gone}}}
        /animals:
          post:
            operationId: addCat
            requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}}}}
            responses: {"201": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}}}}}
        /picture:
          get: {operationId: picture, responses: {"200": {description: "", content: {image/png: {}}}}}
      components:
        schemas:
          Filter: {type: object, properties: {mood: {type: string}}}
          Animal:
            oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
            discriminator: {propertyName: kind, mapping: {house-cat: "#/components/schemas/Cat", dog: Dog}}
          Named: {type: object, required: [name], properties: {name: {type: string}}}
          Cat:
            description: A "cat".
            allOf:
              - $ref: "#/components/schemas/Named"
              - type: object
                required: [kind, secret]
                properties:
                  id: {type: integer, format: int64, readOnly: true}
                  kind: {type: string}
                  secret: {type: string, writeOnly: true}
                  born-at: {type: string, format: date-time}
                  mood: {type: string, enum: ["+1", "-1", calm, "true"]}
                  mother: {$ref: "#/components/schemas/Cat"}
                  notes: {type: object, additionalProperties: true}
          Dog: {type: object, properties: {kind: {type: string}, legs: {type: integer, format: int32}}}
      """;

  @Test
  void aDocumentBecomesASubgraphThatIsValid() {
    Imported zoo = OpenApiImport.read(ZOO);

    assertThat(problems(zoo)).isEmpty();
    assertThat(zoo.sdl())
        .contains("baseURL: \"https://zoo.example/v1\"")
        .contains("getAnimal(\n    animalId: String! @restField(name: \"animal-id\", in: PATH")
        .contains("GET: \"/animals/{$args.animalId}\"")
        .contains("union Animal @restUnion(discriminator: \"kind\", mapping: [")
        .contains("{type: \"Cat\", value: \"house-cat\"}, {type: \"Dog\", value: \"dog\"}")
        .contains("bornAt: DateTime @restField(name: \"born-at\")")
        .contains("PLUS_1 @restEnum(value: \"+1\")")
        .contains("mother: Cat\n")
        .contains("notes: JSON");
  }

  @Test
  void whatIsReadOnlyIsNotGivenAndWhatIsWriteOnlyNotAnswered() {
    String sdl = OpenApiImport.read(ZOO).sdl();

    assertThat(definition(sdl, "type Cat")).contains("id: ID").doesNotContain("secret");
    assertThat(definition(sdl, "input CatInput"))
        .contains("secret: String!", "name: String!")
        .doesNotContain("id: ID");
  }

  @Test
  void operationsSayWhereTheirParametersGo() {
    List<RestOperation> operations = OpenApiImport.read(ZOO).operations();

    assertThat(operations)
        .extracting(RestOperation::coordinate)
        .containsExactly("Mutation.addCat", "Mutation.deleteAnimalsByAnimalId", "Query.getAnimal");
    assertThat(operations.getLast().parameters())
        .containsExactly(
            new RestOperation.Parameter(
                "animalId", "String!", "animal-id", Location.PATH, "simple", false),
            new RestOperation.Parameter(
                "filter", "FilterInput", "filter", Location.QUERY, "deepObject", true));
    assertThat(operations.getFirst().body().orElseThrow().type()).isEqualTo("CatInput!");
  }

  @Test
  void whatCannotBeMappedIsReported() {
    assertThat(OpenApiImport.read(ZOO).report())
        .isEqualTo(
            new ImportReport(
                3,
                List.of(new ImportReport.Note("GET /picture", "answers with image/png")),
                List.of()));
  }

  @Test
  void theSameDocumentGivesTheSameSchema() {
    assertThat(OpenApiImport.read(ZOO)).isEqualTo(OpenApiImport.read(ZOO));
  }

  @Test
  void nullableTypesOfThreeOneAreTheirOtherType() {
    String sdl =
        OpenApiImport.read(
                """
                openapi: 3.1.0
                info: {title: t, version: "1"}
                paths:
                  /a:
                    get:
                      operationId: a
                      responses:
                        "200":
                          description: ""
                          content:
                            application/json:
                              schema:
                                type: object
                                properties:
                                  n: {type: [string, "null"]}
                                  o: {oneOf: [{type: "null"}, {type: boolean}]}
                """)
            .sdl();

    assertThat(definition(sdl, "type AResponse")).contains("n: String", "o: Boolean");
  }

  @Test
  void aReferenceToAnotherDocumentIsNotFollowed() {
    Imported imported =
        OpenApiImport.read(
            ZOO.replace(
                "{$ref: \"#/components/schemas/Filter\"}", "{$ref: \"file:///etc/passwd\"}"));

    assertThat(problems(imported)).isEmpty();
    assertThat(imported.report().warnings())
        .anyMatch(each -> each.reason().contains("not in the document"));
  }

  @Test
  void textThatIsNoDocumentIsRefused() {
    for (String text : List.of("", "[]", "{", "openapi: 3.0.0", "swagger: '2.0'")) {
      assertThatThrownBy(() -> OpenApiImport.read(text))
          .isInstanceOf(OpenApiRefusalException.class);
    }
  }

  @Test
  void aliasesThatMultiplyAreRefusedBeforeTheyDo() {
    StringBuilder laughs = new StringBuilder("openapi: 3.0.0\nx0: &x0 [a, b]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*x" + (i - 1);
      laughs.append("x%d: &x%d [%s, %s]\n".formatted(i, i, before, before));
    }

    assertThatThrownBy(() -> OpenApiImport.read(laughs.toString()))
        .isInstanceOf(OpenApiRefusalException.class)
        .hasMessageContaining("aliases");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() {
    for (String text :
        List.of("{\"a\":".repeat(5000), "openapi: " + "[".repeat(5000) + "]".repeat(5000))) {
      assertThatThrownBy(() -> OpenApiImport.read(text))
          .isInstanceOf(OpenApiRefusalException.class);
    }
  }

  /** Documents too large for the project, in the directory that the property names. */
  @Test
  @EnabledIfSystemProperty(named = "openapi.documents", matches = ".+")
  void largeDocumentsOfOthersAreImported() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("openapi.documents", "")))) {
      for (Path file : files.filter(each -> each.toString().matches(".*(json|yaml)")).toList()) {
        Imported imported = OpenApiImport.read(Files.readString(file));
        assertThat(problems(imported)).as(file.toString()).isEmpty();
        assertThat(imported.report().imported()).as(file.toString()).isPositive();
      }
    }
  }

  /** But for one: that {@code @restAuto} needs no selection is not known to the reader. */
  private static List<String> problems(Imported imported) {
    return SubgraphReader.read(new SubgraphSource("api", "http://api", imported.sdl()))
        .problems()
        .stream()
        .filter(each -> !each.code().equals("GROUP_SELECTION_REQUIRED_FOR_OBJECT"))
        .map(String::valueOf)
        .limit(5)
        .toList();
  }

  private static String definition(String sdl, String head) {
    int from = sdl.indexOf(head + " {");
    return sdl.substring(from, sdl.indexOf("\n}", from));
  }
}
