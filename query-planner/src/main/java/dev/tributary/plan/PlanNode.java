package dev.tributary.plan;

import java.util.List;

/** The plan as a tree, for people and for peers' tools. */
public sealed interface PlanNode {

  record Fetch(int step) implements PlanNode {}

  record Sequence(List<PlanNode> nodes) implements PlanNode {
    public Sequence {
      nodes = List.copyOf(nodes);
    }
  }

  record Parallel(List<PlanNode> nodes) implements PlanNode {
    public Parallel {
      nodes = List.copyOf(nodes);
    }
  }
}
