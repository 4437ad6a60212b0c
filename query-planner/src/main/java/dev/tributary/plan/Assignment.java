package dev.tributary.plan;

import dev.tributary.graph.Cost;
import dev.tributary.graph.QueryGraph;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses, for everything that is wanted at one position together, the subgraphs that answer.
 *
 * <p>What has one option only decides first. A subgraph that has to be entered anyway is free for
 * the others, so that a position is completed with few calls. Where options are close, {@link
 * Choices} decides, and the search tries the others too.
 */
final class Assignment {

  /** What looks worse than the best by more than this is not tried. */
  private static final int CLOSE = Cost.UNIT;

  private final QueryGraph graph;
  private final Combinations combinations;
  private final Choices choices;

  Assignment(QueryGraph graph, Estimates estimates, Choices choices) {
    this.graph = graph;
    this.combinations = new Combinations(graph, estimates);
    this.choices = choices;
  }

  /** Fills in what is chosen; leaves it empty where nothing is possible. */
  void choose(List<Wanted> wanted) {
    Set<Integer> entered = new HashSet<>();
    List<Wanted> open = new ArrayList<>();
    for (Wanted one : wanted) {
      List<Option> sufficient = one.options.stream().filter(Option::isSufficient).toList();
      if (sufficient.isEmpty()) {
        take(one, combinations.needed(one), entered);
      } else if (one.options.size() == 1
          || sufficient.size() == 1 && sufficient.getFirst().below().equals(Foreseen.NOTHING)) {
        take(one, sufficient, entered);
      } else {
        open.add(one);
      }
    }
    open.sort(Comparator.comparingInt(one -> one.options.size()));
    for (int i = 0; i < open.size(); i++) {
      Wanted one = open.get(i);
      take(one, pick(one, entered, open.subList(i + 1, open.size())), entered);
    }
  }

  private static void take(Wanted one, List<Option> options, Set<Integer> entered) {
    one.chosen.addAll(options);
    for (Option option : options) {
      if (option.access() == null) {
        entered.add(option.subgraph());
      }
    }
  }

  /** One way of having what is wanted, and what it takes. */
  private record Way(List<Option> options, int cost) {}

  private List<Option> pick(Wanted one, Set<Integer> entered, List<Wanted> others) {
    List<Way> ways =
        one.options.stream()
            .filter(Option::isSufficient)
            .map(List::of)
            .map(options -> new Way(options, combinations.cost(one, options, entered)))
            .collect(Collectors.toCollection(ArrayList::new));
    int least = ways.stream().mapToInt(Way::cost).min().orElse(0);
    ways.removeIf(way -> way.cost() - least > CLOSE);
    ways.sort(
        Comparator.comparingInt(Way::cost)
            .thenComparing(way -> way.options().getFirst(), order(entered, others)));
    List<Option> several = combinations.saving(one, ways.getFirst().options().getFirst(), entered);
    if (several.size() > 1) {
      Way together = new Way(several, combinations.cost(one, several, entered));
      ways.add(together.cost() < least ? 0 : 1, together);
    }
    // A leaf that costs nothing where it is has no better place.
    if (least == 0 && one.demand.children() == null) {
      return ways.getFirst().options();
    }
    int limit = Math.min(least, ways.getFirst().cost()) + CLOSE;
    int close = (int) ways.stream().takeWhile(way -> way.cost() <= limit).count();
    return ways.get(choices.pick(close)).options();
  }

  /** Of places that cost the same. */
  private Comparator<Option> order(Set<Integer> entered, List<Wanted> others) {
    Map<Integer, Integer> wantedBy = new HashMap<>();
    return Comparator.<Option>comparingInt(option -> option.access() == null ? 1 : 0)
        .thenComparingInt(option -> entered.contains(option.subgraph()) ? 0 : 1)
        .thenComparingInt(
            option ->
                -wantedBy.computeIfAbsent(
                    option.subgraph(), subgraph -> wantedBy(others, subgraph)))
        .thenComparing(option -> graph.subgraph(option.subgraph()).name());
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
}
