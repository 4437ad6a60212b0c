package dev.tributary.catalogue;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.compose.SourceLocation;
import dev.tributary.compose.TagFilter;
import dev.tributary.registry.AuditEntry;
import dev.tributary.registry.Catalogue;
import dev.tributary.registry.Catalogue.SubgraphEntry;
import dev.tributary.registry.Catalogue.SubgraphId;
import dev.tributary.registry.Catalogue.VersionId;
import dev.tributary.registry.ContractVariant;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.Registry;
import dev.tributary.registry.SeenGateway;
import dev.tributary.registry.SubgraphChange;
import dev.tributary.registry.SubgraphVersion;
import dev.tributary.registry.SupergraphVersion;
import dev.tributary.registry.TokenRole;
import dev.tributary.subgraph.SubgraphSource;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Graphs, variants, versions and subgraphs: what was published. */
final class GraphFields {

  /**
   * A graph, as its caller sees it.
   *
   * @param variants by name; at least one
   */
  record Graph(String name, List<GraphId> variants) {

    /** All that somebody sees, by name. */
    static Map<String, Graph> all(Catalogue catalogue, Viewer viewer) {
      Map<String, Graph> graphs = new TreeMap<>();
      catalogue.variants().stream()
          .filter(viewer::sees)
          .collect(Collectors.groupingBy(GraphId::name))
          .forEach((name, variants) -> graphs.put(name, new Graph(name, variants)));
      return graphs;
    }

    static Map<String, Graph> named(Set<String> names, Catalogue catalogue, Viewer viewer) {
      Map<String, Graph> graphs = all(catalogue, viewer);
      graphs.keySet().retainAll(names);
      return graphs;
    }
  }

  /** A variant, which has a newest version, for it is there since something was published to it. */
  record Variant(SupergraphVersion latest) {

    GraphId id() {
      return latest.graph();
    }
  }

  /** A subgraph of a variant's newest version. */
  record Subgraph(SubgraphEntry current) {}

  private final Registry registry;

  GraphFields(Registry registry) {
    this.registry = registry;
  }

  void addTo(RuntimeWiring.Builder wiring) {
    List.of(
            "Graph",
            "GraphVariant",
            "SupergraphVersion",
            "Subgraph",
            "SubgraphVersion",
            "AuditEntry")
        .forEach(name -> TypeFields.addPagesOf(name, wiring));
    addQueriesTo(wiring);
    addVariantTo(wiring);
    addVersionTo(wiring);
    addSubgraphsTo(wiring);
    addDetailsTo(wiring);
  }

