package dev.tributary.plan;

import dev.tributary.graph.EntityMove;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * A request to one subgraph for the objects of one position: fields of a root type, or entities.
 * Several fetches may become one call later.
 */
final class Fetch {

  final int number;
  final int subgraph;
  final Operation.Kind kind;
  final Position at;
  final boolean entities;
  final UpstreamSelection selection;

  private final SequencedMap<EntityMove, Rule> rules = new LinkedHashMap<>();
  private final SequencedSet<ContextValue> contexts = new LinkedHashSet<>();
  private final Set<UpstreamField> inputs = new LinkedHashSet<>();
  private final SequencedSet<Fetch> after = new LinkedHashSet<>();
  private Guard guard = Guard.NEVER;

  /** How objects that enter by one move are represented. */
  static final class Rule {
    private TypeSet types;

    /** In order; grows while fields with requirements join. */
    private final List<Sent> sent = new ArrayList<>();

    Rule(TypeSet types) {
      this.types = types;
    }

    TypeSet types() {
      return types;
    }

    List<Sent> sent() {
      return sent;
    }
  }

  /** Root fields. */
  Fetch(int number, int subgraph, Operation.Kind kind, Position at, String type, TypeSet types) {
    this.number = number;
    this.subgraph = subgraph;
    this.kind = kind;
    this.at = at;
    this.entities = type.equals(UpstreamSelection.ENTITY);
    this.selection = new UpstreamSelection(this, null, type, types);
  }

  /** Entities. */
  static Fetch entities(int number, int subgraph, Position at) {
    return new Fetch(
        number, subgraph, Operation.Kind.QUERY, at, UpstreamSelection.ENTITY, TypeSet.EMPTY);
  }

  SequencedMap<EntityMove, Rule> rules() {
    return rules;
  }

  /** What its fields are filled from: one value each for every entity. */
  SequencedSet<ContextValue> contexts() {
    return contexts;
  }

  SequencedSet<Fetch> after() {
    return after;
  }

  Guard guard() {
    return guard;
  }

  /** It is also needed when {@code more} holds, and so is everything it rests on. */
  void touch(Guard more) {
    if (guard.covers(more)) {
      return;
    }
    guard = guard.or(more);
    inputs.forEach(input -> input.touch(more));
  }

  /** Whether these representations can be sent along with those that are sent already. */
  boolean accepts(Representations more) {
    return more.byMove().entrySet().stream()
        .allMatch(entry -> accepts(entry.getKey(), entry.getValue()));
  }

  /**
   * An object that may enter by several moves is represented by one of them. With the key of any it
   * is found, but what one field requires is sent by that field's move only.
   */
  private boolean accepts(EntityMove move, Representations.Part part) {
    return rules.entrySet().stream()
        .allMatch(
            known -> {
              Rule rule = known.getValue();
              return known.getKey().equals(move)
                  ? Sent.canMerge(rule.sent, part.sent())
                  : !rule.types.intersects(part.types())
                      || !(Sent.require(rule.sent) || Sent.require(part.sent()));
            });
  }

  void add(Representations more) {
    for (Map.Entry<EntityMove, Representations.Part> entry : more.byMove().entrySet()) {
      TypeSet types = entry.getValue().types();
      Rule rule = rules.computeIfAbsent(entry.getKey(), move -> new Rule(types));
      rule.types = rule.types.or(types);
      Sent.merge(rule.sent, entry.getValue().sent());
      selection.admit(types);
    }
    for (UpstreamField input : more.inputs()) {
      if (inputs.add(input)) {
        after.add(input.in.fetch);
        input.touch(guard);
      }
    }
    more.requirements().forEach(input -> after.add(input.in.fetch));
  }

  /** Must not start before these have ended. */
  void startAfter(Collection<Fetch> others) {
    after.addAll(others);
  }

  /** How many others have to end, one after another, before this one. */
  int stage() {
    return stage(new HashMap<>());
  }

  /**
   * @param known those found before; gathers more
   */
  int stage(Map<Fetch, Integer> known) {
    Integer found = known.get(this);
    if (found != null) {
      return found;
    }
    int stage = 0;
    for (Fetch before : after) {
      stage = Math.max(stage, before.stage(known) + 1);
    }
    known.put(this, stage);
    return stage;
  }

  /** Whether this has to wait, directly or not, for {@code other}. */
  boolean restsOn(Fetch other) {
    return this == other || restsOn(other, new HashSet<>());
  }

  private boolean restsOn(Fetch other, Set<Fetch> seen) {
    for (Fetch before : after) {
      if (before == other || seen.add(before) && before.restsOn(other, seen)) {
        return true;
      }
    }
    return false;
  }
}
