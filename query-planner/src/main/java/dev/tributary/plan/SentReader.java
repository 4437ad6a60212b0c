package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says how a key, requirement or context is sent whose fields have been planned for. */
final class SentReader {

  private final QueryGraph graph;
  private final TypenamePlanner typenames;

  SentReader(QueryGraph graph, TypenamePlanner typenames) {
    this.graph = graph;
    this.typenames = typenames;
  }

  /**
   * Where something is sent, and what for.
   *
   * @param inputs gathers the upstream fields that it is read from
   */
  record Sending(int subgraph, Guard guard, boolean required, Set<UpstreamField> inputs) {}

  /**
   * @param demands planned at the position before
   */
  List<Sent> read(Position at, List<Demand> demands, Sending sending) {
    List<Sent> result = new ArrayList<>();
    for (Demand demand : demands) {
      if (demand.field().name().equals(QueryGraph.TYPENAME)) {
        continue; // Sent anyway, where it matters.
      }
      TypeSet open = demand.types().and(at.types());
      for (DataField field : at.fields(demand.field())) {
        TypeSet types = field.types.and(open);
        if (types.isEmpty()) {
          continue;
        }
        open = open.without(types);
        result.add(read(field, types, demand, sending));
      }
    }
    return result;
  }

  private Sent read(DataField field, TypeSet types, Demand demand, Sending sending) {
    String name = demand.field().name();
    Position child = field.child;
    if (child == null || demand.children() == null) {
      sending.inputs().add(field.sources.getFirst());
      return Sent.leaf(name, field.dataKey, types, sending.required());
    }
    List<Sent> below = new ArrayList<>();
    if (!child.isConcrete()) {
      sending.inputs().addAll(typenames.tell(child, child.types(), sending.guard()));
      below.add(
          Sent.leaf(QueryGraph.TYPENAME, QueryGraph.TYPENAME, child.types(), sending.required()));
    }
    below.addAll(read(child, demand.children(), sending));
    sending.inputs().add(field.sources.getFirst());
    return new Sent(
        name,
        field.dataKey,
        types,
        sending.required(),
        child.types(),
        knownTo(sending.subgraph(), types, name, child.types()),
        below);
  }

  /** Which of these objects can be told of: the target may know fewer members of a union. */
  private TypeSet knownTo(int subgraph, TypeSet types, String field, TypeSet below) {
    TypeSet known = TypeSet.EMPTY;
    for (int type : types.toArray()) {
      String there = graph.typeIn(type, subgraph);
      TypeRef own = there == null ? null : graph.ownType(there, field, subgraph);
      if (own == null) {
        return below;
      }
      known = known.or(graph.possibleIn(own.namedType(), subgraph));
    }
    return known.intersects(below) ? known.and(below) : below;
  }
}
