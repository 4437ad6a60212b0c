package dev.tributary.graph;

import dev.tributary.graph.Reach.Entry;
import dev.tributary.graph.Reach.Origin;
import dev.tributary.supergraph.FieldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One search for the cheapest entries from an origin, by forward chaining: a subgraph is entered
 * once all fields of one of its keys can be had from where we already are.
 *
 * <p>Keys nest, so the entries of one type may rest on those of another and, through cycles between
 * types, on themselves. Tables are therefore computed together: a table that is still being filled
 * is read as it stands, and all are filled again until none changes. Every change makes an entry
 * cheaper, so this ends.
 */
final class ReachSearch {

  private final QueryGraph graph;
  private final Map<Origin, ReachTable> finished;
  private final Map<Origin, ReachTable> open = new HashMap<>();
  private final Set<Origin> visitedThisRound = new HashSet<>();
  private final Set<Requirement> requirementsUnderway = new HashSet<>();
  private boolean changed;

  /** A field with {@code @requires} whose requirement is being looked at. */
  private record Requirement(int type, String field, int subgraph) {}

  ReachSearch(QueryGraph graph, Map<Origin, ReachTable> finished) {
    this.graph = graph;
    this.finished = finished;
  }

  ReachTable table(Origin origin) {
    ReachTable known = finished.get(origin);
    if (known != null) {
      return known;
    }
    boolean outermost = open.isEmpty();
    ReachTable table =
        open.computeIfAbsent(origin, o -> new ReachTable(o, graph.supergraph().subgraphs().size()));
    if (outermost) {
      do {
        changed = false;
        visitedThisRound.clear();
        fill(table);
      } while (changed);
      finished.putAll(open);
      open.clear();
    } else {
      fill(table);
    }
    return table;
  }

  private void fill(ReachTable table) {
    if (!visitedThisRound.add(table.origin())) {
      return;
    }
    boolean improved;
    do {
      improved = false;
      for (int subgraph = 0; subgraph < graph.supergraph().subgraphs().size(); subgraph++) {
        improved |= improve(table, subgraph);
      }
      changed |= improved;
    } while (improved);
  }

  private boolean improve(ReachTable table, int subgraph) {
    boolean improved = false;
    int type = table.origin().type();
    for (EntityMove move : graph.moves(type, subgraph)) {
      Cost cost = obtain(table, move.key());
      if (cost != null && !move.interfaceName()) {
        Cost typename = typename(table);
        cost = typename == null ? null : cost.and(typename);
      }
      improved |= cost != null && table.improve(subgraph, new Entry(move, cost.then(subgraph)));
    }
    if (!table.origin().concrete()) {
      for (EntityMove move : graph.interfaceMoves(type, subgraph)) {
        Cost cost = obtain(table, move.key());
        improved |= cost != null && table.improve(subgraph, new Entry(move, cost.then(subgraph)));
      }
    }
    return improved;
  }

  /** The cost of knowing the object's type by its own name. */
  private @Nullable Cost typename(ReachTable table) {
    Origin origin = table.origin();
    if (origin.concrete()) {
      return Cost.NONE;
    }
    Cost best = null;
    for (Node node : origin.nodes()) {
      if (graph.known(node.subgraph()).contains(origin.type())) {
        return Cost.NONE;
      }
    }
    for (int subgraph = 0; subgraph < graph.supergraph().subgraphs().size(); subgraph++) {
      Entry entry = table.entry(subgraph);
      if (entry != null && graph.known(subgraph).contains(origin.type())) {
        best = cheaper(best, entry.cost());
      }
    }
    return best;
  }

