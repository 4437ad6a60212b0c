package dev.tributary.registry;

import static dev.tributary.registry.RegistryStoreContract.added;
import static dev.tributary.registry.RegistryStoreContract.release;
import static dev.tributary.registry.RegistryStoreContract.subgraph;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.TagFilter;
import dev.tributary.operation.OperationSignature;
import dev.tributary.registry.Catalogue.OperationId;
import dev.tributary.registry.Catalogue.SubgraphEntry;
import dev.tributary.registry.Catalogue.SubgraphId;
import dev.tributary.registry.Catalogue.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is looked up for many at once, in every store. */
abstract class CatalogueContract {

  private static final GraphId SHOP = new GraphId("shop", "prod");
  private static final GraphId BLOG = new GraphId("blog", "prod");
  private static final GraphId NONE = new GraphId("none", "prod");
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");

  /** More than one statement asks for. */
  private static final int VERSIONS = 450;

  private RegistryStore store;
  private Catalogue catalogue;

  abstract RegistryStore open();

  @BeforeEach
  void publish() {
    store = open();
    catalogue = store.catalogue();
    for (GraphId graph : List.of(SHOP, BLOG)) {
      for (int number = 1; number <= 2; number++) {
        append(graph, number);
      }
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SubgraphVersion append(GraphId graph, long number) {
    SubgraphVersion one = subgraph("a", "type Query { %s%d: Int }".formatted(graph.name(), number));
    assertThat(store.append(release(graph, number, graph + " " + number, added(one)), List.of(one)))
        .isTrue();
    return one;
  }

  private static VersionId version(GraphId graph, long number) {
    return new VersionId(graph, number);
  }

  @Test
  void nothingIsAskedForNothing() {
    assertThat(catalogue.newest(Set.of())).isEmpty();
    assertThat(catalogue.members(Set.of())).isEmpty();
    assertThat(catalogue.documents(Set.of())).isEmpty();
  }

  @Test
  void graphsAndTheirNewestVersionsAreTold() {
    assertThat(catalogue.variants()).containsExactly(BLOG, SHOP);
    assertThat(catalogue.newest(Set.of(SHOP, BLOG, NONE)))
        .isEqualTo(
            Map.of(
                SHOP, store.latestVersion(SHOP).orElseThrow(),
                BLOG, store.latestVersion(BLOG).orElseThrow()));
  }

  /** A pair is looked up as a pair: another graph's version of the same number is another one. */
  @Test
  void versionsAreToldWithTheirChangesAndWhatClientsSee() {
    store.keepSchemaChanges(SHOP, 2, List.of());
    Set<VersionId> asked = Set.of(version(SHOP, 2), version(BLOG, 1), version(NONE, 1));

    assertThat(catalogue.versions(asked))
        .isEqualTo(
            Map.of(
                version(SHOP, 2), store.history(SHOP, 3, 1).getFirst(),
                version(BLOG, 1), store.history(BLOG, 2, 1).getFirst()));
    Map<VersionId, VersionDetail> details = catalogue.details(asked);
    assertThat(details).containsOnlyKeys(version(SHOP, 2), version(BLOG, 1));
    assertThat(requireNonNull(details.get(version(SHOP, 2))).schemaChanges())
        .contains(List.<SchemaChange>of());
    assertThat(requireNonNull(details.get(version(BLOG, 1))).schemaChanges()).isEmpty();
    assertThat(requireNonNull(details.get(version(BLOG, 1))).hints())
        .isEqualTo(store.release(BLOG, 1).orElseThrow().hints());
  }

  @Test
  void subgraphsAreToldByVersionAndByName() {
    Map<VersionId, List<SubgraphEntry>> members =
        catalogue.members(Set.of(version(SHOP, 1), version(BLOG, 2)));
    Map<SubgraphId, List<SubgraphEntry>> published =
        catalogue.published(Set.of(new SubgraphId(SHOP, "a"), new SubgraphId(BLOG, "b")));

    assertThat(members).containsOnlyKeys(version(SHOP, 1), version(BLOG, 2));
    SubgraphEntry entry = requireNonNull(members.get(version(SHOP, 1))).getFirst();
    assertThat(entry.graph()).isEqualTo(SHOP);
    assertThat(entry.name()).isEqualTo("a");
    assertThat(catalogue.documents(Set.of(entry.documentHash())))
        .isEqualTo(Map.of(entry.documentHash(), "type Query { shop1: Int }"));
    assertThat(published).containsOnlyKeys(new SubgraphId(SHOP, "a"));
    assertThat(published.get(new SubgraphId(SHOP, "a"))).hasSize(2).contains(entry);
  }

  @Test
  void moreIsLookedUpThanOneStatementAsksFor() {
    for (int number = 3; number <= VERSIONS; number++) {
      append(SHOP, number);
    }
    Set<VersionId> all =
        LongStream.rangeClosed(1, VERSIONS)
            .mapToObj(number -> version(SHOP, number))
            .collect(Collectors.toSet());

    assertThat(catalogue.versions(all)).hasSize(VERSIONS);
    assertThat(
            catalogue.members(all).values().stream()
                .flatMap(List::stream)
                .map(SubgraphEntry::documentHash)
                .distinct())
        .hasSize(VERSIONS);
    assertThat(
            catalogue.published(Set.of(new SubgraphId(SHOP, "a"))).get(new SubgraphId(SHOP, "a")))
        .hasSize(200);
  }

  @Test
  void contractsAreToldByThemselvesAndByWhatTheyShow() {
    ContractVariant one = contract("public");
    ContractVariant other = contract("inner");
    store.setContract(one, NOW, "ada");
    store.setContract(other, NOW, "ada");

    assertThat(catalogue.contracts(Set.of(one.graph(), SHOP))).isEqualTo(Map.of(one.graph(), one));
    assertThat(catalogue.contractsOf(Set.of(SHOP, BLOG)))
        .isEqualTo(Map.of(SHOP, List.of(other, one)));
  }

  private static ContractVariant contract(String variant) {
    return new ContractVariant(
        new GraphId("shop", variant),
        SHOP,
        new TagFilter(Set.of(), Set.of("x"), TagFilter.Unreachable.SHOWN));
  }

  @Test
  void gatewaysAreToldThatWereSeenSince() {
    store.keep(SHOP, new SeenGateway(new ServingGateway("old", 1, ""), NOW.minusSeconds(1)));
    SeenGateway seen = new SeenGateway(new ServingGateway("new", 2, "hash"), NOW);
    store.keep(SHOP, seen);

    assertThat(catalogue.gateways(Set.of(SHOP, BLOG), NOW)).isEqualTo(Map.of(SHOP, List.of(seen)));
  }

  @Test
  void operationsAreToldWithWhatTheyUse() {
    OperationSignature operation =
        OperationSignature.of("query Names { users { name } }", null).orElseThrow();
    for (GraphId graph : List.of(SHOP, BLOG)) {
      store
          .usage()
          .addOperations(
              graph,
              List.of(
                  new UsageStore.NewOperation(
                      operation, Set.of("User.name", "Query." + graph.name()))),
              "supergraph",
              NOW,
              10);
    }
    OperationId id = new OperationId(SHOP, operation.hash());
    Set<OperationId> asked = Set.of(id, new OperationId(NONE, operation.hash()));

    assertThat(catalogue.operationTexts(asked)).isEqualTo(Map.of(id, operation.document()));
    assertThat(catalogue.operationCoordinates(asked))
        .isEqualTo(Map.of(id, List.of("Query.shop", "User.name")));
  }
}
