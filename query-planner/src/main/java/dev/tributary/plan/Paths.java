package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.FetchTarget.PathElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Paths of positions in the merged data. */
final class Paths {
  private Paths() {}

  static List<PathElement> of(Position at, QueryGraph graph) {
    List<PathElement> path = new ArrayList<>();
    add(path, at, graph);
    return path;
  }

  private static void add(List<PathElement> path, Position at, QueryGraph graph) {
    DataField via = at.via;
    if (via == null) {
      return;
    }
    add(path, via.parent, graph);
    if (!via.types.containsAll(via.parent.types())) {
      path.add(new PathElement.OnTypes(names(via.types, graph)));
    }
    path.add(new PathElement.Key(via.dataKey));
  }

  static Set<String> names(TypeSet types, QueryGraph graph) {
    Set<String> names = new HashSet<>();
    types.forEach(type -> names.add(graph.object(type)));
    return names;
  }

  /** For messages. */
  static String print(Position at) {
    DataField via = at.via;
    if (via == null) {
      return "the root";
    }
    return via.parent.via == null ? via.dataKey : print(via.parent) + "." + via.dataKey;
  }
}
