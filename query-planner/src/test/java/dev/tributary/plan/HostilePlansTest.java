package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.supergraph.Supergraph;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The worst that the default limits let pass is planned in bounded time and memory, into a bounded
 * plan. What they stop is tested where operations are read.
 */
class HostilePlansTest {

  private static final int TYPES = 30;

  /** Generous for a busy machine: what is unbounded takes minutes, or for ever. */
  private static final Duration TIME = Duration.ofSeconds(15);

  private static final long ALLOCATED = 1L << 30;

  /** Characters that are sent upstream, over all steps, for each that the client sent. */
  private static final int GROWTH = 60;

  private static final Supergraph GRAPH = PlanGraphs.join(subgraphs());

  /**
   * An interface that thirty types implement, of which each of three services knows some and
   * resolves other fields; every field may be had in two places, some require others.
   */
  private static SequencedMap<String, String> subgraphs() {
    SequencedMap<String, String> subgraphs = new LinkedHashMap<>();
    for (int s = 0; s < 3; s++) {
      int service = s;
      StringBuilder sdl =
          new StringBuilder(
              "interface Node { id: ID! next: Node } type Query { nodes%d: [Node] any: [Any] } "
                  .formatted(s));
      sdl.append(
          IntStream.range(0, TYPES)
              .filter(t -> knows(service, t))
              .mapToObj(t -> "T" + t)
              .collect(Collectors.joining(" | ", "union Any = ", " ")));
      for (int t = 0; t < TYPES; t++) {
        if (knows(s, t)) {
          sdl.append(
              "type T%d implements Node @key(fields: \"id\") { id: ID! next: Node all: [Node]"
                  .formatted(t));
          sdl.append(" any: [Any] shared: Int own%d: Int".formatted(s));
          // Each type has it in one place, where another service's field is required.
          if (s == (t + 1) % 3) {
            int other = (t + 2) % 3;
            sdl.append(" made: Int @requires(fields: \"own%d\")".formatted(other));
            sdl.append(" own%d: Int @external".formatted(other));
          }
          sdl.append(" } ");
        }
      }
      subgraphs.put("s" + s, sdl.toString());
    }
    return subgraphs;
  }

  /** No service knows all types, so that an interface has to be taken apart wherever it is met. */
  private static boolean knows(int service, int type) {
    return type % 3 != service;
  }

  static Stream<Arguments> operations() {
    String onEach =
        times(TYPES, t -> "... on T%d { shared own%d made } ".formatted(t, (t + 1) % 3));
    return Stream.of(
        Arguments.of(
            "aliases of an abstract field, nested until the limit",
            nested(14, "a%d: next { id b%d: next { ", "id } } ", "nodes0 { ")),
        Arguments.of(
            "all fragments of an interface, eight deep",
            "{ nodes0 { " + (onEach + "next { ").repeat(8) + "id" + "}".repeat(10)),
        Arguments.of(
            "all fragments of an interface, under lists of lists",
            "{ nodes0 { "
                + times(4, i -> "... on T%d { all { %s ".formatted(3 * i + 2, onEach))
                + "id"
                + "}".repeat(10)),
        Arguments.of(
            "unions in unions",
            "{ any { "
                + times(
                    5,
                    i ->
                        times(TYPES, t -> "... on T%d { shared } ".formatted(t))
                            + "... on T%d { any { ".formatted(i * 2 + 1))
                + "__typename"
                + "}".repeat(12)),
        Arguments.of(
            "the same fields under other conditions, over and over",
            "query("
                + times(24, v -> "$v%d: Boolean! ".formatted(v))
                + ") { nodes0 { "
                + times(
                    24,
                    v ->
                        "... on T%d @include(if: $v%d) { shared made next { id shared: id } } id "
                            .formatted(v, v))
                + "} }"),
        Arguments.of(
            "a field that conditions put in many places",
            "query("
                + times(24, v -> "$v%d: Boolean! ".formatted(v))
                + ") { nodes0 { "
                + times(
                    24,
                    v ->
                        "id @include(if: $v%d) __typename next @skip(if: $v%d) { id } "
                            .formatted(v, 23 - v))
                + "} }"),
        Arguments.of(
            "conditions around conditions",
            "query("
                + times(20, v -> "$v%d: Boolean! ".formatted(v))
                + ") { nodes0 { "
                + times(20, v -> "... @include(if: $v%d) { shared: id next { ".formatted(v))
                + "id "
                + times(20, v -> "} id } ")
                + "} }"),
        Arguments.of(
            "fragments that double until the limit",
            "{ nodes0 { ...F0 } } "
                + times(
                    13,
                    i ->
                        "fragment F%d on Node { ... on T%d { shared made ...F%d } ...F%d } "
                            .formatted(i, i, i + 1, i + 1))
                + "fragment F13 on Node { id next { id } }"),
        Arguments.of(
            "the same object three thousand times", "{ " + "nodes0 { id } ".repeat(3_000) + "}"),
        Arguments.of(
            "requirements on every level",
            "{ nodes2 { "
                + times(24, i -> "... on T%d { made next { ".formatted(i % TYPES))
                + "id"
                + "}".repeat(50)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void whatTheLimitsLetPassIsPlannedInBoundedTimeAndMemory(String name, String document) {
    OperationReader reader = new OperationReader(GRAPH, OperationLimits.DEFAULT);
    QueryPlanner planner = new QueryPlanner(GRAPH);
    long[] allocated = new long[1];
    QueryPlan plan =
        assertTimeoutPreemptively(
            TIME,
            () -> {
              ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
              long before = thread.getCurrentThreadAllocatedBytes();
              QueryPlan planned = planner.plan(operation(reader.read(document, null)));
              allocated[0] = thread.getCurrentThreadAllocatedBytes() - before;
              return planned;
            });
    assertThat(allocated[0]).isLessThan(ALLOCATED);
    assertThat(plan.steps()).hasSizeLessThan(400);
    assertThat(plan.steps().stream().mapToLong(step -> step.document().length()).sum())
        .isLessThan((long) GROWTH * (document.length() + 500));
  }

  /** Types contradict each other in the order of fields, on every level anew. */
  @Test
  void anOperationWhoseAnswerWouldHaveToBeWrittenDownEndlesslyIsRefused() {
    String document =
        "{ nodes0 { "
            + "... on T1 { id next { id } } next { ".repeat(25)
            + "id "
            + "} id ".repeat(25)
            + "} }";
    Operation operation =
        operation(new OperationReader(GRAPH, OperationLimits.DEFAULT).read(document, null));
    assertTimeoutPreemptively(
        TIME,
        () ->
            assertThatThrownBy(() -> new QueryPlanner(GRAPH).plan(operation))
                .isInstanceOf(PlanTooLargeException.class));
  }

  private static Operation operation(OperationResult result) {
    return switch (result) {
      case OperationResult.Valid(Operation operation) -> operation;
      case OperationResult.Invalid(var errors) -> throw new AssertionError(errors.toString());
    };
  }

  private static String nested(int levels, String open, String close, String root) {
    return "{ "
        + root
        + times(levels, i -> open.formatted(i, i))
        + times(levels, i -> close)
        + "} }";
  }

  private static String times(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
  }
}
