package dev.tributary.compose;

import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proves that every field a client can ask for can be answered, wherever the client got there.
 *
 * <p>Breadth first over states: a type of the client's schema, and the set of positions that its
 * object may have been read at (and what contexts objects above set, where any do). Only the set
 * matters, not the path to it, so each state is looked at once, and the first path to a failing one
 * is a shortest. A state is also settled by an earlier one of the same type with fewer positions:
 * more positions only help.
 */
final class Satisfiability {
  private final LocalReach local;
  private final Reach reach;
  private final Set<String> labels;
  private final SortedSet<String> allLabels;
  private final Contexts contexts;
  private final Supergraph supergraph;
  private final List<Participant> participants;
  private final Problems problems;
  private final Deque<State> open = new ArrayDeque<>();
  private final Map<String, List<State>> seen = new HashMap<>();
  private final Set<String> reported;
  private final @Nullable Verdicts verdicts;

  /**
   * A place in the client's schema.
   *
   * @param contexts what can be read of contexts here: see {@link Contexts}
   * @param step how it was reached from {@code parent}; null at a root
   */
  record State(
      String type, BitSet positions, BitSet contexts, @Nullable State parent, @Nullable Step step) {

    /** Whether all that can be had here can be had there too. */
    boolean isCoveredBy(State other) {
      return isSubset(positions, other.positions) && isSubset(contexts, other.contexts);
    }

    private static boolean isSubset(BitSet some, BitSet all) {
      BitSet extra = (BitSet) some.clone();
      extra.andNot(all);
      return extra.isEmpty();
    }
  }

  /** Hears how every field fared that was looked at. */
  interface Verdicts {
    /**
     * @param labels of the progressive overrides that were taken to apply
     * @param witness an operation that asks for the field
     */
    void found(boolean satisfiable, Set<String> labels, FieldDefinition field, String witness);
  }

  /** One level of a witness: a field, or a fragment when {@code field} is null. */
  record Step(String type, @Nullable FieldDefinition field) {}

  private Satisfiability(
      Supergraph supergraph,
      Set<String> labels,
      SortedSet<String> allLabels,
      List<Participant> participants,
      Set<String> reported,
      Problems problems,
      @Nullable Verdicts verdicts) {
    this.verdicts = verdicts;
    this.local = new LocalReach(supergraph, labels);
    this.reach = new Reach(supergraph, local);
    this.labels = labels;
    this.allLabels = allLabels;
    this.contexts = new Contexts(supergraph, reach);
    this.supergraph = supergraph;
    this.participants = participants;
    this.reported = reported;
    this.problems = problems;
  }

  /**
   * @param supergraph what the planner plans on, connectors expanded
   */
  static void check(Supergraph supergraph, List<Participant> participants, Problems problems) {
    check(supergraph, participants, problems, null);
  }

  static void check(
      Supergraph supergraph,
      List<Participant> participants,
      Problems problems,
      @Nullable Verdicts verdicts) {
    Set<String> reported = new HashSet<>();
    // A field on the move is answered by one side or the other: the graph must do with each.
    SortedSet<String> allLabels = labels(supergraph);
    for (Set<String> labels : LabelCombinations.of(allLabels)) {
      new Satisfiability(supergraph, labels, allLabels, participants, reported, problems, verdicts)
          .check();
    }
  }

