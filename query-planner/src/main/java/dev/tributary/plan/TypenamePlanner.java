package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Reach;
import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that objects tell their type where it has to be known: of who reads them already, or
 * else of a subgraph that is entered for that.
 */
final class TypenamePlanner {

  private final QueryGraph graph;
  private final EntryPlanner entries;

  TypenamePlanner(QueryGraph graph, EntryPlanner entries) {
    this.graph = graph;
    this.entries = entries;
  }

  /** Sees to it that objects of these types tell their type; returns where they do. */
  List<UpstreamField> tell(Position at, TypeSet types, Guard guard) {
    if (at.isConcrete()) {
      return List.of();
    }
    List<UpstreamField> result = new ArrayList<>();
    TypeSet open = types;
    for (UpstreamField known : at.typenames()) {
      if (known.types.intersects(open)) {
        known.touch(guard);
        result.add(known);
        open = open.without(known.types);
      }
    }
    while (!open.isEmpty()) {
      Access teller = teller(at, open);
      if (teller == null) {
        teller = enterTeller(at, open, guard);
      }
      TypeSet told = teller.types().and(graph.known(teller.node().subgraph()));
      UpstreamField selected =
          new UpstreamField(
              teller.selection(), told, Demand.TYPENAME, QueryGraph.TYPENAME, null, TypeSet.EMPTY);
      if (!teller.fetch().entities || teller.fetch().at != at) {
        // Without a condition of its own: it is short, and the answer may have to tell objects
        // apart even when none of the fields of one type is asked for.
        selected.goAlong();
      }
      selected.touch(guard);
      at.typenames().add(selected);
      result.add(selected);
      open = open.without(told);
    }
    return result;
  }

  /**
   * Where the path to the objects leads through some types only, these must be told before.
   *
   * @param inputs gets what tells them
   */
  void tellOnPath(Position at, Guard guard, Set<UpstreamField> inputs) {
    for (DataField via = at.via; via != null; via = via.parent.via) {
      if (!via.types.containsAll(via.parent.types())) {
        inputs.addAll(tell(via.parent, via.parent.types(), guard));
      }
    }
  }

  /** Who reads objects of some of these types and can tell them; null when nobody does. */
  @Nullable Access teller(Position at, TypeSet types) {
    for (Access access : at.accesses()) {
      if (access.types().and(graph.known(access.node().subgraph())).intersects(types)) {
        return access;
      }
    }
    return null;
  }

  /** Everything here stands for an interface: asks a subgraph that knows the implementations. */
  private Access enterTeller(Position at, TypeSet types, Guard guard) {
    int type = types.first();
    Reach.Entry teller = graph.reach().teller(type, at.nodes(type));
    if (teller == null) {
      throw new UnplannableException("nobody can tell the type of " + Paths.print(at));
    }
    int subgraph = teller.move().subgraph();
    return entries.enter(at, types.and(graph.known(subgraph)), subgraph, guard);
  }
}
