package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.graph.QueryGraph;
import dev.tributary.operation.Operation;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Graphs and operations that are large in one way or another are planned in bounded time. */
class PlanningScaleTest {

  /** Generous: each takes a small part of it on an idle machine. */
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final SequencedMap<String, String> subgraphs = new LinkedHashMap<>();

  @Test
  void fiftyServicesWithCompoundKeysThatLeadFromOneToTheNext() {
    int services = 50;
    for (int i = 0; i < services; i++) {
      // To enter one needs what two others before it know.
      String keys =
          i == 0
              ? "@key(fields: \"k0\") @key(fields: \"k0 k1\")"
              : "@key(fields: \"k%d k%d\") @key(fields: \"k%d\")"
                  .formatted(Math.max(0, i - 2), i - 1, i - 1);
      String own =
          IntStream.rangeClosed(Math.max(0, i - 2), i + 1)
              .mapToObj(k -> "k" + k + ": ID!")
              .collect(Collectors.joining(" "));
      subgraphs.put(
          "s" + i,
          (i == 0 ? "type Query { thing: Thing } " : "")
              + "type Thing %s { %s f%d: String }".formatted(keys, own, i));
    }
    QueryPlan plan =
        plan(
            "{ thing {"
                + IntStream.range(0, services)
                    .mapToObj(i -> "f" + i)
                    .collect(Collectors.joining(" "))
                + "} }");
    assertThat(plan.steps()).hasSize(services);
  }

  @Test
  void anInterfaceOfAHundredTypesThreeDeep() {
    StringBuilder a =
        new StringBuilder("type Query { nodes: [Node] } interface Node { id: ID! next: Node }");
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      a.append(
          "type T%d implements Node @key(fields: \"id\") { id: ID! next: Node%s }"
              .formatted(i, i % 2 == 0 ? "" : " @external"));
      b.append(
          "type T%d implements Node @key(fields: \"id\") { id: ID! next: Node f%d: Int }"
              .formatted(i, i));
    }
    subgraphs.put("a", a.toString());
    subgraphs.put("b", "interface Node { id: ID! next: Node }" + b);
    String fragments =
        IntStream.range(0, 100)
            .mapToObj(i -> "... on T%d { f%d }".formatted(i, i))
            .collect(Collectors.joining(" "));
    String selection =
        "{ id %s next { id %s next { id %s } } }".formatted(fragments, fragments, fragments);
    QueryPlan plan = plan("{ nodes " + selection + "}");
    assertThat(plan.steps().size()).isLessThanOrEqualTo(4);
  }

  @Test
  void tenThousandFieldsOverAHundredServices() {
    for (int i = 0; i < 100; i++) {
      int service = i;
      subgraphs.put(
          "s" + i,
          "type Query { root%d: Item } type Item @key(fields: \"id\") { id: ID! next: Item "
                  .formatted(i)
              + IntStream.range(0, 10)
                  .mapToObj(f -> "f%d_%d: Int".formatted(service, f))
                  .collect(Collectors.joining(" "))
              + "}");
    }
    StringBuilder selection = new StringBuilder("id");
    for (int level = 0; level < 10; level++) {
      selection.insert(0, "next { ").append(" }");
      for (int i = 0; i < 100; i++) {
        for (int f = 0; f < 10; f++) {
          selection.append(" f%d_%d".formatted(i, f));
        }
      }
    }
    QueryPlan plan = plan("{ root0 { " + selection + " } }");
    assertThat(plan.steps()).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void manyServicesThatCouldAllAnswer() {
    for (int i = 0; i < 30; i++) {
      subgraphs.put(
          "s" + i,
          "type Query { item: Item } type Item @key(fields: \"id\") { id: ID! a: Int b: Int c: Int"
              + " other: Item }");
    }
    QueryPlan plan =
        plan("{ item { a b c other { a b c other { a b c other { a other { b } } } } } }");
    assertThat(plan.steps()).hasSize(1);
  }

  @Test
  void aHundredServicesThatShareARootFieldAreAskedSideBySide() {
    for (int i = 0; i < 100; i++) {
      subgraphs.put(
          "s" + i,
          "type Query { item: Item } type Item @key(fields: \"id\") { id: ID! next: Item f%d: Int }"
              .formatted(i));
    }
    String all = IntStream.range(0, 100).mapToObj(i -> "f" + i).collect(Collectors.joining(" "));
    Planned planned = plan("{ item { %s next { %s next { %s } } } }".formatted(all, all, all), 400);
    assertThat(planned.cost()).isEqualTo(List.of(100, 1));
  }

  @Test
  void tenThousandFieldsUnderManyNamesOfOneSharedRootField() {
    for (int i = 0; i < 100; i++) {
      subgraphs.put(
          "s" + i,
          "type Query { item: Item } type Item @key(fields: \"id\") { id: ID! f%d: Int }"
              .formatted(i));
    }
    String all = IntStream.range(0, 100).mapToObj(i -> "f" + i).collect(Collectors.joining(" "));
    String aliases =
        IntStream.range(0, 100)
            .mapToObj(i -> "a%d: item { %s }".formatted(i, all))
            .collect(Collectors.joining(" "));
    assertThat(plan("{ " + aliases + " }", 400).cost()).isEqualTo(List.of(100, 1));
  }

  @Test
  void anInterfaceOfAHundredTypesSpreadOverNineServicesThreeDeep() {
    for (int service = 0; service < 10; service++) {
      int number = service;
      String types =
          IntStream.range(0, 100)
              .filter(i -> number == 0 || i % 9 == number - 1)
              .mapToObj(
                  i ->
                      "type T%d implements Node @key(fields: \"id\")".formatted(i)
                          + " { id: ID! next: Node g%d_%d: Int }".formatted(number, i))
              .collect(Collectors.joining(" "));
      subgraphs.put(
          "s" + service,
          (service == 0 ? "type Query { nodes: [Node] } " : "")
              + "interface Node { id: ID! next: Node } "
              + types);
    }
    String own =
        IntStream.range(0, 100)
            .mapToObj(i -> "... on T%d { g%d_%d g0_%d }".formatted(i, i % 9 + 1, i, i))
            .collect(Collectors.joining(" "));
    Planned planned =
        plan("{ nodes { id %s next { id %s next { id %s } } } }".formatted(own, own, own), 400);
    assertThat(planned.calls()).isLessThanOrEqualTo(11);
    assertThat(planned.stages()).isLessThanOrEqualTo(3);
  }

  private record Planned(QueryPlan plan, int calls, int stages) {
    List<Integer> cost() {
      return List.of(calls, stages);
    }
  }

  private QueryPlan plan(String operation) {
    return plan(operation, Integer.MAX_VALUE).plan();
  }

  /**
   * @param estimates how many different questions the search may have to answer
   */
  private Planned plan(String operation, int estimates) {
    Supergraph supergraph = SupergraphReader.read(JoinedSubgraphs.join(subgraphs));
    QueryPlanner planner = new QueryPlanner(supergraph);
    Operation read = PlanCase.operation(supergraph, operation);
    QueryPlan plan = assertTimeoutPreemptively(BOUND, () -> planner.plan(read));
    PlanSearch.Found found =
        new PlanSearch(QueryGraph.of(supergraph), new BitSet(), QueryPlanner.BUDGET).search(read);
    assertThat(found.effort().estimates()).isLessThanOrEqualTo(estimates);
    return new Planned(plan, found.cost().calls(), found.cost().stages());
  }
}
