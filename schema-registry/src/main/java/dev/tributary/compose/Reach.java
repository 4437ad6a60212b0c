package dev.tributary.compose;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What can be reached from where: for each {@link Position} the positions that entity moves lead to
 * while staying at the same object, and the fields that can be read on the way. What a subgraph
 * answers without being left is {@link LocalReach}'s.
 *
 * <p>What a move or a field needs must be had from where it is taken: from that subgraph, or by
 * moves from there. The answer is the least fixed point of "a move is possible when what it sends
 * can be read", found by repeating until nothing new comes. That also settles cycles (a key that
 * needs the field that needs the key): they never become possible. The number of positions is the
 * number of (type, subgraph) pairs, more only below {@code @provides}; paths are never enumerated.
 */
final class Reach {
  private final Supergraph supergraph;
  private final LocalReach local;

  /** For each position what it leads to, itself included, ascending. */
  private final List<int[]> reached = new ArrayList<>();

  /** For each position the first one that leads to exactly the same. */
  private int[] representatives = {};

  private final Map<String, List<Move>> moves = new HashMap<>();
  private final Set<Reading> readable = new HashSet<>();
  private final Set<Reading> underWay = new HashSet<>();

  /** Not readable as far as is known now; forgotten whenever something new is reached. */
  private final Set<Reading> unreadable = new HashSet<>();

  private int cyclesMet;

  /** A field with a requirement, read at {@code at}. */
  private record Reading(int at, String field) {}

  /**
   * Entering subgraphs by a key.
   *
   * @param targets where it leads, ascending
   */
  private record Move(FieldSet key, int[] targets) {}

  Reach(Supergraph supergraph, LocalReach local) {
    this.supergraph = supergraph;
    this.local = local;
    for (int at = 0; at < local.size(); at++) {
      reached.add(new int[] {at});
    }
    settle();
    represent();
  }

  /** Every position of the same object that can be reached from {@code start}, itself included. */
  int[] from(int start) {
    return reached.get(start);
  }

  /** Stands for all positions of the same type from which the same can be had. */
  int representative(int start) {
    return representatives[start];
  }

  private void settle() {
    BitSet open = new BitSet();
    open.set(0, local.size());
    boolean grew = true;
    while (grew) {
      grew = false;
      for (int start = open.nextSetBit(0); start >= 0; start = open.nextSetBit(start + 1)) {
        while (step(start)) {
          grew = true;
        }
        if (isComplete(start)) {
          open.clear(start);
        }
      }
    }
  }

  private boolean step(int start) {
    boolean moved = false;
    for (int at : reached.get(start)) {
      // Where a later hop leads, this start leads too.
      if (!containsAll(reached.get(start), reached.get(at))) {
        reached.set(start, union(reached.get(start), reached.get(at)));
        moved = true;
      }
    }
    for (Move move : moves(local.position(start).type())) {
      if (!containsAll(reached.get(start), move.targets()) && selectable(start, move.key())) {
        reached.set(start, union(reached.get(start), move.targets()));
        moved = true;
      }
    }
    if (moved) {
      unreadable.clear();
    }
    return moved;
  }

  private boolean isComplete(int start) {
    return moves(local.position(start).type()).stream()
        .allMatch(move -> containsAll(reached.get(start), move.targets()));
  }

