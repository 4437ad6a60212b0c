package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Finds the places that can answer a demand at a position. */
final class Options {

  private final QueryGraph graph;
  private final Estimates estimates;
  private final CommonMembers members;
  private final ContextSetters contexts;

  Options(QueryGraph graph, Estimates estimates) {
    this.graph = graph;
    this.estimates = estimates;
    this.members = new CommonMembers(graph);
    this.contexts = new ContextSetters(graph);
  }

  /**
   * The demand, divided into parts of which each has the same options for all its types. Mostly
   * there is one part; an interface field that not every implementation resolves in the same
   * subgraphs makes more.
   */
  List<Wanted> of(Position at, Demand demand, TypeSet types) {
    Access whole = wholeFromOne(at, demand, types);
    if (whole != null) {
      return List.of(
          new Wanted(
              demand,
              types,
              null,
              List.of(
                  new Option(
                      whole.node().subgraph(), whole, false, Foreseen.NOTHING, Foreseen.NOTHING))));
    }
    SequencedMap<Part, TypeSet> parts = parts(at, demand, types);
    if (parts.size() > 1 && !canTellTypes(at)) {
      Demand asked = parts.firstEntry().getKey().demand();
      List<Option> forAll = forAll(asked, List.copyOf(parts.keySet()));
      if (!forAll.isEmpty()) {
        return List.of(new Wanted(asked, types, null, forAll));
      }
    }
    List<Wanted> result = new ArrayList<>(parts.size());
    parts.forEach((part, of) -> result.add(new Wanted(part.demand(), of, null, part.options())));
    return result;
  }

  private SequencedMap<Part, TypeSet> parts(Position at, Demand demand, TypeSet types) {
    SequencedMap<Integer, Part> byType = new LinkedHashMap<>();
    List<List<Candidate>> candidates = new ArrayList<>();
    for (int type : types.toArray()) {
      List<Candidate> some = candidates(at, demand, type, null);
      candidates.add(some);
      byType.put(type, part(members.known(demand, resolvers(some)), some, null));
    }
    Demand first = byType.firstEntry().getValue().demand();
    if (byType.values().stream().anyMatch(part -> part.demand() != first)) {
      // Apart they would be planned apart, and whatever is below them, level by level: twice as
      // much on each. Asking all for what some may have does no harm where it can be asked.
      Demand any =
          members.knownBelowAny(demand, candidates.stream().map(Options::resolvers).toList());
      if (candidates.stream().flatMap(List::stream).allMatch(one -> canGive(any, one))) {
        byType.replaceAll((type, part) -> new Part(any, part.options()));
      }
    }
    SequencedMap<Part, TypeSet> parts = new LinkedHashMap<>();
    byType.forEach((type, part) -> parts.merge(part, TypeSet.of(type), TypeSet::or));
    return parts;
  }

  private boolean canGive(Demand demand, Candidate candidate) {
    return below(demand, candidate.resolver(), null).isPossible();
  }

