package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out what can only be asked of members of a union or interface that not every subgraph
 * knows that could answer at a position: whichever is asked, the object is the same, so it cannot
 * be one of those.
 */
final class CommonMembers {

  private final QueryGraph graph;
  private final Map<Demand, Demand> narrowed = new IdentityHashMap<>();

  CommonMembers(QueryGraph graph) {
    this.graph = graph;
  }

  /** Whether the subgraphs that resolve the field know different members of what it returns. */
  boolean differ(int type, Demand demand) {
    List<Resolver> resolvers = graph.resolvers(type, demand.field().name());
    if (demand.children() == null || resolvers.size() < 2) {
      return false;
    }
    TypeSet first = possible(resolvers.getFirst());
    return resolvers.stream().anyMatch(resolver -> !possible(resolver).equals(first));
  }

  /** The demand without what is wanted only of members that one of the candidates does not know. */
  Demand known(Demand demand, List<Resolver> candidates) {
    List<Demand> children = demand.children();
    if (children == null || candidates.size() < 2) {
      return demand;
    }
    TypeSet common = possible(candidates.getFirst());
    boolean differ = false;
    for (Resolver candidate : candidates) {
      TypeSet possible = possible(candidate);
      differ |= !possible.equals(common);
      common = common.and(possible);
    }
    if (!differ || common.isEmpty()) {
      return demand;
    }
    TypeSet members = common;
    if (children.stream().allMatch(child -> child.types().intersects(members))) {
      return demand;
    }
    return narrowed.computeIfAbsent(
        demand,
        key ->
            new Demand(
                key.types(),
                key.field(),
                key.guard(),
                children.stream().filter(child -> child.types().intersects(members)).toList()));
  }

  private TypeSet possible(Resolver resolver) {
    return graph.possibleIn(resolver.type().namedType(), resolver.subgraph());
  }
}