  /**
   * What it costs to have all of {@code fields}; null when, as far as is known, they cannot be had.
   */
  @Nullable Cost obtain(ReachTable table, FieldSet fields) {
    Cost sum = Cost.NONE;
    for (FieldSet.Selection selection : fields.selections()) {
      Cost cost =
          switch (selection) {
            case FieldSet.Fragment(String condition, FieldSet below) ->
                graph.possible(condition).contains(table.origin().type())
                    ? obtain(table, below)
                    : Cost.NONE;
            case FieldSet.Field field ->
                field.name().equals(QueryGraph.TYPENAME) ? typename(table) : obtain(table, field);
          };
      if (cost == null) {
        return null;
      }
      sum = sum.and(cost);
    }
    return sum;
  }

  private @Nullable Cost obtain(ReachTable table, FieldSet.Field field) {
    Found found = new Found();
    for (Node node : table.origin().nodes()) {
      look(found, table, field, node);
      if (found.best == Cost.NONE) {
        return Cost.NONE; // Nothing is cheaper than what is here.
      }
    }
    for (Resolver resolver : graph.resolvers(table.origin().type(), field.name())) {
      Node node = new Node(resolver.subgraph(), null);
      if (!table.origin().nodes().contains(node)) {
        look(found, table, field, node);
      }
    }
    if (found.best == null && found.below.size() > 1 && field.selection() != null) {
      // No subgraph has all that is below the field, but several together may.
      Cost deeper = below(table.origin().type(), field, found.below);
      return deeper == null ? null : found.together.thenBelow(deeper);
    }
    return found.best;
  }

  /** The ways to a field as they are found. */
  private static final class Found {
    private @Nullable Cost best;
    private Cost together = Cost.NONE;
    private final List<Node> below = new ArrayList<>(2);
  }

  private void look(Found found, ReachTable table, FieldSet.Field field, Node node) {
    int type = table.origin().type();
    Resolver resolver = graph.resolver(type, field.name(), node);
    if (resolver != null && !resolver.contexts().isEmpty()) {
      return; // What it is filled from stands above the object, of which nothing is known here.
    }
    Cost cost = resolver == null ? null : table.costOf(node);
    if (resolver != null && cost != null && resolver.requires() != null) {
      cost = require(table, resolver, field.name(), cost);
    }
    if (resolver == null || cost == null) {
      return;
    }
    Node next = new Node(node.subgraph(), resolver.provides());
    Cost deeper = field.selection() == null ? Cost.NONE : below(type, field, List.of(next));
    if (deeper != null) {
      found.best = cheaper(found.best, cost.thenBelow(deeper));
    }
    if (field.selection() != null) {
      found.together = found.together.and(cost);
      found.below.add(next);
    }
  }

  private @Nullable Cost require(ReachTable table, Resolver resolver, String field, Cost entering) {
    Requirement requirement = new Requirement(table.origin().type(), field, resolver.subgraph());
    if (resolver.requires() == null || !requirementsUnderway.add(requirement)) {
      return null;
    }
    try {
      Cost required = obtain(table, resolver.requires());
      if (required == null) {
        return null;
      }
      // The field comes through a representation, also where we already are.
      return entering == Cost.NONE
          ? required.then(resolver.subgraph())
          : entering.and(required).thenStage(required);
    } finally {
      requirementsUnderway.remove(requirement);
    }
  }

  private @Nullable Cost below(int type, FieldSet.Field field, List<Node> nodes) {
    var definition = graph.field(graph.object(type), field.name());
    if (definition == null || field.selection() == null) {
      return null;
    }
    TypeSet types = graph.possible(definition.type().namedType());
    Cost sum = Cost.NONE;
    for (int below : types.toArray()) {
      List<Node> there =
          nodes.stream().filter(node -> graph.typeIn(below, node.subgraph()) != null).toList();
      if (there.isEmpty()) {
        continue;
      }
      Cost cost = obtain(table(new Origin(below, there, types.size() == 1)), field.selection());
      if (cost == null) {
        return null;
      }
      sum = sum.and(cost);
    }
    return sum;
  }

  private static Cost cheaper(@Nullable Cost one, Cost other) {
    return one == null || other.total() < one.total() ? other : one;
  }
}
