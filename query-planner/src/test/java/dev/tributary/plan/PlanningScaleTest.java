package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Duration;
import java.util.LinkedHashMap;
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

  private QueryPlan plan(String operation) {
    Supergraph supergraph = SupergraphReader.read(JoinedSubgraphs.join(subgraphs));
    QueryPlanner planner = new QueryPlanner(supergraph);
    return assertTimeoutPreemptively(
        BOUND, () -> planner.plan(PlanCase.operation(supergraph, operation)));
  }
}
