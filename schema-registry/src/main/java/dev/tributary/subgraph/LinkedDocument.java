package dev.tributary.subgraph;

import graphql.language.Document;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A schema document as it stands, a supergraph's for instance: nothing renamed, nothing left out,
 * its directives known by what it links to.
 *
 * @param schemaDirectives links first
 * @param roots the root types that there are
 */
public record LinkedDocument(
    SequencedMap<String, TypeNode> types,
    SequencedMap<String, DirectiveDefinitionNode> directives,
    Links links,
    List<DirectiveNode> schemaDirectives,
    Map<RootKind, String> roots,
    @Nullable String description) {

  public LinkedDocument {
    schemaDirectives = List.copyOf(schemaDirectives);
  }

  /** Null when the document does not parse; what is wrong goes to {@code problems}. */
  public static @Nullable LinkedDocument read(SubgraphSource source, Problems problems) {
    Document document = SubgraphReader.parse(source, problems);
    if (document == null) {
      return null;
    }
    DocumentReader.Read read = DocumentReader.read(document, source, problems);
    SubgraphSchema schema = read.schema();
    List<DirectiveNode> schemaDirectives = new ArrayList<>();
    schema.links().links().forEach(link -> schemaDirectives.add(link.use()));
    schemaDirectives.addAll(schema.schemaDirectives());
    Map<RootKind, String> roots = new EnumMap<>(RootKind.class);
    for (RootKind kind : RootKind.values()) {
      String named = read.roots().get(kind);
      if (named != null) {
        roots.put(kind, named);
      } else if (!read.explicitRoots() && schema.types().containsKey(kind.typeName())) {
        roots.put(kind, kind.typeName());
      }
    }
    return new LinkedDocument(
        schema.types(),
        schema.directives(),
        schema.links(),
        schemaDirectives,
        roots,
        schema.schemaDescription());
  }

  /** Whether {@code name} belongs to a specification that the document links to. */
  public boolean isMachinery(String name) {
    return links.isMachineryType(name)
        || links.links().stream().anyMatch(link -> name.startsWith(link.namespace() + "__"));
  }
}
