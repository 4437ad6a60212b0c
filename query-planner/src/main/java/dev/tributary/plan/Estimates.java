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
 * Foresees what a selection adds below the node that resolves it: the further calls and stages. An
 * estimate, because calls of different positions may be merged later; but exact about what cannot
 * be had at all ({@link Foreseen#IMPOSSIBLE}).
 */
final class Estimates {

  private static final Foreseen OTHER_ROOT = new Foreseen(1, 1);

  private final QueryGraph graph;
  private final Map<Question, Foreseen> answers = new HashMap<>();

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

  /** How many different questions were answered. */
  int made() {
    return answers.size();
  }

  /** Entries of one position, each paid for once. */
  private static final class Entered {
    private final Map<Integer, Foreseen> entries = new HashMap<>();
    private int stages;

    Foreseen of(int subgraph) {
      return entries.getOrDefault(subgraph, Foreseen.NOTHING);
    }

    void add(int subgraph, Foreseen entry) {
      entries.merge(subgraph, entry, (known, more) -> more.calls() > known.calls() ? more : known);
      stages = Math.max(stages, entry.stages());
    }
  }

  /**
   * What it takes to have {@code demands} of objects that may be of {@code types} and are read in
   * {@code nodes}.
   */
  Foreseen of(@Nullable List<Demand> demands, TypeSet types, List<Node> nodes) {
    if (demands == null || demands.isEmpty()) {
      return Foreseen.NOTHING;
    }
    Question question = new Question(demands, types, nodes);
    Foreseen known = answers.get(question);
    if (known == null) {
      known = answer(demands, types, nodes);
      answers.put(question, known);
    }
    return known;
  }

  private Foreseen answer(List<Demand> demands, TypeSet types, List<Node> nodes) {
    Entered entered = new Entered();
    Foreseen sum = Foreseen.NOTHING;
    for (Demand demand : demands) {
      sum = sum.and(of(demand, types, nodes, entered));
      if (!sum.isPossible()) {
        return Foreseen.IMPOSSIBLE;
      }
      entered.stages = Math.max(entered.stages, sum.stages());
    }
    for (Foreseen entry : entered.entries.values()) {
      sum = sum.and(entry);
    }
    return sum;
  }

  /** The same for one demand alone. */
  Foreseen of(Demand demand, TypeSet types, List<Node> nodes) {
    Entered entered = new Entered();
    Foreseen sum = of(demand, types, nodes, entered);
    for (Foreseen entry : entered.entries.values()) {
      sum = sum.and(entry);
    }
    return sum;
  }

  private Foreseen of(Demand demand, TypeSet types, List<Node> nodes, Entered entered) {
    if (demand.children() == null && nodes.size() > 1 && !isInOnePlace(demand, types, nodes)) {
      return Foreseen.IMPOSSIBLE;
    }
    return each(demand, types, nodes, entered);
  }

  /**
   * Whether one of the nodes leads to the field for all objects met there. Places that each have it
   * for other types do not make up one: what stands at the field's path must be one object's.
   */
  private boolean isInOnePlace(Demand demand, TypeSet types, List<Node> nodes) {
    TypeSet wanted = demand.types().and(types);
    if (wanted.size() < 2) {
      return true;
    }
    for (Node node : nodes) {
      TypeSet met = TypeSet.EMPTY;
      for (int type : wanted.toArray()) {
        if (graph.typeIn(type, node.subgraph()) != null) {
          met = met.or(TypeSet.of(type));
        }
      }
      boolean direct = graph.resolving(demand.field().name(), node.subgraph()).containsAll(met);
      if (!met.isEmpty()
          && (direct || each(demand, types, List.of(node), new Entered()).isPossible())) {
        return true;
      }
    }
    return false;
  }

  private Foreseen each(Demand demand, TypeSet types, List<Node> nodes, Entered entered) {
    Foreseen most = Foreseen.NOTHING;
    for (int type : demand.types().and(types).toArray()) {
      List<Node> there = knowing(type, nodes);
      if (there.isEmpty()) {
        continue; // Never met here.
      }
      Foreseen cost = field(demand, type, there, types.size() == 1, entered);
      if (!cost.isPossible()) {
        return cost;
      }
      most = most.or(cost);
    }
    return most;
  }

  /** What one field adds beyond entering subgraphs, which is noted in {@code entered}. */
  private Foreseen field(
      Demand demand, int type, List<Node> nodes, boolean concrete, Entered entered) {
    String name = demand.field().name();
    if (name.equals(QueryGraph.TYPENAME)) {
      return concrete ? Foreseen.NOTHING : typename(type, nodes, entered);
    }
    List<Node> everywhere = new ArrayList<>();
    Foreseen best = here(demand, type, nodes, everywhere);
    if (best.equals(Foreseen.NOTHING)) {
      return best;
    }
    int bestAdded = best.isPossible() ? added(best, entered) : Integer.MAX_VALUE;
    int enter = -1;
    Foreseen entry = Foreseen.NOTHING;
    for (Resolver resolver : graph.resolvers(type, name)) {
      Foreseen way = enter(type, nodes, concrete, resolver);
      if (!way.isPossible() || way.equals(Foreseen.NOTHING)) {
        continue;
      }
      everywhere.add(next(resolver));
      Foreseen below = below(demand, List.of(next(resolver)), resolver);
      if (!below.isPossible()) {
        continue;
      }
      int paid = entered.of(resolver.subgraph()).calls();
      Foreseen whole = new Foreseen(Math.max(0, way.calls() - paid), way.stages()).then(below);
      int added = added(whole, entered);
      if (added < bestAdded) {
        bestAdded = added;
        best = new Foreseen(below.calls(), way.stages() + below.stages());
        enter = resolver.subgraph();
        entry = way;
      }
    }
    if (!best.isPossible() && demand.children() != null && everywhere.size() > 1) {
      return together(demand, type, everywhere);
    }
    if (enter >= 0) {
      entered.add(enter, entry);
    }
    return best;
  }

  /** From where we are, from the best place or from several; collects the nodes it leads to. */
  private Foreseen here(Demand demand, int type, List<Node> nodes, List<Node> below) {
    Foreseen best = Foreseen.IMPOSSIBLE;
    for (Node node : nodes) {
      Resolver resolver = graph.resolver(type, demand.field().name(), node);
      if (resolver != null && resolver.isUnconditional()) {
        Foreseen cost = below(demand, List.of(next(resolver)), resolver);
        best = cost.total() < best.total() ? cost : best;
        below.add(next(resolver));
      }
    }
    if (best.isPossible() && !best.equals(Foreseen.NOTHING) && below.size() > 1) {
      Foreseen all = of(demand.children(), below(type, demand, below), List.copyOf(below));
      best = all.total() < best.total() ? all : best;
    }
    return best;
  }

  /** As one number, what is more than what is paid for already. */
  private static int added(Foreseen cost, Entered entered) {
    return new Foreseen(cost.calls(), Math.max(0, cost.stages() - entered.stages)).total();
  }

  /** No subgraph has all that is below the field, but several together may. */
  private Foreseen together(Demand demand, int type, List<Node> nodes) {
    Foreseen cost = of(demand.children(), below(type, demand, nodes), nodes);
    return cost.isPossible() ? cost.and(new Foreseen(nodes.size() - 1, 0)) : cost;
  }

  private Foreseen below(Demand demand, List<Node> nodes, Resolver resolver) {
    return demand.children() == null
        ? Foreseen.NOTHING
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

  private Foreseen typename(int type, List<Node> nodes, Entered entered) {
    for (Node node : nodes) {
      if (graph.known(node.subgraph()).contains(type)) {
        return Foreseen.NOTHING;
      }
    }
    Reach.Entry teller = graph.reach().teller(type, nodes);
    if (teller == null) {
      return Foreseen.IMPOSSIBLE;
    }
    entered.add(teller.move().subgraph(), Foreseen.of(teller.cost()));
    return Foreseen.NOTHING;
  }

  /**
   * What it takes to stand in another subgraph, with all that the field requires; nothing when we
   * stand there already and nothing is required.
   */
  Foreseen enter(int type, List<Node> nodes, boolean concrete, Resolver resolver) {
    if (isRoot(type)) {
      return nodes.stream().anyMatch(node -> node.subgraph() == resolver.subgraph())
          ? Foreseen.NOTHING
          : nodes.isEmpty() ? Foreseen.CALL : OTHER_ROOT;
    }
    boolean here =
        resolver.isUnconditional()
            && nodes.stream().anyMatch(node -> node.subgraph() == resolver.subgraph());
    if (here) {
      return Foreseen.NOTHING;
    }
    Reach.Entry entry = graph.reach().entry(type, nodes, concrete, resolver.subgraph());
    if (entry == null) {
      return Foreseen.IMPOSSIBLE;
    }
    if (resolver.requires() == null) {
      return Foreseen.of(entry.cost());
    }
    Cost required = graph.reach().obtain(type, nodes, concrete, resolver.requires());
    if (required == null) {
      return Foreseen.IMPOSSIBLE;
    }
    Foreseen both = Foreseen.of(entry.cost().and(required));
    return required.stages() >= entry.cost().stages()
        ? new Foreseen(both.calls(), both.stages() + 1)
        : both;
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
