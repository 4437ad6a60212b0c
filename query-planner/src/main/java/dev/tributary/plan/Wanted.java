package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.List;
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
