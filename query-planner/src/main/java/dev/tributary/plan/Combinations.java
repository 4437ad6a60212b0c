package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several places that answer one field together: what is wanted below is divided among them. That
 * is how a value type is completed whose fields live in several subgraphs, and that has no key. It
 * is also quicker than one place, where the others can be asked beside it instead of after it: a
 * root field that several subgraphs share.
 */
final class Combinations {

  /** Looking at every place of a field that a hundred share would take too long. */
  private static final int MOST_IDLE = 3;

  /** Of the places that have a field. Where there are many, one is mostly as good as the next. */
  private static final int MOST_TRIED = 8;

  private final QueryGraph graph;
  private final Estimates estimates;

  Combinations(QueryGraph graph, Estimates estimates) {
    this.graph = graph;
    this.estimates = estimates;
  }

  /** The fewest places that have it together, when none has it alone; empty when all have not. */
  List<Option> needed(Wanted one) {
    List<Option> kept = new ArrayList<>(one.options);
    if (!one.demand.field().call().isEmpty()) {
      return List.of(); // A mutation is called exactly once.
    }
    if (kept.isEmpty() || !below(one, kept).isPossible()) {
      return List.of();
    }
    List<Option> costliest = new ArrayList<>(kept);
    costliest.sort(Comparator.comparingInt((Option option) -> option.entry().total()).reversed());
    for (Option option : costliest) {
      kept.remove(option);
      if (kept.isEmpty() || !below(one, kept).isPossible()) {
        kept.add(option);
      }
    }
    kept.sort(Comparator.comparingInt(option -> option.entry().total()));
    return kept;
  }

  /**
   * Adds to one sufficient place those that save more than they cost; just {@code first} when none
   * does.
   *
   * @param entered subgraphs that are entered for other fields anyway
   */
  List<Option> saving(Wanted one, Option first, Set<Integer> entered) {
    List<Demand> children = one.demand.children();
    List<Option> chosen = new ArrayList<>(List.of(first));
    if (children == null
        || one.options.size() < 2
        || first.below().equals(Foreseen.NOTHING)
        || !one.demand.field().call().isEmpty()
        || !hasOneType(one, first)) {
      return chosen;
    }
    for (Demand child : children) {
      Foreseen alone = estimates.of(child, types(one, chosen), nodes(one, chosen));
      if (alone.equals(Foreseen.NOTHING)) {
        continue;
      }
      int tried = 0;
      for (Option option : one.options) {
        if (option.requires()
            || !mayHave(option, child)
            || chosen.contains(option)
            || !hasOneType(one, option)) {
          continue;
        }
        if (tried++ == MOST_TRIED) {
          break;
        }
        chosen.add(option);
        Foreseen with = estimates.of(child, types(one, chosen), nodes(one, chosen));
        boolean saves =
            with.isPossible() && with.total() + entry(option, entered).total() < alone.total();
        if (saves) {
          break;
        }
        chosen.removeLast();
      }
    }
    return withoutIdle(one, chosen, entered);
  }

  /**
   * Leaves out places whose share the others have as well by now: of the first ones only, for those
   * added last have been found to save something beside all others.
   */
  private List<Option> withoutIdle(Wanted one, List<Option> chosen, Set<Integer> entered) {
    List<Option> kept = chosen;
    for (int i = Math.min(kept.size(), MOST_IDLE) - 1; i >= 0 && kept.size() > 1; i--) {
      List<Option> others = new ArrayList<>(kept);
      others.remove(i);
      if (below(one, others).isPossible()
          && cost(one, others, entered) < cost(one, kept, entered)) {
        kept = others;
      }
    }
    return kept;
  }

  /** Cheap to say, and mostly no. */
  private boolean mayHave(Option option, Demand child) {
    return option.access() != null && option.access().node().provided() != null
        || graph.resolving(child.field().name(), option.subgraph()).intersects(child.types());
  }

  /** What it takes to have all from these. */
  int cost(Wanted one, List<Option> options, Set<Integer> entered) {
    Foreseen entry = Foreseen.NOTHING;
    for (Option option : options) {
      entry = entry.and(entry(option, entered));
    }
    Foreseen below = options.size() == 1 ? options.getFirst().below() : below(one, options);
    return entry.then(below).total();
  }

  private static Foreseen entry(Option option, Set<Integer> entered) {
    boolean paid = !option.requires() && entered.contains(option.subgraph());
    return paid ? Foreseen.NOTHING : option.entry();
  }

  private Foreseen below(Wanted one, List<Option> options) {
    return estimates.of(one.demand.children(), types(one, options), nodes(one, options));
  }

  private List<Node> nodes(Wanted one, List<Option> options) {
    List<Node> nodes = new ArrayList<>();
    if (one.known != null && one.known.child != null) {
      one.known.child.accesses().forEach(access -> nodes.add(access.node()));
    }
    for (Option option : options) {
      Resolver resolver = resolver(one.types.first(), one, option);
      if (resolver != null) {
        nodes.add(Estimates.next(resolver));
      }
    }
    return nodes;
  }

  private TypeSet types(Wanted one, List<Option> options) {
    TypeSet types =
        one.known == null || one.known.child == null ? TypeSet.EMPTY : one.known.child.types();
    for (Option option : options) {
      Resolver resolver = resolver(one.types.first(), one, option);
      if (resolver != null) {
        types = types.or(graph.possibleIn(resolver.type().namedType(), resolver.subgraph()));
      }
    }
    return types;
  }

  /**
   * Whether the field is the same there for all objects: else it is several fields upstream, which
   * are not merged with those of another place one by one.
   */
  private boolean hasOneType(Wanted one, Option option) {
    Resolver first = resolver(one.types.first(), one, option);
    for (int type : one.types.toArray()) {
      Resolver other = resolver(type, one, option);
      if (first == null || other == null || !first.type().equals(other.type())) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Resolver resolver(int type, Wanted one, Option option) {
    Node node =
        option.access() == null ? new Node(option.subgraph(), null) : option.access().node();
    return graph.resolver(type, one.demand.field().name(), node);
  }
}
