package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Demand.FieldKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field in an upstream selection. */
final class UpstreamField {

  final UpstreamSelection in;

  /** The object types for which it is selected. */
  final TypeSet types;

  final FieldKey field;
  final String dataKey;

  /** Null on a leaf. */
  final @Nullable UpstreamSelection below;

  /** What it requires of others: needed whenever it is itself. */
  private final List<UpstreamField> requirements = new ArrayList<>(0);

  /** What is sent for its sake, by data key of the object that it is a field of. */
  private final Set<String> requiredKeys = new LinkedHashSet<>(0);

  /** Arguments that are filled from a context, beside those in {@code field}. */
  private final SequencedMap<String, ContextValue> contexts = new LinkedHashMap<>(0);

  private Guard guard = Guard.NEVER;
  private boolean goesAlong;

  /**
   * @param type what is selected below, as the subgraph names it; null on a leaf
   */
  UpstreamField(
      UpstreamSelection in,
      TypeSet types,
      FieldKey field,
      String dataKey,
      @Nullable String type,
      TypeSet belowTypes) {
    this.in = in;
    this.types = types;
    this.field = field;
    this.dataKey = dataKey;
    this.below = type == null ? null : new UpstreamSelection(in.fetch, this, type, belowTypes);
    in.fields().add(this);
  }

  SequencedMap<String, ContextValue> contexts() {
    return contexts;
  }

  /** Fills an argument from a context. */
  void fill(String argument, ContextValue value) {
    contexts.put(argument, value);
    in.fetch.contexts().add(value);
  }

  /** When it is needed, conditions of what it stands in included. */
  Guard guard() {
    return guard;
  }

  /** It is asked for wherever what it stands in is. */
  void goAlong() {
    goesAlong = true;
    guard = Guard.ALWAYS;
  }

  Set<String> requiredKeys() {
    return requiredKeys;
  }

  /**
   * It cannot be resolved without these, now and whenever else it will be asked for.
   *
   * @param keys the data keys of those that stand beside it
   */
  void restOn(Collection<UpstreamField> required, Set<String> keys) {
    requiredKeys.addAll(keys);
    requirements.addAll(required);
    required.forEach(field -> field.touch(guard));
  }

  /** It is also needed when {@code more} holds, and so is everything it rests on. */
  void touch(Guard more) {
    if (!goesAlong && guard.covers(more)) {
      return;
    }
    guard = guard.or(more);
    requirements.forEach(field -> field.touch(more));
    if (in.in != null) {
      in.in.touch(more);
    } else {
      in.fetch.touch(more);
    }
  }
}