  private void addQueriesTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("Query", Object.class)
        .field(
            "graphs",
            (root, environment) ->
                Page.byKey(
                    List.copyOf(
                        Graph.all(registry.catalogue(), RegistryGraph.viewer(environment))
                            .values()),
                    Graph::name,
                    Page.Wanted.of(environment)))
        .field(
            "graph", (root, environment) -> Lookup.GRAPH.of(environment, text(environment, "name")))
        .field(
            "graphVariant",
            (root, environment) ->
                GraphId.parse(text(environment, "id"))
                    .map(id -> variant(environment, id))
                    .orElse(null))
        .field(
            "registryAudit",
            (root, environment) -> {
              RegistryGraph.viewer(environment).requireEveryGraph();
              return audit(environment, Optional.empty());
            })
        .addTo(wiring);
    TypeFields.of("Graph", Graph.class)
        .field("name", Graph::name)
        .field(
            "variants",
            (graph, environment) -> {
              Page<GraphId> page =
                  Page.byKey(graph.variants(), GraphId::variant, Page.Wanted.of(environment));
              return Lookup.NEWEST
                  .of(environment, page.nodes())
                  .thenApply(newest -> page.with(newest.stream().map(Variant::new).toList()));
            })
        .field(
            "variant",
            (graph, environment) ->
                GraphId.parse(graph.name() + "@" + text(environment, "name"))
                    .map(id -> variant(environment, id))
                    .orElse(null))
        .addTo(wiring);
  }

  /** Null when there is none that the caller sees. */
  private static CompletableFuture<Object> variant(
      DataFetchingEnvironment environment, GraphId id) {
    return RegistryGraph.viewer(environment).sees(id)
        ? nullable(Lookup.NEWEST.of(environment, id), Variant::new)
        : nothing();
  }

  @SuppressWarnings("NullAway") // A future of null is what GraphQL takes for null.
  private static CompletableFuture<Object> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  @SuppressWarnings("NullAway") // Likewise.
  private static <T> CompletableFuture<Object> nullable(
      CompletableFuture<T> value, Function<T, Object> made) {
    return value.thenApply(found -> found == null ? null : made.apply(found));
  }

  private void addVariantTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("GraphVariant", Variant.class)
        .field("id", variant -> variant.id().toString())
        .field("name", variant -> variant.id().variant())
        .field("graph", (variant, environment) -> Lookup.GRAPH.of(environment, variant.id().name()))
        .field("latest", Variant::latest)
        .field("versions", GraphFields::versions)
        .field(
            "version",
            (variant, environment) ->
                Lookup.VERSION.of(
                    environment,
                    new VersionId(
                        variant.id(),
                        Objects.requireNonNull(environment.<Integer>getArgument("number")))))
        .field(
            "subgraphs",
            (variant, environment) -> {
              Page.Wanted wanted = Page.Wanted.of(environment);
              return members(variant.latest(), environment)
                  .thenApply(
                      all -> Page.byKey(subgraphs(all), one -> one.current().name(), wanted));
            })
        .field(
            "subgraph",
            (variant, environment) -> {
              String name = text(environment, "name");
              return members(variant.latest(), environment)
                  .thenApply(
                      all ->
                          subgraphs(all).stream()
                              .filter(one -> one.current().name().equals(name))
                              .findFirst());
            })
        .field("contract", (variant, environment) -> Lookup.CONTRACT.of(environment, variant.id()))
        .field(
            "contracts",
            (variant, environment) ->
                Lookup.CONTRACTS
                    .of(environment, variant.id())
                    .thenApply(
                        all ->
                            orEmpty(all).stream()
                                .filter(one -> RegistryGraph.viewer(environment).sees(one.graph()))
                                .toList()))
        .field(
            "gateways",
            (variant, environment) ->
                Lookup.GATEWAYS.of(environment, variant.id()).thenApply(GraphFields::orEmpty))
        .field("audit", (variant, environment) -> audit(environment, Optional.of(variant.id())))
        .field("usage", UsageFields.asked(registry))
        .field("check", new CheckFields(registry)::check)
        .addTo(wiring);
  }

  private static CompletableFuture<Page<SupergraphVersion>> versions(
      Variant variant, DataFetchingEnvironment environment) {
    Page.Wanted wanted = Page.Wanted.of(environment);
    // Numbers have no gaps: which versions a page has is known before any is read.
    long before = wanted.afterNumber(Long.MAX_VALUE);
    List<Long> numbers =
        LongStream.iterate(
                Math.min(variant.latest().number(), before - 1), number -> number > 0, n -> n - 1)
            .limit(wanted.first() + 1L)
            .boxed()
            .toList();
    Page<Long> page = Page.beginning(numbers, number -> Long.toString(number), wanted);
    return Lookup.VERSION
        .of(
            environment,
            page.nodes().stream().map(number -> new VersionId(variant.id(), number)).toList())
        .thenApply(page::with);
  }

  private static CompletableFuture<List<SubgraphEntry>> members(
      SupergraphVersion version, DataFetchingEnvironment environment) {
    return Lookup.MEMBERS
        .of(environment, new VersionId(version.graph(), version.number()))
        .thenApply(GraphFields::orEmpty);
  }

  private static List<Subgraph> subgraphs(List<SubgraphEntry> members) {
    return members.stream().map(Subgraph::new).toList();
  }

  /** What no loader has found is not there. */
  @SuppressWarnings("NullAway")
  private static <T> List<T> orEmpty(List<T> found) {
    return found == null ? List.of() : found;
  }

  private void addVersionTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("SupergraphVersion", SupergraphVersion.class)
        .field("variant", (version, environment) -> variant(environment, version.graph()))
        .field("number", SupergraphVersion::number)
        .field("contentHash", SupergraphVersion::contentHash)
        .field("publishedAt", SupergraphVersion::publishedAt)
        .field("publishedBy", SupergraphVersion::publishedBy)
        .field("message", SupergraphVersion::message)
        .field("changes", SupergraphVersion::changes)
        .field(
            "hints",
            (version, environment) ->
                Lookup.HINTS.of(environment, new VersionId(version.graph(), version.number())))
        .field(
            "schemaChanges",
            (version, environment) ->
                Lookup.CHANGES.of(environment, new VersionId(version.graph(), version.number())))
        .field(
            "subgraphs",
            (version, environment) -> {
              Page.Wanted wanted = Page.Wanted.of(environment);
              return members(version, environment)
                  .thenApply(all -> Page.byKey(all, SubgraphEntry::name, wanted));
            })
        .field(
            "sdl",
            (version, environment) ->
                Lookup.DOCUMENT
                    .of(environment, version.contentHash())
                    .thenApply(RegistryGraph.texts(environment)::told))
        .addTo(wiring);
  }

  private void addSubgraphsTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("Subgraph", Subgraph.class)
        .field(
            "variant", (subgraph, environment) -> variant(environment, subgraph.current().graph()))
        .field("name", subgraph -> subgraph.current().name())
        .field("current", Subgraph::current)
        .field(
            "versions",
            (subgraph, environment) -> {
              Page.Wanted wanted = Page.Wanted.of(environment);
              return Lookup.PUBLISHED
                  .of(
                      environment,
                      new SubgraphId(subgraph.current().graph(), subgraph.current().name()))
                  .thenApply(all -> Page.byPosition(orEmpty(all), wanted));
            })
        .addTo(wiring);
    TypeFields.of("SubgraphVersion", SubgraphEntry.class)
        .field("id", SubgraphEntry::id)
        .field("variant", (entry, environment) -> variant(environment, entry.graph()))
        .field("name", SubgraphEntry::name)
        .field("url", SubgraphEntry::url)
        .field(
            "sdl",
            (entry, environment) ->
                Lookup.DOCUMENT
                    .of(environment, entry.documentHash())
                    .thenApply(document -> schema(entry, document))
                    .thenApply(RegistryGraph.texts(environment)::told))
        .field("publishedAt", SubgraphEntry::publishedAt)
        .field("publishedBy", SubgraphEntry::publishedBy)
        .field("message", SubgraphEntry::message)
        .addTo(wiring);
  }

  private String schema(SubgraphEntry entry, String document) {
    return registry
        .schema(
            new SubgraphVersion(
                entry.id(),
                new SubgraphSource(entry.name(), entry.url(), document),
                entry.publishedAt(),
                entry.publishedBy(),
                entry.message()))
        .sdl();
  }

  private Page<AuditEntry> audit(DataFetchingEnvironment environment, Optional<GraphId> graph) {
    RegistryGraph.viewer(environment).require(TokenRole.ADMIN);
    Page.Wanted wanted = Page.Wanted.of(environment);
    return Page.beginning(
        registry.audit(graph, wanted.afterNumber(Long.MAX_VALUE), wanted.first() + 1),
        entry -> Long.toString(entry.id()),
        wanted);
  }

  private static void addDetailsTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("SubgraphChange", SubgraphChange.class)
        .field("kind", change -> change.kind().name())
        .field("subgraph", SubgraphChange::subgraph)
        .field("versionId", SubgraphChange::versionId)
        .addTo(wiring);
    TypeFields.of("CompositionHint", Hint.class)
        .field("code", Hint::code)
        .field("level", hint -> hint.level().name())
        .field("message", Hint::message)
        .field("coordinate", Hint::coordinate)
        .field("locations", Hint::nodes)
        .addTo(wiring);
    TypeFields.of("CompositionError", CompositionError.class)
        .field("code", CompositionError::code)
        .field("message", CompositionError::message)
        .field("coordinate", CompositionError::coordinate)
        .field("locations", CompositionError::nodes)
        .addTo(wiring);
    TypeFields.of("SchemaLocation", SourceLocation.class)
        .field("subgraph", SourceLocation::subgraph)
        .field("line", SourceLocation::line)
        .field("column", SourceLocation::column)
        .addTo(wiring);
    TypeFields.of("SchemaChange", SchemaChange.class)
        .field("kind", change -> change.kind().name())
        .field("severity", change -> change.severity().name())
        .field("coordinate", SchemaChange::coordinate)
        .field("message", SchemaChange::message)
        .addTo(wiring);
    TypeFields.of("GraphContract", ContractVariant.class)
        .field("variant", (contract, environment) -> variant(environment, contract.graph()))
        .field("source", (contract, environment) -> variant(environment, contract.source()))
        .field("include", contract -> contract.filter().include().stream().sorted().toList())
        .field("exclude", contract -> contract.filter().exclude().stream().sorted().toList())
        .field(
            "hideUnreachable",
            contract -> contract.filter().unreachable() == TagFilter.Unreachable.HIDDEN)
        .addTo(wiring);
    TypeFields.of("RunningGateway", SeenGateway.class)
        .field("id", gateway -> gateway.serving().id())
        .field(
            "version",
            gateway -> gateway.serving().version() == 0 ? null : gateway.serving().version())
        .field("contentHash", gateway -> gateway.serving().contentHash())
        .field("seenAt", SeenGateway::seenAt)
        .addTo(wiring);
    TypeFields.of("AuditEntry", AuditEntry.class)
        .field("id", AuditEntry::id)
        .field("at", AuditEntry::at)
        .field("actor", AuditEntry::actor)
        .field("action", entry -> entry.action().name())
        .field("variantId", entry -> entry.graph().map(GraphId::toString).orElse(null))
        .field("detail", AuditEntry::detail)
        .addTo(wiring);
    TypeFields.of("PageInfo", Page.class)
        .field("hasNextPage", Page::hasNext)
        .field("endCursor", page -> page.end())
        .addTo(wiring);
  }

  private static String text(DataFetchingEnvironment environment, String argument) {
    String text = environment.getArgument(argument);
    return text == null ? "" : text;
  }
}
