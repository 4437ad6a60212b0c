package dev.tributary.subgraph;

import dev.tributary.supergraph.BuiltInScalars;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a subgraph's document may spell out for its own server's sake and composition knows anyway:
 * the federation directives' definitions, {@code _entities}, {@code _service} and their types.
 */
final class Machinery {
  private Machinery() {}

  static SubgraphSchema remove(SubgraphSchema schema) {
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    for (TypeNode type : schema.types().values()) {
      if (!schema.links().isMachineryType(type.name()) && !BuiltInScalars.has(type.name())) {
        withoutEntryPoints(type).ifPresent(kept -> types.put(kept.name(), kept));
      }
    }
    SequencedMap<String, DirectiveDefinitionNode> directives = new LinkedHashMap<>();
    schema.directives().values().stream()
        .filter(definition -> !isMachinery(definition.name(), schema.links()))
        .forEach(definition -> directives.put(definition.name(), definition));
    return new SubgraphSchema(
        schema.name(),
        schema.url(),
        types,
        directives,
        schema.links(),
        schema.schemaDirectives(),
        schema.schemaDescription());
  }

  private static boolean isMachinery(String directive, Links links) {
    Link link = links.linkOfDirective(directive);
    return links.meaning(directive) != null
        || directive.equals("link")
        || (link != null && link.feature().identity().equals(Feature.LINK))
        || FederationDefinitions.BUILT_IN.containsKey(directive);
  }

  /**
   * Empty when nothing is left: many servers must have a query type, if only for federation's entry
   * points.
   */
  private static Optional<TypeNode> withoutEntryPoints(TypeNode type) {
    if (!(type instanceof TypeNode.ObjectNode query)
        || !query.name().equals(RootKind.QUERY.typeName())) {
      return Optional.of(type);
    }
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>(query.fields());
    fields.remove("_service");
    fields.remove("_entities");
    return fields.isEmpty() ? Optional.empty() : Optional.of(query.withFields(fields));
  }
}
