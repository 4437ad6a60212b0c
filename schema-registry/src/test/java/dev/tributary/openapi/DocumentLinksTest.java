package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is particular about links; the case {@code library} has all of it together. */
class DocumentLinksTest {

  /** Two operations answer with dogs, whose links of one name ask for the owner differently. */
  private static final String DOGS =
      """
      openapi: 3.0.3
      info: { title: Dogs, version: '1' }
      paths:
        /dogs/{id}:
          get:
            operationId: getDog
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            responses:
              '200':
                description: It
                content: { application/json: { schema: { $ref: '#/components/schemas/Dog' } } }
                links: { owner: { operationId: getOwner, parameters: { id: '$response.body#/ownerId' } } }
        /dogs/tagged/{tag}:
          get:
            operationId: getTagged
            parameters: [{ name: tag, in: path, required: true, schema: { type: string } }]
            responses:
              '200':
                description: It
                content: { application/json: { schema: { $ref: '#/components/schemas/Dog' } } }
                links: { owner: { operationId: getOwner, parameters: { id: '$response.body#/breederId' } } }
        /owners/{id}:
          get:
            operationId: getOwner
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            responses:
              '200':
                description: It
                content: { application/json: { schema: { $ref: '#/components/schemas/Owner' } } }
      components:
        schemas:
          Dog:
            type: object
            properties:
              id: { type: string }
              ownerId: { type: string }
              breederId: { type: string }
              %s
          Owner: { type: object, properties: { id: { type: string }, name: { type: string } } }
      """;

  @Test
  void theFirstOfTwoLinksOfOneNameIsTheFieldWhateverTheFieldIsCalled() throws Exception {
    for (String taken : List.of("other", "owner", "owner, ownerLink")) {
      ImportedSubgraph imported =
          OpenApiImport.read(DOGS.formatted(properties(taken)), ImportOptions.DEFAULTS);
      assertThat(imported.sdl()).as(taken).containsOnlyOnce("GET: \"/owners/{$this.");
      assertThat(Composer.compose(List.of(new SubgraphSource("dogs", "", imported.sdl()))))
          .as(taken)
          .isInstanceOf(Composition.Composed.class);
    }
  }

  private static String properties(String names) {
    return names.replace(", ", ": { type: string }\n        ") + ": { type: string }";
  }
}
