package dev.tributary.plan;

import dev.tributary.graph.Cost;
import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Reach;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Foresees what a selection costs below the node that resolves it: the further calls and stages. An
 * estimate, because calls of different positions may be merged later; but exact about what cannot
 * be had at all ({@link #IMPOSSIBLE}).
 */
final class Estimates {

  static final int IMPOSSIBLE = Integer.MAX_VALUE;

  private final QueryGraph graph;
  private final Map<Question, Integer> answers = new HashMap<>();

  Estimates(QueryGraph graph) {
    this.graph = graph;
  }

  /** Demands are compared by identity: equal ones at two positions are rare, and large. */
  private record Question(List<Demand> demands, TypeSet types, List<Node> nodes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question question
          && demands == question.demands
          && types.equals(question.types)
          && nodes.equals(question.nodes);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(demands) + types.hashCode()) + nodes.hashCode();
    }
  }

  /**
   * The cost of having {@code demands} of objects that may be of {@code types} and are read in
   * {@code nodes}.
   */
  int of(@Nullable List<Demand> demands, TypeSet types, List<Node> nodes) {
    if (demands == null || demands.isEmpty()) {
      return 0;
    }
    Question question = new Question(demands, types, nodes);
    Integer known = answers.get(question);
    if (known == null) {
      known = answer(demands, types, nodes);
      answers.put(question, known);
    }
    return known;
  }

  private int answer(List<Demand> demands, TypeSet types, List<Node> nodes) {
    Map<Integer, Integer> entered = new HashMap<>();
    int sum = 0;
    for (Demand demand : demands) {
      int most = 0;
      for (int type : demand.types().and(types).toArray()) {
        List<Node> there = knowing(type, nodes);
        if (there.isEmpty()) {
          continue; // Never met here.
        }
        int cost = field(demand, type, there, types.size() == 1, entered);
        if (cost == IMPOSSIBLE) {
          return IMPOSSIBLE;
        }
        most = Math.max(most, cost);
      }
      sum += most;
    }
    for (int cost : entered.values()) {
      sum += cost;
    }
    return sum;
  }

  /** What one field costs beyond entering subgraphs, which is noted in {@code entered}. */
  private int field(
      Demand demand, int type, List<Node> nodes, boolean concrete, Map<Integer, Integer> entered) {
    String name = demand.field().name();
    if (name.equals(QueryGraph.TYPENAME)) {
      return concrete ? 0 : typename(type, nodes, entered);
    }
    int best = IMPOSSIBLE;
    int bestWithEntry = IMPOSSIBLE;
    int enter = -1;
    int entry = 0;
    List<Node> everywhere = new ArrayList<>();
    for (Node node : nodes) {
      Resolver resolver = graph.resolver(type, name, node);
      if (resolver != null && resolver.requires() == null) {
        best = Math.min(best, below(demand, List.of(next(resolver)), resolver));
        everywhere.add(next(resolver));
      }
    }
    bestWithEntry = best;
    if (best == 0) {
      return 0;
    }
    for (Resolver resolver : graph.resolvers(type, name)) {
      int cost = enter(type, nodes, concrete, resolver);
      if (cost == IMPOSSIBLE || cost == 0) {
        continue;
      }
      everywhere.add(next(resolver));
      int below = below(demand, List.of(next(resolver)), resolver);
      if (below == IMPOSSIBLE) {
        continue;
      }
      int paid = entered.getOrDefault(resolver.subgraph(), 0);
      int withEntry = Math.max(0, cost - paid) + below;
      if (withEntry < bestWithEntry) {
        bestWithEntry = withEntry;
        best = below;
        enter = resolver.subgraph();
        entry = cost;
      }
    }
    if (best == IMPOSSIBLE && demand.children() != null && everywhere.size() > 1) {
      return together(demand, type, everywhere);
    }
    if (enter >= 0) {
      entered.merge(enter, entry, Math::max);
    }
    return best;
  }

  /** No subgraph has all that is below the field, but several together may. */
  private int together(Demand demand, int type, List<Node> nodes) {
    int cost = of(demand.children(), below(type, demand, nodes), nodes);
    return cost == IMPOSSIBLE ? IMPOSSIBLE : cost + Cost.UNIT * (nodes.size() - 1);
  }

  private int below(Demand demand, List<Node> nodes, Resolver resolver) {
    return demand.children() == null
        ? 0
        : of(
            demand.children(),
            graph.possibleIn(resolver.type().namedType(), resolver.subgraph()),
            nodes);
  }

  private TypeSet below(int type, Demand demand, List<Node> nodes) {
    TypeSet types = TypeSet.EMPTY;
    for (Node node : nodes) {
      Resolver resolver =
          graph.resolver(type, demand.field().name(), new Node(node.subgraph(), null));
      if (resolver != null) {
        types = types.or(graph.possibleIn(resolver.type().namedType(), node.subgraph()));
      }
    }
    return types;
  }

  private int typename(int type, List<Node> nodes, Map<Integer, Integer> entered) {
    for (Node node : nodes) {
      if (graph.known(node.subgraph()).contains(type)) {
        return 0;
      }
    }
    int best = IMPOSSIBLE;
    int enter = -1;
    for (int subgraph = 0; subgraph < graph.supergraph().subgraphs().size(); subgraph++) {
      Reach.Entry entry =
          graph.known(subgraph).contains(type)
              ? graph.reach().entry(type, nodes, false, subgraph)
              : null;
      if (entry != null && entry.cost().total() < best) {
        best = entry.cost().total();
        enter = subgraph;
      }
    }
    if (enter < 0) {
      return IMPOSSIBLE;
    }
    entered.merge(enter, best, Math::max);
    return 0;
  }

  /**
   * The cost of standing in another subgraph, with all that the field requires; 0 when we stand
   * there already and nothing is required; {@link #IMPOSSIBLE} when there is no way.
   */
  int enter(int type, List<Node> nodes, boolean concrete, Resolver resolver) {
    if (isRoot(type)) {
      return nodes.stream().anyMatch(node -> node.subgraph() == resolver.subgraph())
          ? 0
          : nodes.isEmpty() ? Cost.UNIT : 2 * Cost.UNIT;
    }
    boolean here =
        resolver.requires() == null
            && nodes.stream().anyMatch(node -> node.subgraph() == resolver.subgraph());
    if (here) {
      return 0;
    }
    Reach.Entry entry = graph.reach().entry(type, nodes, concrete, resolver.subgraph());
    if (entry == null) {
      return IMPOSSIBLE;
    }
    if (resolver.requires() == null) {
      return entry.cost().total();
    }
    Cost required = graph.reach().obtain(type, nodes, concrete, resolver.requires());
    if (required == null) {
      return IMPOSSIBLE;
    }
    Cost both = entry.cost().and(required);
    return both.total() + (required.stages() >= entry.cost().stages() ? Cost.UNIT : 0);
  }

  /** Root types can be asked anywhere, without a key. */
  boolean isRoot(int type) {
    String name = graph.object(type);
    var supergraph = graph.supergraph();
    return name.equals(supergraph.queryType())
        || name.equals(supergraph.mutationType())
        || name.equals(supergraph.subscriptionType());
  }

  static Node next(Resolver resolver) {
    return new Node(resolver.subgraph(), resolver.provides());
  }

  private List<Node> knowing(int type, List<Node> nodes) {
    if (nodes.stream().allMatch(node -> graph.typeIn(type, node.subgraph()) != null)) {
      return nodes;
    }
    return nodes.stream().filter(node -> graph.typeIn(type, node.subgraph()) != null).toList();
  }
}
