package dev.tributary.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.access.AccessRules;
import dev.tributary.access.Atom;
import dev.tributary.access.FilteredOperation;
import dev.tributary.access.Reachable;
import dev.tributary.operation.Operation;
import dev.tributary.plan.PlanTooLargeException;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Supergraph;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Plans what is left of operations. Where a caller may not see the fields of a key, the plan must
 * not use that key, although the caller never asked for it: it is planned on the supergraph without
 * it. Safe for use by many threads.
 */
final class AccessPlanner {

  /** Supergraphs without some keys are as large as the whole; few callers need one. */
  private static final int MOST_PLANNERS = 8;

  private final AccessRules access;
  private final Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners;
  private final BiFunction<Operation, Predicate<String>, QueryPlan> whole;

  /** Everything that is asked for some key. */
  private final Set<Atom> keys;

  /** By what is met of {@link #keys}. */
  private final Cache<Set<Atom>, BiFunction<Operation, Predicate<String>, QueryPlan>> restricted =
      Caffeine.newBuilder().maximumSize(MOST_PLANNERS).build();

  AccessPlanner(
      Supergraph supergraph,
      AccessRules access,
      Function<Supergraph, BiFunction<Operation, Predicate<String>, QueryPlan>> planners) {
    this.access = access;
    this.planners = planners;
    this.whole = planners.apply(supergraph);
    this.keys = access.isEmpty() ? Set.of() : access.keys();
  }

  /**
   * @param left the operation; more may be withheld of it than was asked to be
   */
  record Planned(QueryPlan plan, FilteredOperation left) {}

  /**
   * Plans an operation.
   *
   * @param unmet what is asked anywhere on its ways and not met
   * @param overrides the labels of the progressive overrides that apply
   * @throws PlanningException when the subgraphs cannot answer it
   */
  Planned plan(FilteredOperation filtered, Set<Atom> unmet, Set<String> overrides) {
    Set<Atom> forbidden = new HashSet<>(unmet);
    forbidden.retainAll(keys);
    if (forbidden.isEmpty()) {
      return new Planned(whole.apply(filtered.operation(), overrides::contains), filtered);
    }
    Set<Atom> met = new HashSet<>(keys);
    met.removeAll(forbidden);
    BiFunction<Operation, Predicate<String>, QueryPlan> planner =
        restricted.get(Set.copyOf(met), some -> planners.apply(access.withoutForbiddenKeys(some)));
    try {
      return new Planned(planner.apply(filtered.operation(), overrides::contains), filtered);
    } catch (PlanTooLargeException e) {
      throw e;
    } catch (PlanningException e) {
      FilteredOperation left =
          Reachable.of(filtered, part -> isPlannable(part, planner, overrides));
      return new Planned(planner.apply(left.operation(), overrides::contains), left);
    }
  }

  private static boolean isPlannable(
      Operation operation,
      BiFunction<Operation, Predicate<String>, QueryPlan> planner,
      Set<String> overrides) {
    try {
      QueryPlan _ = planner.apply(operation, overrides::contains);
      return true;
    } catch (PlanningException e) {
      return false;
    }
  }
}
