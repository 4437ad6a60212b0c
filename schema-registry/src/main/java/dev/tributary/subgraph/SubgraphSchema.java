package dev.tributary.subgraph;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A subgraph's schema as composition sees it: federation's own types and fields left out, root
 * types under their usual names.
 *
 * @param types by name; built-in scalars are not among them
 * @param directives the document's own definitions, by name; federation's left out
 * @param links what the document links to
 * @param schemaDirectives directives on the schema definition and its extensions, links left out
 * @param schemaDescription the schema definition's description
 */
public record SubgraphSchema(
    String name,
    String url,
    SequencedMap<String, TypeNode> types,
    SequencedMap<String, DirectiveDefinitionNode> directives,
    Links links,
    List<DirectiveNode> schemaDirectives,
    @Nullable String schemaDescription) {

  public SubgraphSchema {
    schemaDirectives = List.copyOf(schemaDirectives);
  }

  /** The object or interface type called {@code type}; null when there is none. */
  public TypeNode.@Nullable WithFields withFields(String type) {
    return types.get(type) instanceof TypeNode.WithFields found ? found : null;
  }

  SubgraphSchema withTypes(SequencedMap<String, TypeNode> changed) {
    return new SubgraphSchema(
        name, url, changed, directives, links, schemaDirectives, schemaDescription);
  }

  /** A place for problems about the document as a whole. */
  public Place start() {
    return new Place(name, 1, 1);
  }
}
