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
    return table(new Origin(type, nodes, concrete)).entry(subgraph);
  }

  /** What it costs to have these fields of the object; null when they cannot be had. */
  public @Nullable Cost obtain(int type, List<Node> nodes, boolean concrete, FieldSet fields) {
    ReachTable known = table(new Origin(type, nodes, concrete));
    return new ReachSearch(graph, tables).obtain(known, fields);
  }

  private ReachTable table(Origin origin) {
    ReachTable known = tables.get(origin);
    return known != null ? known : new ReachSearch(graph, tables).table(origin);
  }
}
