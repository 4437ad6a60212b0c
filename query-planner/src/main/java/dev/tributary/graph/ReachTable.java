package dev.tributary.graph;

import dev.tributary.graph.Reach.Entry;
import dev.tributary.graph.Reach.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The best known entry into each subgraph from one origin. Filled by one thread, then published.
 */
final class ReachTable {

  private final Origin origin;
  private final @Nullable Entry[] entries;

  ReachTable(Origin origin, int subgraphs) {
    this.origin = origin;
    this.entries = new Entry[subgraphs];
  }

  Origin origin() {
    return origin;
  }

  @Nullable Entry entry(int subgraph) {
    return entries[subgraph];
  }

  /** Keeps the entry if it is cheaper than the one known; returns whether it was. */
  boolean improve(int subgraph, Entry entry) {
    Entry known = entries[subgraph];
    if (known != null && known.cost().total() <= entry.cost().total()) {
      return false;
    }
    entries[subgraph] = entry;
    return true;
  }

  /** What it costs to stand in the node; null when it cannot be reached. */
  @Nullable Cost costOf(Node node) {
    if (origin.nodes().contains(node)) {
      return Cost.NONE;
    }
    Entry entry = entries[node.subgraph()];
    return entry == null ? null : entry.cost();
  }
}
