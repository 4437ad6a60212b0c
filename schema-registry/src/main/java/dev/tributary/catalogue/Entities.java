package dev.tributary.catalogue;

import dev.tributary.catalogue.GraphFields.Graph;
import dev.tributary.catalogue.GraphFields.Subgraph;
import dev.tributary.catalogue.GraphFields.Variant;
import dev.tributary.registry.Catalogue;
import dev.tributary.registry.Catalogue.SubgraphEntry;
import dev.tributary.registry.Catalogue.SubgraphId;
import dev.tributary.registry.Catalogue.VersionId;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.SupergraphVersion;
import graphql.TypeResolutionEnvironment;
import graphql.schema.GraphQLObjectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entities by their keys, as a gateway asks for them; those of a request are read together. */
final class Entities {

  /** What a representation stands for. */
  private sealed interface Key {

    record OfGraph(String name) implements Key {}

    record OfVariant(GraphId id) implements Key {}

    record OfVersion(VersionId id) implements Key {}

    record OfSubgraph(SubgraphId id) implements Key {}

    /** Of no type that is here, without its key, or of a graph that the caller does not see. */
    record Unknown() implements Key {}
  }

  private Entities() {}

  /** One for each representation, null for what is not there. */
  static List<@Nullable Object> of(
      List<Map<String, Object>> representations, Catalogue catalogue, Viewer viewer) {
    List<Key> keys = representations.stream().map(one -> key(one, viewer)).toList();
    Map<String, Graph> graphs =
        keys.stream().anyMatch(Key.OfGraph.class::isInstance)
            ? Graph.all(catalogue, viewer)
            : Map.of();
    Set<SubgraphId> subgraphs =
        only(keys, Key.OfSubgraph.class).map(Key.OfSubgraph::id).collect(Collectors.toSet());
    Map<GraphId, SupergraphVersion> newest =
        catalogue.newest(
            Stream.concat(
                    only(keys, Key.OfVariant.class).map(Key.OfVariant::id),
                    subgraphs.stream().map(SubgraphId::graph))
                .collect(Collectors.toSet()));
    Map<SubgraphId, SubgraphEntry> current = current(subgraphs, newest, catalogue);
    Map<VersionId, SupergraphVersion> versions =
        catalogue.versions(
            only(keys, Key.OfVersion.class).map(Key.OfVersion::id).collect(Collectors.toSet()));
    List<@Nullable Object> entities = new ArrayList<>();
    for (Key key : keys) {
      Optional<?> entity =
          switch (key) {
            case Key.OfGraph(String name) -> Optional.ofNullable(graphs.get(name));
            case Key.OfVariant(GraphId id) -> Optional.ofNullable(newest.get(id)).map(Variant::new);
            case Key.OfVersion(VersionId id) -> Optional.ofNullable(versions.get(id));
            case Key.OfSubgraph(SubgraphId id) ->
                Optional.ofNullable(current.get(id)).map(Subgraph::new);
            case Key.Unknown() -> Optional.empty();
          };
      entities.add(entity.orElse(null));
    }
    return entities;
  }

  private static Map<SubgraphId, SubgraphEntry> current(
      Set<SubgraphId> wanted, Map<GraphId, SupergraphVersion> newest, Catalogue catalogue) {
    Set<VersionId> versions =
        wanted.stream()
            .flatMap(id -> Optional.ofNullable(newest.get(id.graph())).stream())
            .map(version -> new VersionId(version.graph(), version.number()))
            .collect(Collectors.toSet());
    return catalogue.members(versions).values().stream()
        .flatMap(Collection::stream)
        .collect(Collectors.toMap(e -> new SubgraphId(e.graph(), e.name()), e -> e));
  }

  private static <T extends Key> Stream<T> only(List<Key> keys, Class<T> kind) {
    return keys.stream().filter(kind::isInstance).map(kind::cast);
  }

  private static Key key(Map<String, Object> representation, Viewer viewer) {
    if (!(representation.get("__typename") instanceof String type)) {
      return new Key.Unknown();
    }
    if (type.equals("Graph")) {
      return representation.get("name") instanceof String name
          ? new Key.OfGraph(name)
          : new Key.Unknown();
    }
    Object variant =
        type.equals("GraphVariant")
            ? representation.get("id")
            : representation.get("variant") instanceof Map<?, ?> of ? of.get("id") : null;
    Optional<GraphId> seen =
        variant instanceof String id ? GraphId.parse(id).filter(viewer::sees) : Optional.empty();
    if (seen.isEmpty()) {
      return new Key.Unknown();
    }
    return switch (type) {
      case "GraphVariant" -> new Key.OfVariant(seen.get());
      case "SupergraphVersion" ->
          representation.get("number") instanceof Number number
              ? new Key.OfVersion(new VersionId(seen.get(), number.longValue()))
              : new Key.Unknown();
      case "Subgraph" ->
          representation.get("name") instanceof String name
              ? new Key.OfSubgraph(new SubgraphId(seen.get(), name))
              : new Key.Unknown();
      default -> new Key.Unknown();
    };
  }

  static GraphQLObjectType typeOf(TypeResolutionEnvironment environment) {
    String name =
        switch ((Object) environment.getObject()) {
          case Graph graph -> "Graph";
          case Variant variant -> "GraphVariant";
          case SupergraphVersion version -> "SupergraphVersion";
          case Subgraph subgraph -> "Subgraph";
          case null, default -> throw new IllegalStateException("no entity");
        };
    return Objects.requireNonNull(environment.getSchema().getObjectType(name));
  }
}
