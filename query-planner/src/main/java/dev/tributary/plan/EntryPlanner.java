package dev.tributary.plan;

import dev.tributary.graph.EntityMove;
import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Reach;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Operation;
import dev.tributary.plan.FieldPlanner.Purpose;
import dev.tributary.plan.SentReader.Sending;
import dev.tributary.plan.Wanted.Option;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Enters subgraphs: finds what has to be sent, plans that as if the client had asked for it, and
 * makes or extends the fetch that sends it.
 */
final class EntryPlanner {

  private final QueryGraph graph;
  private final Estimates estimates;
  private final Choices choices;
  private final FieldPlanner planner;
  private final FetchGraph fetches;
  private final DemandReader demandReader;
  private final SentReader sentReader;
  private final TypenamePlanner typenames;
  private final ContextPlanner contexts;
  private final Set<Underway> underway = new HashSet<>();

  /** Late fetches that were chosen once to answer what others wait for. */
  private final Set<Fetch> awaited = new HashSet<>();

  /** A requirement that is being planned: meeting it again on the way to it is a cycle. */
  private record Underway(Position at, FieldSet fields, int subgraph) {}

  EntryPlanner(
      QueryGraph graph,
      Estimates estimates,
      Choices choices,
      FieldPlanner planner,
      FetchGraph fetches) {
    this.graph = graph;
    this.estimates = estimates;
    this.choices = choices;
    this.planner = planner;
    this.fetches = fetches;
    this.demandReader = new DemandReader(graph);
    this.typenames = new TypenamePlanner(graph, this);
    this.sentReader = new SentReader(graph, typenames);
    this.contexts = new ContextPlanner(graph, this, typenames);
  }

  /** Tells types, entering subgraphs for it where it must. */
  TypenamePlanner typenames() {
    return typenames;
  }

  /**
   * A place that was entered.
   *
   * @param requirements what the field for which it was entered requires
   * @param requiredKeys the data keys of these that are fields of the object itself
   */
  record Entered(Access access, Set<UpstreamField> requirements, Set<String> requiredKeys) {}

  /** A place in the option's subgraph from which the wanted field can be selected. */
  Entered enter(Position at, Wanted wanted, Option option) {
    Access here = option.access();
    if (here != null && (here.node().provided() != null || !isTooLate(here.fetch(), at))) {
      return new Entered(here, Set.of(), Set.of());
    }
    Guard guard = wanted.demand.guard();
    if (estimates.isRoot(wanted.types.first())) {
      return new Entered(enterRoot(at, wanted.types, option.subgraph()), Set.of(), Set.of());
    }
    Map<FieldSet, TypeSet> requirements = new LinkedHashMap<>();
    Set<ContextArgument> arguments = new LinkedHashSet<>();
    for (int type : wanted.types.toArray()) {
      Resolver resolver = graph.resolver(type, wanted.demand.field().name(), option.subgraph());
      if (resolver != null && resolver.requires() != null) {
        requirements.merge(resolver.requires(), TypeSet.of(type), TypeSet::or);
      }
      if (resolver != null) {
        arguments.addAll(resolver.contexts());
      }
    }
    if (arguments.isEmpty()) {
      return enter(at, wanted.types, option.subgraph(), requirements, Set.of(), guard);
    }
    Set<UpstreamField> filled = new LinkedHashSet<>();
    List<ContextValue> values = new ArrayList<>();
    for (ContextArgument argument : arguments) {
      values.add(contexts.obtain(at, argument, option.subgraph(), guard, filled));
    }
    Access host =
        requirements.isEmpty() ? host(at, wanted.types, option.subgraph(), values, filled) : null;
    if (host == null) {
      return enter(at, wanted.types, option.subgraph(), requirements, filled, guard);
    }
    host.fetch().touch(guard);
    host.fetch().startAfter(filled.stream().map(input -> input.in.fetch).toList());
    return new Entered(host, filled, Set.of());
  }

  /** Where these objects are read in the subgraph, whatever is asked of them there. */
  Access enter(Position at, TypeSet types, int subgraph, Guard guard) {
    return enter(at, types, subgraph, Map.of(), Set.of(), guard).access();
  }

