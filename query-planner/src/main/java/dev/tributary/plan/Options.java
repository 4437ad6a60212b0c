package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Finds the places that can answer a demand at a position. */
final class Options {

  private final QueryGraph graph;
  private final Estimates estimates;

  Options(QueryGraph graph, Estimates estimates) {
    this.graph = graph;
    this.estimates = estimates;
  }

  /**
   * The demand, divided into parts of which each has the same options for all its types. Mostly
   * there is one part; an interface field that not every implementation resolves in the same
   * subgraphs makes more.
   */
  List<Wanted> of(Position at, Demand demand, TypeSet types) {
    SequencedMap<List<Option>, TypeSet> parts = new LinkedHashMap<>();
    Access whole = wholeFromOne(at, demand, types);
    if (whole != null) {
      return List.of(
          new Wanted(
              demand,
              types,
              null,
              List.of(new Option(whole.node().subgraph(), whole, false, 0, 0))));
    }
    for (int type : types.toArray()) {
      parts.merge(options(at, demand, type, null), TypeSet.of(type), TypeSet::or);
    }
    List<Wanted> result = new ArrayList<>(parts.size());
    for (Map.Entry<List<Option>, TypeSet> part : parts.entrySet()) {
      result.add(new Wanted(demand, part.getValue(), null, part.getKey()));
    }
    return result;
  }

  /** Further places for a field that is read already, for the sake of what is missing below it. */
  Wanted further(Position at, Demand demand, DataField known) {
    return new Wanted(demand, known.types, known, options(at, demand, known.types.first(), known));
  }

  /** The access that gives everything for all types without a further call; null when none does. */
  private @Nullable Access wholeFromOne(Position at, Demand demand, TypeSet types) {
    for (Access access : at.accesses()) {
      if (access.types().containsAll(types) && givesAll(access, demand, types)) {
        return access;
      }
    }
    return null;
  }

  private boolean givesAll(Access access, Demand demand, TypeSet types) {
    for (int type : types.toArray()) {
      Resolver resolver = graph.resolver(type, demand.field().name(), access.node());
      if (resolver == null || resolver.requires() != null || below(demand, resolver) != 0) {
        return false;
      }
    }
    return true;
  }

  private List<Option> options(Position at, Demand demand, int type, @Nullable DataField known) {
    List<Option> options = new ArrayList<>();
    String field = demand.field().name();
    for (Access access : at.accesses()) {
      if (!access.types().contains(type) || known != null && isSource(known, access)) {
        continue;
      }
      Resolver resolver = graph.resolver(type, field, access.node());
      if (resolver != null && resolver.requires() == null) {
        options.add(
            new Option(access.node().subgraph(), access, false, 0, below(demand, resolver, known)));
      }
    }
    List<Node> nodes = at.nodes(type);
    for (Resolver resolver : graph.resolvers(type, field)) {
      if (options.stream().anyMatch(option -> option.subgraph() == resolver.subgraph())
          || known != null
              && known.sources.stream().anyMatch(s -> s.in.fetch.subgraph == resolver.subgraph())) {
        continue;
      }
      int entry = estimates.enter(type, nodes, at.isConcrete(), resolver);
      if (entry != Estimates.IMPOSSIBLE) {
        options.add(
            new Option(
                resolver.subgraph(),
                null,
                resolver.requires() != null,
                entry,
                below(demand, resolver, known)));
      }
    }
    return options;
  }

  private static boolean isSource(DataField known, Access access) {
    return known.sources.stream().anyMatch(source -> source.in == access.selection());
  }

  private int below(Demand demand, Resolver resolver) {
    return below(demand, resolver, null);
  }

  private int below(Demand demand, Resolver resolver, @Nullable DataField known) {
    if (demand.children() == null) {
      return 0;
    }
    TypeSet types = graph.possibleIn(resolver.type().namedType(), resolver.subgraph());
    List<Node> nodes = new ArrayList<>();
    if (known != null && known.child != null) {
      known.child.accesses().forEach(access -> nodes.add(access.node()));
      types = types.or(known.child.types());
    }
    nodes.add(Estimates.next(resolver));
    return estimates.of(demand.children(), types, nodes);
  }
}
