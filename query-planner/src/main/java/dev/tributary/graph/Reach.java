package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest chains of entity moves, from an object that is read in some subgraphs to any other
 * subgraph: which key to enter it by, and what must be fetched before to have that key.
 *
 * <p>Answers depend on the supergraph only. They are found when first asked for and kept; there are
 * at most as many as the supergraph has (object type, subgraph, view) nodes times those sets of
 * nodes that plans really stand on.
 */
public final class Reach {

  private final QueryGraph graph;
  private final Map<Origin, ReachTable> tables = new ConcurrentHashMap<>();

  /** Those of the origins that are one subgraph without a view. */
  private final Map<Long, ReachTable> plain = new ConcurrentHashMap<>();

  Reach(QueryGraph graph) {
    this.graph = graph;
  }

  /**
   * An object to set out from.
   *
   * @param nodes where it is read
   * @param concrete whether its type is known without asking for {@code __typename}
   */
  record Origin(int type, List<Node> nodes, boolean concrete) {
    Origin {
      nodes = List.copyOf(nodes);
    }
  }

  /** The cheapest way into a subgraph. */
  public record Entry(EntityMove move, Cost cost) {}

  /**
   * The way into {@code subgraph} for an object of {@code type} that can be read in {@code nodes};
   * null when there is none.
   *
   * @param concrete whether the object's type is known without asking for {@code __typename}
   */
  public @Nullable Entry entry(int type, List<Node> nodes, boolean concrete, int subgraph) {
    Entry best = null;
    for (Node node : nodes) {
      Entry entry = table(type, node, concrete).entry(subgraph);
      if (entry != null && (best == null || entry.cost().total() < best.cost().total())) {
        best = entry;
      }
    }
    // One node is mostly enough, and there are few of those. Sets of nodes are many: they are only
    // looked at for a key whose fields no single one leads to.
    return best == null && nodes.size() > 1
        ? table(new Origin(type, nodes, concrete)).entry(subgraph)
        : best;
  }

  /** The cheapest way into a subgraph that can tell the object's type; null when there is none. */
  public @Nullable Entry teller(int type, List<Node> nodes) {
    Entry best = null;
    for (int subgraph = 0; subgraph < graph.supergraph().subgraphs().size(); subgraph++) {
      Entry entry =
          graph.known(subgraph).contains(type) ? entry(type, nodes, false, subgraph) : null;
      if (entry != null && (best == null || entry.cost().total() < best.cost().total())) {
        best = entry;
      }
    }
    return best;
  }

  /** What it costs to have these fields of the object; null when they cannot be had. */
  public @Nullable Cost obtain(int type, List<Node> nodes, boolean concrete, FieldSet fields) {
    Cost best = null;
    for (Node node : nodes) {
      Cost cost = new ReachSearch(graph, tables).obtain(table(type, node, concrete), fields);
      if (cost != null && (best == null || cost.total() < best.total())) {
        best = cost;
      }
    }
    return best == null && nodes.size() > 1
        ? new ReachSearch(graph, tables).obtain(table(new Origin(type, nodes, concrete)), fields)
        : best;
  }

  private ReachTable table(int type, Node node, boolean concrete) {
    if (node.provided() != null) {
      return table(new Origin(type, List.of(node), concrete));
    }
    // Asked very often: this key is cheaper to look up than an origin.
    long key = ((long) type << 32 | node.subgraph()) << 1 | (concrete ? 1 : 0);
    ReachTable known = plain.get(key);
    if (known == null) {
      known = table(new Origin(type, List.of(node), concrete));
      plain.put(key, known);
    }
    return known;
  }

  private ReachTable table(Origin origin) {
    ReachTable known = tables.get(origin);
    return known != null ? known : new ReachSearch(graph, tables).table(origin);
  }
}