  private static boolean containsAll(int[] set, int[] wanted) {
    for (int one : wanted) {
      if (Arrays.binarySearch(set, one) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int[] union(int[] one, int[] other) {
    return IntStream.concat(Arrays.stream(one), Arrays.stream(other)).sorted().distinct().toArray();
  }

  /**
   * In a graph where every subgraph knows an entity, all its positions lead to each other: looking
   * at one is enough. Only object types: what may come from an abstract position is its own.
   */
  private void represent() {
    representatives = new int[local.size()];
    Map<String, Map<List<Integer>, Integer>> first = new HashMap<>();
    for (int at = 0; at < local.size(); at++) {
      int id = at;
      String type = local.position(id).type();
      representatives[id] =
          supergraph.types().get(type) instanceof ObjectType
              ? first
                  .computeIfAbsent(type, _ -> new HashMap<>())
                  .computeIfAbsent(Arrays.stream(reached.get(id)).boxed().toList(), _ -> id)
              : id;
    }
  }

  /** The moves from an object of {@code type}, whichever subgraph it came from. */
  private List<Move> moves(String type) {
    return moves.computeIfAbsent(type, this::findMoves);
  }

  private List<Move> findMoves(String type) {
    if (!(supergraph.types().get(type) instanceof WithFields withFields)) {
      return List.of();
    }
    if (isRoot(type)) {
      return List.of(move(type, new FieldSet(List.of()), withFields.in().keySet()));
    }
    List<Move> found = new ArrayList<>();
    keyMoves(withFields, _ -> true, found);
    // An object is also what any interface object says of its interface.
    for (String name : withFields.interfaces().keySet()) {
      if (supergraph.types().get(name) instanceof InterfaceType contract) {
        keyMoves(contract, InSubgraph::interfaceObject, found);
      }
    }
    return List.copyOf(found);
  }

  private void keyMoves(WithFields type, Predicate<InSubgraph> which, List<Move> into) {
    SequencedMap<FieldSet, List<Integer>> byKey = new LinkedHashMap<>();
    type.in()
        .forEach(
            (subgraph, in) -> {
              if (which.test(in)) {
                for (Key key : in.keys()) {
                  if (key.resolvable()) {
                    byKey.computeIfAbsent(key.fields(), _ -> new ArrayList<>()).add(subgraph);
                  }
                }
              }
            });
    byKey.forEach((key, subgraphs) -> into.add(move(type.name(), key, subgraphs)));
  }

  private Move move(String type, FieldSet key, Collection<Integer> subgraphs) {
    int[] targets =
        subgraphs.stream()
            .mapToInt(subgraph -> local.position(type, subgraph, null).id())
            .sorted()
            .distinct()
            .toArray();
    return new Move(key, targets);
  }

  private boolean isRoot(String type) {
    return type.equals(supergraph.queryType())
        || type.equals(supergraph.mutationType())
        || type.equals(supergraph.subscriptionType());
  }

  /** Whether all of {@code fields} can be read at the object met at {@code start}. */
  boolean selectable(int start, FieldSet fields) {
    for (FieldSet.Selection selection : fields.selections()) {
      boolean ok =
          switch (selection) {
            case FieldSet.Field field -> selectable(start, field);
            case FieldSet.Fragment fragment -> selectable(start, fragment);
          };
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private boolean selectable(int start, FieldSet.Field field) {
    if (field.name().equals("__typename")) {
      return true;
    }
    for (int at : reached.get(start)) {
      if (canRead(at, field.name())) {
        FieldSet below = field.selection();
        if (below == null) {
          return true;
        }
        Position result = local.result(at, field.name());
        if (result == null || selectable(result.id(), below)) {
          return true;
        }
      }
    }
    return explodes(start, field);
  }

  /** A field of an interface can also be read on every object type that may come from there. */
  private boolean explodes(int start, FieldSet.Field field) {
    Set<String> types = local.runtimeTypes(local.position(start));
    if (types.isEmpty() || (types.size() == 1 && types.contains(local.position(start).type()))) {
      return false;
    }
    for (String type : types) {
      if (!selectable(local.cast(start, type).id(), new FieldSet(List.of(field)))) {
        return false;
      }
    }
    return true;
  }

  private boolean selectable(int start, FieldSet.Fragment fragment) {
    for (String type : local.runtimeTypes(local.position(start))) {
      if (local.isA(type, fragment.typeCondition())
          && !selectable(local.cast(start, type).id(), fragment.selection())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the field can be read at {@code at}, what it requires being had from there. Never when
   * arguments come from a context: that depends on the path, of which nothing is known here.
   */
  boolean canRead(int at, String field) {
    Position position = local.position(at);
    FieldInSubgraph in = local.inSubgraph(position.type(), field, position.subgraph());
    return in != null && in.contextArguments().isEmpty() && canReadContextual(at, field);
  }

  /** The same, provided that all contexts can be read that the field needs. */
  boolean canReadContextual(int at, String field) {
    Position position = local.position(at);
    FieldInSubgraph in = local.inSubgraph(position.type(), field, position.subgraph());
    if (in == null || !local.answers(position, field, in)) {
      return false;
    }
    FieldSet requires = in.requires();
    if (requires == null) {
      return true;
    }
    Reading reading = new Reading(at, field);
    if (readable.contains(reading)) {
      return true;
    }
    if (unreadable.contains(reading)) {
      return false;
    }
    if (!underWay.add(reading)) {
      cyclesMet++;
      return false;
    }
    int cyclesBefore = cyclesMet;
    boolean met = selectable(at, requires) && (selectableHere(at, requires) || canReturn(at));
    underWay.remove(reading);
    if (met) {
      readable.add(reading);
    } else if (cyclesMet == cyclesBefore) {
      // An answer that leant on an unfinished one may change; any other stands for now.
      unreadable.add(reading);
    }
    return met;
  }

  /** Whether the subgraph can be entered again for the object, by a key that can be read there. */
  boolean canReenter(int at) {
    Position position = local.position(at);
    InSubgraph in =
        supergraph.types().get(position.type()) instanceof WithFields withFields
            ? withFields.in().get(position.subgraph())
            : null;
    return in != null
        && in.keys().stream().anyMatch(key -> key.resolvable() && selectable(at, key.fields()));
  }

  /** Whether the subgraph at hand answers all of {@code fields} without being left. */
  private boolean selectableHere(int at, FieldSet fields) {
    Set<String> types = local.runtimeTypes(local.position(at));
    for (FieldSet.Selection selection : fields.selections()) {
      boolean ok =
          switch (selection) {
            case FieldSet.Field field -> fieldHere(at, field, types);
            case FieldSet.Fragment fragment ->
                types.stream()
                    .filter(type -> local.isA(type, fragment.typeCondition()))
                    .allMatch(
                        type -> selectableHere(local.cast(at, type).id(), fragment.selection()));
          };
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private boolean fieldHere(int at, FieldSet.Field field, Set<String> types) {
    if (field.name().equals("__typename")) {
      return true;
    }
    String own = local.position(at).type();
    if (!canRead(at, field.name())) {
      FieldSet alone = new FieldSet(List.of(field));
      return !types.isEmpty()
          && !types.contains(own)
          && types.stream().allMatch(type -> selectableHere(local.cast(at, type).id(), alone));
    }
    FieldSet below = field.selection();
    Position result = below == null ? null : local.result(at, field.name());
    return below == null || result == null || selectableHere(result.id(), below);
  }

  /** Whether the object's subgraph can be entered again, once what was required is at hand. */
  boolean canReturn(int at) {
    Position position = local.position(at);
    return moves(position.type()).stream()
        .anyMatch(
            move ->
                Arrays.stream(move.targets())
                        .anyMatch(
                            target -> local.position(target).subgraph() == position.subgraph())
                    && selectable(at, move.key()));
  }
}
