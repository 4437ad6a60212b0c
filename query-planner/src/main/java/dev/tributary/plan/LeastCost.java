package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import java.util.BitSet;
import java.util.List;

/**
 * What any plan for an operation takes at least, so that a search can end when it has found one
 * that takes no more. Most operations are like that: each of the services that have to be asked is
 * asked once, and those that do not answer the root field follow it side by side.
 *
 * @param calls the services that have to be asked, since nobody else has some field
 * @param stages two, if one of them does not answer the root field that its field stands below
 */
record LeastCost(int calls, int stages) {

  static LeastCost of(QueryGraph graph, List<Demand> demands, TypeSet rootTypes) {
    BitSet all = new BitSet();
    int stages = 1;
    for (Demand demand : demands) {
      BitSet asked = new BitSet();
      gather(graph, List.of(demand), rootTypes, asked);
      all.or(asked);
      for (Resolver resolver : graph.resolvers(rootTypes.first(), demand.field().name())) {
        asked.clear(resolver.subgraph());
      }
      if (!asked.isEmpty()) {
        stages = 2;
      }
    }
    return new LeastCost(Math.max(1, all.cardinality()), stages);
  }

  /** Only what is sure: where objects may be of several types, some may never be met. */
  private static void gather(QueryGraph graph, List<Demand> demands, TypeSet types, BitSet asked) {
    if (types.size() != 1) {
      return;
    }
    for (Demand demand : demands) {
      FieldDefinition field = graph.field(graph.object(types.first()), demand.field().name());
      if (field == null) {
        continue;
      }
      if (field.in().size() == 1) {
        asked.set(field.in().firstKey());
      }
      if (demand.children() != null) {
        gather(graph, demand.children(), graph.possible(field.type().namedType()), asked);
      }
    }
  }

  boolean isReached(PlanSearch.PlanCost cost) {
    return cost.calls() <= calls && cost.stages() <= stages;
  }
}