  /** The value of an argument that has been planned for when its place was entered. */
  ContextValue context(Position at, ContextArgument argument, int subgraph, Guard guard) {
    return contexts.obtain(at, argument, subgraph, guard, new LinkedHashSet<>());
  }

  /**
   * A fetch that stands here already and can be given these values: it asks for entities at or
   * below all objects that set them, and need not have ended for them to be there. What sets a
   * context in one fetch and is filled from it in the same has to be asked for again.
   */
  private static @Nullable Access host(
      Position at,
      TypeSet types,
      int subgraph,
      List<ContextValue> values,
      Set<UpstreamField> filled) {
    for (Access access : at.accesses()) {
      Fetch fetch = access.fetch();
      if (fetch.entities
          && access.node().subgraph() == subgraph
          && access.types().containsAll(types)
          && values.stream().allMatch(value -> value.isFixedAt(fetch.at))
          && filled.stream().noneMatch(input -> input.in.fetch.restsOn(fetch))) {
        return access;
      }
    }
    return null;
  }

  /**
   * @param filled what arguments from contexts are read from
   */
  private Entered enter(
      Position at,
      TypeSet types,
      int subgraph,
      Map<FieldSet, TypeSet> requirements,
      Set<UpstreamField> filled,
      Guard guard) {
    Fetch avoided = null;
    if (requirements.isEmpty() && filled.isEmpty()) {
      Access there = there(at, types, subgraph);
      if (there != null && (!isTooLate(there.fetch(), at) || choices.pick(2) == 0)) {
        awaited.add(there.fetch());
        there.fetch().touch(guard);
        return new Entered(there, Set.of(), Set.of());
      }
      avoided = there == null ? null : there.fetch();
    }
    Representations representations = represent(at, types, subgraph, requirements, guard);
    representations.requirements().addAll(filled);
    Access access = entityAccess(at, subgraph, representations, avoided);
    access.fetch().add(representations);
    access.fetch().touch(guard);
    if (!at.accesses().contains(access)) {
      at.add(access);
    }
    return new Entered(access, representations.requirements(), representations.requiredKeys());
  }

  /** Where these objects are read in the subgraph already; the earliest of several. */
  private static @Nullable Access there(Position at, TypeSet types, int subgraph) {
    Access first = null;
    for (Access access : at.accesses()) {
      if (access.node().subgraph() == subgraph
          && access.types().containsAll(types)
          && (first == null || access.fetch().stage() < first.fetch().stage())) {
        first = access;
      }
    }
    return first;
  }

  /**
   * Whether the fetch waits for more than the objects themselves, so that what rests on it comes
   * later than it could: then one more fetch may make the plan shorter.
   */
  private boolean isTooLate(Fetch fetch, Position at) {
    return !underway.isEmpty()
        && fetch.entities
        && at.via != null
        && !awaited.contains(fetch)
        && fetch.stage() > at.via.sources.getFirst().in.fetch.stage() + 1;
  }

  private Access enterRoot(Position at, TypeSet types, int subgraph) {
    for (Access access : at.accesses()) {
      if (access.node().subgraph() == subgraph) {
        return access;
      }
    }
    Operation.Kind kind = at.via == null ? fetches.kind() : Operation.Kind.QUERY;
    if (kind == Operation.Kind.MUTATION) {
      fetches.finishAll();
    }
    String type = graph.object(types.first());
    Fetch fetch = new Fetch(fetches.nextNumber(), subgraph, kind, at, type, types);
    if (at.via != null) {
      fetch.startAfter(List.of(at.via.sources.getFirst().in.fetch));
    }
    fetches.add(fetch);
    Access access = new Access(fetch, new Node(subgraph, null), fetch.selection);
    at.add(access);
    return access;
  }

  /** Whether the fetch, which others wait for, would have to wait longer itself. */
  private boolean wouldDelay(Fetch fetch, Representations representations) {
    return fetches.fetches().stream().anyMatch(other -> other.after().contains(fetch))
        && representations.stage() > fetch.stage();
  }