  private static SortedSet<String> labels(Supergraph supergraph) {
    SortedSet<String> labels = new TreeSet<>();
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof TypeDefinition.WithFields withFields) {
        for (FieldDefinition field : withFields.fields().values()) {
          for (TypeDefinition.FieldInSubgraph in : field.in().values()) {
            if (in.overrideLabel() != null) {
              labels.add(in.overrideLabel());
            }
          }
        }
      }
    }
    return labels;
  }

  /** Says which progressive overrides apply where the failing operation fails. */
  private String underLabels() {
    if (allLabels.isEmpty()) {
      return "";
    }
    List<String> off = allLabels.stream().filter(label -> !labels.contains(label)).toList();
    List<String> on = allLabels.stream().filter(labels::contains).toList();
    if (on.isEmpty()) {
      return "No progressive override applies.\n";
    }
    return off.isEmpty()
        ? "All progressive overrides apply.\n"
        : "Progressive overrides that apply: %s; that do not: %s.\n"
            .formatted(Words.names(on), Words.names(off));
  }

  private void check() {
    root(supergraph.queryType());
    root(supergraph.mutationType());
    root(supergraph.subscriptionType());
    while (!open.isEmpty()) {
      State state = open.remove();
      switch (supergraph.types().get(state.type())) {
        case ObjectType object -> fields(object, state);
        case InterfaceType contract -> {
          contract(contract, state);
          members(state);
        }
        case UnionType _ -> members(state);
        case null, default -> {}
      }
    }
  }

  private void root(@Nullable String type) {
    if (type != null && supergraph.types().get(type) instanceof ObjectType object) {
      BitSet positions = new BitSet();
      object.in().keySet().forEach(in -> positions.set(local.position(type, in, null).id()));
      visit(new State(type, positions, new BitSet(), null, null));
    }
  }

  private void visit(State reached) {
    BitSet representatives = new BitSet();
    reached.positions().stream().map(reach::representative).forEach(representatives::set);
    State state =
        new State(
            reached.type(), representatives, reached.contexts(), reached.parent(), reached.step());
    List<State> before = seen.computeIfAbsent(state.type(), _ -> new ArrayList<>());
    for (State earlier : before) {
      if (earlier.isCoveredBy(state)) {
        return;
      }
    }
    before.add(state);
    open.add(state);
  }

  private void fields(ObjectType object, State state) {
    BitSet below = contexts.below(state.contexts(), state.positions(), Set.of(object.name()));
    for (FieldDefinition field : object.fields().values()) {
      if (field.inaccessible()) {
        continue;
      }
      Answers answers = answers(state, field.name());
      if (verdicts != null) {
        verdicts.found(answers.some(), labels, field, Witness.print(state, field, supergraph));
      }
      if (answers.some()) {
        follow(state, field, answers, below);
      } else {
        report(state, field);
      }
    }
  }

  /**
   * @param some whether the field can be read at all
   * @param positions where reading it may lead; empty for a leaf
   */
  private record Answers(boolean some, BitSet positions) {}

  private Answers answers(State state, String field) {
    BitSet starts = state.positions();
    BitSet results = new BitSet();
    boolean some = false;
    for (int start = starts.nextSetBit(0); start >= 0; start = starts.nextSetBit(start + 1)) {
      for (int at : reach.from(start)) {
        if (canRead(at, field, state)) {
          some = true;
          Position result = local.result(at, field);
          if (result != null) {
            results.set(result.id());
          }
        }
      }
    }
    return new Answers(some, results);
  }

  /** Where arguments come from a context, the object is asked for once more, by a key. */
  private boolean canRead(int at, String field, State state) {
    Position position = local.position(at);
    FieldInSubgraph in = local.inSubgraph(position.type(), field, position.subgraph());
    if (in == null || in.contextArguments().isEmpty()) {
      return reach.canRead(at, field);
    }
    return contexts.fill(in, state.contexts())
        && reach.canReenter(at)
        && reach.canReadContextual(at, field);
  }

  private void follow(State state, FieldDefinition field, Answers answers, BitSet below) {
    if (!answers.positions().isEmpty()) {
      visit(
          new State(
              field.type().namedType(),
              answers.positions(),
              below,
              state,
              new Step(state.type(), field)));
    }
  }

  /**
   * An interface's own field. It may be answered for the whole interface, or for each object type
   * by itself, perhaps by subgraphs that know nothing of the interface. Where neither can be, the
   * object types say so, which are states of their own.
   */
  private void contract(InterfaceType contract, State state) {
    Map<String, BitSet> members = byType(state);
    BitSet below = contexts.below(state.contexts(), state.positions(), runtimeTypes(state));
    for (FieldDefinition field : contract.fields().values()) {
      if (field.inaccessible()) {
        continue;
      }
      Answers whole = answers(state, field.name());
      if (members.isEmpty()) {
        follow(state, field, whole, below);
      }
      for (Map.Entry<String, BitSet> member : members.entrySet()) {
        Answers own = answers(member(state, member.getKey(), member.getValue()), field.name());
        own.positions().or(whole.positions());
        follow(state, field, own, below);
      }
    }
    if (withTypes(state.positions()).isEmpty()
        && state.positions().stream().allMatch(at -> isInterfaceObject(local.position(at)))) {
      reportUnknownType(contract, state);
    }
  }

  private Set<String> runtimeTypes(State state) {
    Set<String> types = new HashSet<>();
    state.positions().stream().forEach(at -> types.addAll(local.runtimeTypes(local.position(at))));
    return types;
  }

  private void members(State state) {
    byType(state).forEach((type, positions) -> visit(member(state, type, positions)));
  }

  private static State member(State state, String type, BitSet positions) {
    return new State(type, positions, state.contexts(), state, new Step(type, null));
  }

  /** Each object type that may come from here. */
  private Map<String, BitSet> byType(State state) {
    BitSet known = withTypes(state.positions());
    Map<String, BitSet> byType = new LinkedHashMap<>();
    for (int at = known.nextSetBit(0); at >= 0; at = known.nextSetBit(at + 1)) {
      for (String type : new TreeSet<>(local.runtimeTypes(local.position(at)))) {
        TypeDefinition definition = supergraph.types().get(type);
        if (definition != null && !definition.inaccessible()) {
          byType.computeIfAbsent(type, _ -> new BitSet()).set(local.cast(at, type).id());
        }
      }
    }
    return byType;
  }

  /** The positions that know the object's type: an interface object must move to learn it. */
  private BitSet withTypes(BitSet starts) {
    BitSet known = new BitSet();
    for (int start = starts.nextSetBit(0); start >= 0; start = starts.nextSetBit(start + 1)) {
      if (!isInterfaceObject(local.position(start))) {
        known.set(start);
        continue;
      }
      for (int at : reach.from(start)) {
        if (!isInterfaceObject(local.position(at))) {
          known.set(at);
        }
      }
    }
    return known;
  }

  private boolean isInterfaceObject(Position position) {
    return supergraph.types().get(position.type()) instanceof InterfaceType contract
        && contract.in().get(position.subgraph()) instanceof TypeDefinition.InSubgraph in
        && in.interfaceObject();
  }

  private void report(State state, FieldDefinition field) {
    String coordinate = state.type() + "." + field.name();
    if (!reported.add(coordinate)) {
      return;
    }
    List<Place> places = new ArrayList<>();
    for (Participant participant : participants) {
      TypeNode.WithFields type = participant.schema().withFields(state.type());
      FieldNode node = type == null ? null : type.fields().get(field.name());
      if (node != null) {
        places.add(node.place());
      }
    }
    problems.error(
        "SATISFIABILITY_ERROR",
        coordinate,
        places,
        """
        "%s" cannot be answered everywhere a client can ask for it. This operation shows it:
        %s
        %s%s\
        """
            .formatted(
                coordinate,
                Witness.print(state, field, supergraph),
                underLabels(),
                new Unreachable(local, reach, contexts, state, field).explain()));
  }

  /** From interface objects alone nobody learns what an object is. */
  private void reportUnknownType(InterfaceType contract, State state) {
    String coordinate = state.type();
    FieldDefinition typename =
        new FieldDefinition(
            "__typename",
            new TypeRef.NonNull(new TypeRef.Named("String")),
            new LinkedHashMap<>(),
            Collections.emptySortedMap(),
            false,
            List.of());
    if (!reported.add(coordinate)) {
      return;
    }
    List<Place> places = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Participant participant : participants) {
      TypeNode type = participant.schema().types().get(contract.name());
      if (type != null) {
        places.add(type.place());
        if (!participant.isInterfaceObject(contract.name())) {
          reasons.add(
              "  - \"%s\" defines the interface, and none of its keys there can be sent"
                  .formatted(participant.name()));
        }
      }
    }
    problems.error(
        "SATISFIABILITY_ERROR",
        coordinate,
        places,
        """
        The type of a \"%s\" cannot be learned everywhere a client can ask for it. This operation shows it:
        %s
        From %s, where it is an @interfaceObject:
        %s\
        """
            .formatted(
                contract.name(),
                Witness.print(state, typename, supergraph),
                Words.names(
                    bySubgraph(local, state).values().stream()
                        .map(at -> supergraph.subgraphs().get(at.subgraph()).service())
                        .toList()),
                String.join("\n", reasons)));
  }

  /** Kept for messages: a state's positions by subgraph, in order. */
  static SequencedMap<Integer, Position> bySubgraph(LocalReach local, State state) {
    SequencedMap<Integer, Position> found = new LinkedHashMap<>();
    BitSet positions = state.positions();
    for (int at = positions.nextSetBit(0); at >= 0; at = positions.nextSetBit(at + 1)) {
      Position position = local.position(at);
      found.putIfAbsent(position.subgraph(), position);
    }
    return found;
  }
}
