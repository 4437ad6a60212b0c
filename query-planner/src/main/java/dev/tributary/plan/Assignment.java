package dev.tributary.plan;

import dev.tributary.graph.Cost;
import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses, for everything that is wanted at one position together, the subgraphs that answer.
 *
 * <p>What has one option only decides first. A subgraph that has to be entered anyway is free for
 * the others, so that a position is completed with few calls. Where options are close, {@link
 * Choices} decides, and the search tries the others too.
 */
final class Assignment {

  /** Options that look worse than the best by more than this are not tried. */
  private static final int CLOSE = Cost.UNIT;

  private final QueryGraph graph;
  private final Estimates estimates;
  private final Choices choices;

  Assignment(QueryGraph graph, Estimates estimates, Choices choices) {
    this.graph = graph;
    this.estimates = estimates;
    this.choices = choices;
  }

  /** Fills in what is chosen; leaves it empty where nothing is possible. */
  void choose(List<Wanted> wanted) {
    Set<Integer> entered = new HashSet<>();
    List<Wanted> open = new ArrayList<>();
    for (Wanted one : wanted) {
      List<Option> sufficient = one.options.stream().filter(Option::isSufficient).toList();
      if (sufficient.isEmpty()) {
        one.chosen.addAll(together(one));
        one.chosen.forEach(option -> enter(entered, option));
      } else if (sufficient.size() == 1) {
        one.chosen.add(sufficient.getFirst());
        enter(entered, sufficient.getFirst());
      } else {
        open.add(one);
      }
    }
    open.sort(Comparator.comparingInt(one -> one.options.size()));
    for (int i = 0; i < open.size(); i++) {
      Wanted one = open.get(i);
      Option option = pick(one, entered, open.subList(i + 1, open.size()));
      one.chosen.add(option);
      enter(entered, option);
    }
  }

  private static void enter(Set<Integer> entered, Option option) {
    if (option.access() == null) {
      entered.add(option.subgraph());
    }
  }

  private Option pick(Wanted one, Set<Integer> entered, List<Wanted> others) {
    List<Option> sorted =
        one.options.stream()
            .filter(Option::isSufficient)
            .sorted(
                Comparator.<Option>comparingInt(option -> cost(option, entered))
                    .thenComparingInt(option -> option.access() == null ? 1 : 0)
                    .thenComparingInt(option -> entered.contains(option.subgraph()) ? 0 : 1)
                    .thenComparingInt(option -> -wantedBy(others, option.subgraph()))
                    .thenComparing(option -> graph.subgraph(option.subgraph()).name()))
            .toList();
    int best = cost(sorted.getFirst(), entered);
    // A leaf that costs nothing where it is has no better place.
    boolean settled = best == 0 && one.demand.children() == null;
    int close =
        settled
            ? 1
            : (int)
                sorted.stream().takeWhile(option -> cost(option, entered) - best <= CLOSE).count();
    return sorted.get(choices.pick(close));
  }

  private static int cost(Option option, Set<Integer> entered) {
    boolean paid = !option.requires() && entered.contains(option.subgraph());
    return (paid ? 0 : option.entry()) + option.below();
  }

  private static int wantedBy(List<Wanted> others, int subgraph) {
    int count = 0;
    for (Wanted other : others) {
      for (Option option : other.options) {
        if (option.subgraph() == subgraph && option.isSufficient()) {
          count++;
        }
      }
    }
    return count;
  }

  /**
   * No one place has all that is wanted below: takes the fewest that have it together. A value type
   * whose fields live in several subgraphs, and that has no key, is completed like this.
   */
  private List<Option> together(Wanted one) {
    List<Option> kept = new ArrayList<>(one.options);
    if (!one.demand.field().call().isEmpty()) {
      return List.of(); // A mutation is called exactly once.
    }
    if (kept.isEmpty() || !suffice(one, kept)) {
      return List.of();
    }
    List<Option> costliest = new ArrayList<>(kept);
    costliest.sort(Comparator.comparingInt(Option::entry).reversed());
    for (Option option : costliest) {
      kept.remove(option);
      if (kept.isEmpty() || !suffice(one, kept)) {
        kept.add(option);
      }
    }
    kept.sort(Comparator.comparingInt(Option::entry));
    return kept;
  }

  private boolean suffice(Wanted one, List<Option> options) {
    List<Node> nodes = new ArrayList<>();
    TypeSet types = TypeSet.EMPTY;
    if (one.known != null && one.known.child != null) {
      one.known.child.accesses().forEach(access -> nodes.add(access.node()));
      types = one.known.child.types();
    }
    for (Option option : options) {
      Resolver resolver = resolver(one, option);
      if (resolver != null) {
        nodes.add(Estimates.next(resolver));
        types = types.or(graph.possibleIn(resolver.type().namedType(), resolver.subgraph()));
      }
    }
    return estimates.of(one.demand.children(), types, nodes) != Estimates.IMPOSSIBLE;
  }

  private @Nullable Resolver resolver(Wanted one, Option option) {
    Node node =
        option.access() == null ? new Node(option.subgraph(), null) : option.access().node();
    return graph.resolver(one.types.first(), one.demand.field().name(), node);
  }
}