  /** An entity fetch that can send these representations too, or else a new one. */
  private Access entityAccess(
      Position at, int subgraph, Representations representations, @Nullable Fetch avoided) {
    for (Access access : at.accesses()) {
      Fetch fetch = access.fetch();
      if (fetch.entities
          && fetch != avoided
          && fetch.at == at
          && fetch.subgraph == subgraph
          && !representations.restOn(fetch)
          && fetch.accepts(representations)
          && (!wouldDelay(fetch, representations) || choices.pick(2) == 0)) {
        return access;
      }
    }
    Fetch fetch = Fetch.entities(fetches.nextNumber(), subgraph, at);
    fetches.add(fetch);
    return new Access(fetch, new Node(subgraph, null), fetch.selection);
  }

  private Representations represent(
      Position at, TypeSet types, int subgraph, Map<FieldSet, TypeSet> requirements, Guard guard) {
    Representations result = new Representations();
    typenames.tellOnPath(at, guard, result.inputs());
    Map<EntityMove, TypeSet> moves = new LinkedHashMap<>();
    for (int type : types.toArray()) {
      // What a field of one type requires is sent under that type's name, never the interface's.
      boolean named =
          graph.known(subgraph).contains(type)
              && requirements.values().stream().anyMatch(requiring -> requiring.contains(type));
      Reach.Entry entry =
          graph.reach().entry(type, at.nodes(type), at.isConcrete() || named, subgraph);
      if (entry == null) {
        throw new UnplannableException(
            "no key leads into subgraph "
                + graph.subgraph(subgraph).name()
                + " at "
                + Paths.print(at));
      }
      moves.merge(entry.move(), TypeSet.of(type), TypeSet::or);
    }
    for (Map.Entry<EntityMove, TypeSet> entry : moves.entrySet()) {
      EntityMove move = entry.getKey();
      // An object of which only the interface is known is sent whatever it may turn out to be.
      boolean anyType = move.interfaceName() && graph.known(subgraph).intersects(entry.getValue());
      TypeSet entering = anyType ? at.types() : entry.getValue();
      result.add(move, entering);
      boolean told =
          !at.isConcrete()
              && !anyType
              && !(move.interfaceName() && entering.containsAll(at.types()));
      if (told && typenames.teller(at, entering) == null) {
        // Before the types: who is asked for what is required mostly tells these as well.
        require(at, requirements, entering, subgraph, guard, result);
      }
      if (told && typenames.teller(at, entering) == null) {
        // Before the key: who asks for the types sends the key of every object, not of these only.
        typenames.tell(at, entering, guard);
      }
      result.add(move, obtain(at, move.key(), entering, subgraph, guard, true, result.inputs()));
      if (told) {
        result.inputs().addAll(typenames.tell(at, entering, guard));
      }
      result.add(move, require(at, requirements, entering, subgraph, guard, result));
    }
    return result;
  }

  /** Plans what fields of some types require; returns how it is sent. */
  private List<Sent> require(
      Position at,
      Map<FieldSet, TypeSet> requirements,
      TypeSet types,
      int subgraph,
      Guard guard,
      Representations result) {
    List<Sent> sent = new ArrayList<>();
    for (Map.Entry<FieldSet, TypeSet> requirement : requirements.entrySet()) {
      TypeSet of = requirement.getValue().and(types);
      if (!of.isEmpty()) {
        FieldSet fields = requirement.getKey();
        sent.addAll(obtain(at, fields, of, subgraph, guard, false, result.requirements()));
      }
    }
    return sent;
  }

  /** Plans a key or requirement; returns how it is sent. */
  List<Sent> obtain(
      Position at,
      FieldSet fields,
      TypeSet types,
      int subgraph,
      Guard guard,
      boolean required,
      Set<UpstreamField> inputs) {
    Underway requirement = new Underway(at, fields, subgraph);
    if (!underway.add(requirement)) {
      throw new UnplannableException(
          "requirement { " + fields + " } at " + Paths.print(at) + " rests on itself");
    }
    try {
      List<Demand> demands = demandReader.of(fields, types, guard);
      planner.plan(at, demands, Purpose.REQUIREMENT);
      return sentReader.read(at, demands, new Sending(subgraph, guard, required, inputs));
    } finally {
      underway.remove(requirement);
    }
  }
}
