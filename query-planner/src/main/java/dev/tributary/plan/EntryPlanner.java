package dev.tributary.plan;

import dev.tributary.graph.EntityMove;
import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Reach;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Operation;
import dev.tributary.plan.FieldPlanner.Purpose;
import dev.tributary.plan.Wanted.Option;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeRef;
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
  private final DemandReader reader;
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
    this.reader = new DemandReader(graph);
    this.contexts = new ContextPlanner(graph, this);
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
    tellTypesOnPath(at, guard, result.inputs());
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
      if (told && teller(at, entering) == null) {
        // Before the types: who is asked for what is required mostly tells these as well.
        require(at, requirements, entering, subgraph, guard, result);
      }
      if (told && teller(at, entering) == null) {
        // Before the key: who asks for the types sends the key of every object, not of these only.
        typename(at, entering, guard);
      }
      result.add(move, obtain(at, move.key(), entering, subgraph, guard, true, result.inputs()));
      if (told) {
        result.inputs().addAll(typename(at, entering, guard));
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

  /** Where the path to the objects leads through some types only, these must be told before. */
  private void tellTypesOnPath(Position at, Guard guard, Set<UpstreamField> inputs) {
    for (DataField via = at.via; via != null; via = via.parent.via) {
      if (!via.types.containsAll(via.parent.types())) {
        inputs.addAll(typename(via.parent, via.parent.types(), guard));
      }
    }
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
      List<Demand> demands = reader.of(fields, types, guard);
      planner.plan(at, demands, Purpose.REQUIREMENT);
      return sent(at, demands, new Sending(subgraph, guard, required, inputs));
    } finally {
      underway.remove(requirement);
    }
  }

  /**
   * Where something is sent, and what for.
   *
   * @param inputs gathers the upstream fields that it is read from
   */
  private record Sending(int subgraph, Guard guard, boolean required, Set<UpstreamField> inputs) {}

  private List<Sent> sent(Position at, List<Demand> demands, Sending sending) {
    List<Sent> result = new ArrayList<>();
    for (Demand demand : demands) {
      if (demand.field().name().equals(QueryGraph.TYPENAME)) {
        continue; // Sent anyway, where it matters.
      }
      TypeSet open = demand.types().and(at.types());
      for (DataField field : at.fields(demand.field())) {
        TypeSet types = field.types.and(open);
        if (types.isEmpty()) {
          continue;
        }
        open = open.without(types);
        result.add(sent(field, types, demand, sending));
      }
    }
    return result;
  }

  private Sent sent(DataField field, TypeSet types, Demand demand, Sending sending) {
    String name = demand.field().name();
    Position child = field.child;
    if (child == null || demand.children() == null) {
      sending.inputs().add(field.sources.getFirst());
      return new Sent(
          name, field.dataKey, types, sending.required(), TypeSet.EMPTY, TypeSet.EMPTY, List.of());
    }
    List<Sent> below = new ArrayList<>();
    if (!child.isConcrete()) {
      sending.inputs().addAll(typename(child, child.types(), sending.guard()));
      below.add(
          new Sent(
              QueryGraph.TYPENAME,
              QueryGraph.TYPENAME,
              child.types(),
              sending.required(),
              TypeSet.EMPTY,
              TypeSet.EMPTY,
              List.of()));
    }
    below.addAll(sent(child, demand.children(), sending));
    sending.inputs().add(field.sources.getFirst());
    return new Sent(
        name,
        field.dataKey,
        types,
        sending.required(),
        child.types(),
        knownTo(sending.subgraph(), types, name, child.types()),
        below);
  }

  /** Which of these objects can be told of: the target may know fewer members of a union. */
  private TypeSet knownTo(int subgraph, TypeSet types, String field, TypeSet below) {
    TypeSet known = TypeSet.EMPTY;
    for (int type : types.toArray()) {
      String there = graph.typeIn(type, subgraph);
      TypeRef own = there == null ? null : graph.ownType(there, field, subgraph);
      if (own == null) {
        return below;
      }
      known = known.or(graph.possibleIn(own.namedType(), subgraph));
    }
    return known.intersects(below) ? known.and(below) : below;
  }

  /** Sees to it that objects of these types tell their type; returns where they do. */
  List<UpstreamField> typename(Position at, TypeSet types, Guard guard) {
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

  private @Nullable Access teller(Position at, TypeSet types) {
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
    return enter(at, types.and(graph.known(subgraph)), subgraph, Map.of(), Set.of(), guard)
        .access();
  }
}
