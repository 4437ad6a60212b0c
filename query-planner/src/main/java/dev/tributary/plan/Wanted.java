package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A demand that has yet to find the subgraph which answers it. */
final class Wanted {

  final Demand demand;

  /** The types for which all options are the same. */
  final TypeSet types;

  /** The field as it is read already, when what is wanted below cannot all be had there. */
  final @Nullable DataField known;

  final List<Option> options;
  final List<Option> chosen = new ArrayList<>(1);

  Wanted(Demand demand, TypeSet types, @Nullable DataField known, List<Option> options) {
    this.demand = demand;
    this.types = types;
    this.known = known;
    this.options = List.copyOf(options);
  }

  /**
   * With one of each demand that the same access answers for several types: what is wanted below
   * would otherwise be planned once for each part, and for each part of that, level by level.
   */
  static List<Wanted> joined(List<Wanted> all) {
    Map<Same, Wanted> joined = new LinkedHashMap<>();
    List<Wanted> result = new ArrayList<>(all.size());
    for (Wanted one : all) {
      Same same = one.same();
      Wanted known = same == null ? null : joined.get(same);
      if (same == null || known == null) {
        result.add(one);
        if (same != null) {
          joined.put(same, one);
        }
      } else {
        Wanted both = new Wanted(one.demand, known.types.or(one.types), null, known.options);
        both.chosen.addAll(known.chosen);
        joined.put(same, both);
        result.set(result.indexOf(known), both);
      }
    }
    return result;
  }

  /** By identity: demands are told apart by it, and accesses are. */
  private record Same(Demand demand, Access access) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && demand == same.demand && access == same.access;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(demand) + System.identityHashCode(access);
    }
  }

  /** Null unless it is read where we are, whole and without requirements. */
  private @Nullable Same same() {
    if (known != null || chosen.size() != 1) {
      return null;
    }
    Option only = chosen.getFirst();
    return only.access() == null || only.requires() ? null : new Same(demand, only.access());
  }

  /** Whether a subgraph has to be entered for it. */
  boolean hasToEnter() {
    return chosen.stream().anyMatch(option -> option.access() == null);
  }

  /**
   * A place that resolves the field.
   *
   * @param access where the object is read already; null when the subgraph has to be entered
   * @param requires whether the field has requirements or context arguments, so that it is asked
   *     for with a representation of its own even where we already are
   * @param entry what it takes to get there
   * @param below what is wanted below takes, from there; {@link Foreseen#IMPOSSIBLE} when not all
   *     of it can be had
   */
  record Option(
      int subgraph, @Nullable Access access, boolean requires, Foreseen entry, Foreseen below) {

    boolean isSufficient() {
      return below.isPossible();
    }
  }
}
