package dev.tributary.plan;

import dev.tributary.plan.PlanNode.Fetch;
import dev.tributary.plan.PlanNode.Parallel;
import dev.tributary.plan.PlanNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws the dependencies of steps as sequences and parallels. Chains that have nothing to do with
 * one another stay apart; inside one, what can start is drawn side by side, then the rest.
 */
final class PlanTree {
  private PlanTree() {}

  static @Nullable PlanNode of(List<FetchStep> steps) {
    return steps.isEmpty() ? null : tree(steps);
  }

  private static PlanNode tree(List<FetchStep> steps) {
    List<List<FetchStep>> chains = chains(steps);
    if (chains.size() > 1) {
      return new Parallel(chains.stream().map(PlanTree::tree).toList());
    }
    Map<Integer, FetchStep> here = new HashMap<>();
    steps.forEach(step -> here.put(step.id(), step));
    List<FetchStep> first = new ArrayList<>();
    List<FetchStep> rest = new ArrayList<>();
    for (FetchStep step : steps) {
      (step.dependsOn().stream().noneMatch(here::containsKey) ? first : rest).add(step);
    }
    List<PlanNode> starting = first.stream().<PlanNode>map(step -> new Fetch(step.id())).toList();
    PlanNode start = starting.size() == 1 ? starting.getFirst() : new Parallel(starting);
    if (rest.isEmpty()) {
      return start;
    }
    List<PlanNode> sequence = new ArrayList<>();
    sequence.add(start);
    switch (tree(rest)) {
      case Sequence(List<PlanNode> nodes) -> sequence.addAll(nodes);
      case Fetch fetch -> sequence.add(fetch);
      case Parallel parallel -> sequence.add(parallel);
    }
    return new Sequence(sequence);
  }

  /** The steps by connected component, each in order of id. */
  private static List<List<FetchStep>> chains(List<FetchStep> steps) {
    Map<Integer, Integer> leader = new HashMap<>();
    steps.forEach(step -> leader.put(step.id(), step.id()));
    for (FetchStep step : steps) {
      for (int before : step.dependsOn()) {
        if (leader.containsKey(before)) {
          leader.put(find(leader, step.id()), find(leader, before));
        }
      }
    }
    Map<Integer, List<FetchStep>> chains = new TreeMap<>();
    Map<Integer, Integer> order = new HashMap<>();
    for (FetchStep step : steps) {
      int chain = order.computeIfAbsent(find(leader, step.id()), l -> order.size());
      chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(step);
    }
    return List.copyOf(chains.values());
  }

  private static int find(Map<Integer, Integer> leader, int id) {
    int at = id;
    for (Integer next = leader.get(at); next != null && next != at; next = leader.get(at)) {
      at = next;
    }
    return at;
  }
}