  /** Types with equal parts are treated alike. Demands are told apart by identity. */
  private record Part(Demand demand, List<Option> options) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part && demand == part.demand && options.equals(part.options);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(demand) + options.hashCode();
    }
  }

  /** Whether someone who reads these objects knows more of their types than the interface. */
  private boolean canTellTypes(Position at) {
    return at.accesses().stream()
        .anyMatch(access -> access.types().intersects(graph.known(access.node().subgraph())));
  }

  /**
   * The options that every part has. Where nobody can tell the types yet, dividing by type costs a
   * call to learn them, which one place for all objects saves.
   */
  private static List<Option> forAll(Demand asked, List<Part> parts) {
    List<Option> result = new ArrayList<>();
    for (Option option : parts.getFirst().options()) {
      Option worst = option;
      for (Part part : parts) {
        Option there = part.demand() == asked ? sameIn(part.options(), option) : null;
        worst = there == null || worst == null ? null : worse(worst, there);
      }
      if (worst != null && worst.isSufficient()) {
        result.add(worst);
      }
    }
    return result;
  }

  private static @Nullable Option sameIn(List<Option> part, Option wanted) {
    for (Option option : part) {
      if (option.subgraph() == wanted.subgraph() && option.access() == wanted.access()) {
        return option;
      }
    }
    return null;
  }

  private static Option worse(Option one, Option other) {
    return new Option(
        one.subgraph(),
        one.access(),
        one.requires() || other.requires(),
        one.entry().or(other.entry()),
        one.below().or(other.below()));
  }

  /** Further places for a field that is read already, for the sake of what is missing below it. */
  Wanted further(Position at, Demand demand, DataField known) {
    List<Candidate> candidates = candidates(at, demand, known.types.first(), known);
    Part part = part(members.known(demand, resolvers(candidates)), candidates, known);
    return new Wanted(part.demand(), known.types, known, part.options());
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
      if (resolver == null
          || !resolver.isUnconditional()
          || members.differ(type, demand)
          || !below(demand, resolver, null).equals(Foreseen.NOTHING)) {
        return false;
      }
    }
    return true;
  }

  /** A place that resolves the field, before anything is said of what is below. */
  private record Candidate(@Nullable Access access, Foreseen entry, Resolver resolver) {}

  private static List<Resolver> resolvers(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::resolver).toList();
  }

  private Part part(Demand wanted, List<Candidate> candidates, @Nullable DataField known) {
    List<Option> options = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      options.add(
          new Option(
              candidate.resolver().subgraph(),
              candidate.access(),
              !candidate.resolver().isUnconditional(),
              candidate.entry(),
              below(wanted, candidate.resolver(), known)));
    }
    return new Part(wanted, options);
  }

  private List<Candidate> candidates(
      Position at, Demand demand, int type, @Nullable DataField known) {
    List<Candidate> candidates = new ArrayList<>();
    BitSet seen = new BitSet();
    String field = demand.field().name();
    if (known != null) {
      known.sources.forEach(source -> seen.set(source.in.fetch.subgraph));
    }
    for (Access access : at.accesses()) {
      if (!access.types().contains(type) || known != null && isSource(known, access)) {
        continue;
      }
      Resolver resolver = graph.resolver(type, field, access.node());
      if (resolver != null && resolver.isUnconditional() && canBeAsked(demand, resolver)) {
        candidates.add(new Candidate(access, Foreseen.NOTHING, resolver));
        seen.set(resolver.subgraph());
      }
    }
    List<Node> nodes = at.nodes(type);
    for (Resolver resolver : graph.resolvers(type, field)) {
      if (seen.get(resolver.subgraph())) {
        continue;
      }
      Foreseen entry = estimates.enter(type, nodes, at.isConcrete(), resolver);
      if (entry.isPossible() && canBeAsked(demand, resolver) && contexts.areSet(at, resolver)) {
        candidates.add(new Candidate(null, entry, resolver));
      }
    }
    return candidates;
  }

  private static boolean isSource(DataField known, Access access) {
    return known.sources.stream().anyMatch(source -> source.in == access.selection());
  }

  private Foreseen below(Demand demand, Resolver resolver, @Nullable DataField known) {
    if (demand.children() == null) {
      return Foreseen.NOTHING;
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

  /**
   * Where a subgraph knows no object that it could answer, it may still be asked: it has to say
   * itself that it cannot. But only for what it declares.
   */
  private boolean canBeAsked(Demand demand, Resolver resolver) {
    String type = resolver.type().namedType();
    int subgraph = resolver.subgraph();
    return demand.children() == null
        || !graph.possibleIn(type, subgraph).isEmpty()
        || demand.children().stream()
            .map(child -> child.field().name())
            .allMatch(
                name -> name.equals(QueryGraph.TYPENAME) || graph.declares(type, name, subgraph));
  }
}
