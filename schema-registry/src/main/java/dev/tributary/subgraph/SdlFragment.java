package dev.tributary.subgraph;

import graphql.parser.Parser;
import java.util.SequencedMap;

/**
 * Definitions written out in SDL inside the program, such as those of the specifications.
 *
 * @param directives by name
 * @param types by name
 */
public record SdlFragment(
    SequencedMap<String, DirectiveDefinitionNode> directives,
    SequencedMap<String, TypeNode> types) {

  /** For trusted text only: what does not parse throws. */
  public static SdlFragment parse(String sdl) {
    SubgraphSchema schema =
        DocumentReader.read(Parser.parse(sdl), new SubgraphSource("", "", sdl), new Problems())
            .schema();
    return new SdlFragment(schema.directives(), schema.types());
  }
}
