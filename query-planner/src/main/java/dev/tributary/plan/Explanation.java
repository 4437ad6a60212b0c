package dev.tributary.plan;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Wanted.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says why a demand cannot be answered: where it stands, and what was tried. */
final class Explanation {

  private final QueryGraph graph;
  private final Estimates estimates;

  Explanation(QueryGraph graph, Estimates estimates) {
    this.graph = graph;
    this.estimates = estimates;
  }

  UnplannableException of(Position at, Wanted wanted) {
    String field = wanted.demand.field().name();
    String path = at.via == null ? field : Paths.print(at) + "." + field;
    List<String> tried = new ArrayList<>();
    for (Option option : wanted.options) {
      Node node =
          option.access() == null ? new Node(option.subgraph(), null) : option.access().node();
      Resolver resolver = graph.resolver(wanted.types.first(), field, node);
      if (resolver != null) {
        tried.add(name(option.subgraph()) + " lacks " + path + missing(wanted.demand, resolver));
      }
    }
    if (tried.isEmpty()) {
      tried.add(from(at, wanted.types.first()));
    }
    return new UnplannableException(
        "no subgraph can answer " + path + ": " + String.join("; ", tried));
  }

  /** The first field below that cannot be had from where the resolver leads. */
  private String missing(Demand demand, Resolver resolver) {
    if (demand.children() == null) {
      return "";
    }
    Node node = Estimates.next(resolver);
    TypeSet types = graph.possibleIn(resolver.type().namedType(), resolver.subgraph());
    for (Demand child : demand.children()) {
      if (estimates.of(child, types, List.of(node)).isPossible()) {
        continue;
      }
      for (int type : child.types().and(types).toArray()) {
        Resolver next = graph.resolver(type, child.field().name(), node);
        if (next != null) {
          return "." + child.field().name() + missing(child, next);
        }
      }
      return "." + child.field().name();
    }
    return "";
  }

  private String from(Position at, int type) {
    String read =
        at.accesses().stream()
            .map(access -> name(access.node().subgraph()))
            .distinct()
            .collect(Collectors.joining(", "));
    return read.isEmpty()
        ? "nobody resolves it"
        : "no key of "
            + graph.object(type)
            + " leads from "
            + read
            + " to a subgraph that resolves it";
  }

  private String name(int subgraph) {
    return graph.subgraph(subgraph).name();
  }
}
