package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what can only be asked of members of a union or interface that not every subgraph
 * knows that could answer at a position: whichever is asked, the object is the same, so it cannot
 * be one of those.
 */
final class CommonMembers {

  private final QueryGraph graph;

  /** By demand and members, so that what is narrowed alike is one demand again. */
  private final Map<Demand, Map<TypeSet, Demand>> narrowed = new IdentityHashMap<>();

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
    return knownBelowAny(demand, List.of(candidates));
  }

  /**
   * One demand for parents of several types, with all that is met below any of them.
   *
   * @param candidates for each type of parent
   */
  Demand knownBelowAny(Demand demand, List<List<Resolver>> candidates) {
    List<Demand> children = demand.children();
    if (children == null) {
      return demand;
    }
    TypeSet met = TypeSet.EMPTY;
    for (List<Resolver> some : candidates) {
      TypeSet common = common(some);
      if (common == null) {
        return demand;
      }
      met = met.or(common);
    }
    TypeSet members = met;
    if (children.stream().allMatch(child -> child.types().intersects(members))) {
      return demand;
    }
    return narrowed
        .computeIfAbsent(demand, any -> new HashMap<>())
        .computeIfAbsent(members, any -> without(demand, children, members));
  }

  /** The members that all candidates know; null when that says nothing. */
  private @Nullable TypeSet common(List<Resolver> candidates) {
    if (candidates.size() < 2) {
      return null;
    }
    TypeSet common = possible(candidates.getFirst());
    boolean differ = false;
    for (Resolver candidate : candidates) {
      TypeSet possible = possible(candidate);
      differ |= !possible.equals(common);
      common = common.and(possible);
    }
    return differ && !common.isEmpty() ? common : null;
  }

  private static Demand without(Demand demand, List<Demand> children, TypeSet members) {
    List<Demand> kept = new ArrayList<>(children.size());
    TypeSet types = TypeSet.EMPTY;
    for (Demand child : children) {
      types = types.or(child.types());
      if (child.types().intersects(members)) {
        kept.add(child);
      }
    }
    // Types are still told: the answer's fields depend on them.
    kept.add(new Demand(types, Demand.TYPENAME, demand.guard(), null));
    return new Demand(demand.types(), demand.field(), demand.guard(), kept);
  }

  private TypeSet possible(Resolver resolver) {
    return graph.possibleIn(resolver.type().namedType(), resolver.subgraph());
  }
}
