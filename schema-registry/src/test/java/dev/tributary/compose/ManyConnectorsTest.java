package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import dev.tributary.connect.Connector;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.connect.Connectors;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service of 500 operations, as importing a large document makes it. */
class ManyConnectorsTest {

  private static final int RESOURCES = 100;

  /** Resources that other services refer to. */
  private static final int ENTITIES = 20;

  private static final Duration COMPOSING = Duration.ofSeconds(5);

  private static final ConnectorExpansion MANY = expansion(RESOURCES);
  private static final ConnectorExpansion FEW = expansion(2);

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void rootFieldsShareOneSubgraphForEachRootTypeAndEntitiesKeepTheirOwn() {
    assertThat(MANY.connectors().values().stream().mapToInt(List::size).sum()).isEqualTo(500);
    assertThat(MANY.connectors()).hasSize(2 + ENTITIES);
    assertThat(MANY.connectors().values().stream().filter(folded -> folded.size() > 1))
        .extracting(folded -> folded.getFirst().typeName(), List::size)
        .containsExactlyInAnyOrder(
            tuple("Query", 2 * RESOURCES - ENTITIES), tuple("Mutation", 3 * RESOURCES));
    assertThat(
            MANY.connectors().values().stream()
                .filter(folded -> folded.size() == 1)
                .map(List::getFirst))
        .extracting(Connector::kind)
        .containsOnly(Connector.Kind.ENTITY);
  }

  @Test
  void composingThemTakesSeconds() {
    long before = thread.getCurrentThreadCpuTime();
    compose(RESOURCES);
    assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - before)).isLessThan(COMPOSING);
  }

  @Test
  void planningAnOperationDependsLittleOnHowManyThereAre() {
    long few = allocatedByPlanning(FEW.supergraph());
    long many = allocatedByPlanning(MANY.supergraph());
    assertThat(many).isLessThan(2 * few);
  }

  /** What is allocated is what is done, and does not vary with what else the machine does. */
  private long allocatedByPlanning(Supergraph supergraph) {
    QueryPlanner planner = new QueryPlanner(supergraph);
    Operation operation =
        operation(
            supergraph, "{ list0 { id name owner { email } address { city } parent { name } } }");
    planner.plan(operation);
    long before = thread.getCurrentThreadAllocatedBytes();
    planner.plan(operation);
    return thread.getCurrentThreadAllocatedBytes() - before;
  }

  private static Operation operation(Supergraph supergraph, String document) {
    OperationLimits limits = new OperationLimits(100_000, 200, 10_000, 1_000, 100, 1_000, 100_000);
    return switch (new OperationReader(supergraph, limits).read(document, null)) {
      case OperationResult.Valid(Operation valid) -> valid;
      case OperationResult.Invalid(var errors) ->
          throw new IllegalArgumentException(errors.toString());
    };
  }

  private static ConnectorExpansion expansion(int resources) {
    return Connectors.expand(SupergraphReader.read(compose(resources)));
  }

  private static String compose(int resources) {
    return switch (Composer.compose(
        List.of(
            new SubgraphSource("rest", "http://rest.test", schema(resources)),
            new SubgraphSource("other", "http://other.test", OTHER)))) {
      case Composition.Composed(String sdl, var hints) -> sdl;
      case Composition.Failed(var errors, var hints) ->
          throw new IllegalArgumentException(errors.toString());
    };
  }

  private static final String OTHER =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
      type Query { favourite: Thing0 }
      type Thing0 @key(fields: "id") { id: ID! stars: Int }
      """;

  private static String schema(int resources) {
    StringBuilder queries = new StringBuilder("type Query {\n");
    StringBuilder mutations = new StringBuilder("type Mutation {\n");
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < resources; i++) {
      boolean entity = i < ENTITIES;
      String result = "id name owner { email } address { city } parent { id name }";
      queries.append(
          """
            list%1$d(first: Int): [Thing%1$d] @connect(source: "api"
              http: {GET: "/t%1$d?first={$args.first}"} selection: "%2$s")
            get%1$d(id: ID!): Thing%1$d @connect(source: "api"
              http: {GET: "/t%1$d/{$args.id}"} selection: "%2$s"%3$s)
          """
              .formatted(i, result, entity ? " entity: true" : ""));
      for (String verb : List.of("create", "update", "delete")) {
        mutations.append(
            """
              %2$s%1$d(input: Thing%1$dInput!): Thing%1$d @connect(source: "api"
                http: {POST: "/t%1$d/%2$s", body: "$args.input { name }"} selection: "%3$s")
            """
                .formatted(i, verb, result));
      }
      types.append(
          """
          type Thing%1$d%2$s {
            id: ID! name: String owner: Owner address: Address parent: Parent%1$d
          }
          type Parent%1$d { id: ID name: String }
          input Thing%1$dInput { name: String }
          """
              .formatted(i, entity ? " @key(fields: \"id\")" : ""));
    }
    return """
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable"])
      @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source", "@connect"])
      @source(name: "api", http: {baseURL: "http://api.test"})
    type Owner { email: String }
    type Address { city: String }
    """
        + queries
        + "}\n"
        + mutations
        + "}\n"
        + types;
  }
}
