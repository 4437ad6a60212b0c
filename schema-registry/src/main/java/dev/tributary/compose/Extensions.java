package dev.tributary.compose;

import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** A type that subgraphs only extend must be defined by some other one. */
final class Extensions {
  private Extensions() {}

  static void check(List<SubgraphSchema> schemas, Problems problems) {
    SequencedMap<String, List<Place>> extended = new LinkedHashMap<>();
    Set<String> defined = new HashSet<>();
    for (SubgraphSchema schema : schemas) {
      for (TypeNode type : schema.types().values()) {
        if (type.head().extensionOnly()) {
          extended.computeIfAbsent(type.name(), _ -> new ArrayList<>()).add(type.place());
        } else {
          defined.add(type.name());
        }
      }
    }
    extended.forEach(
        (name, places) -> {
          if (!defined.contains(name) && !TypeMerge.isRoot(name)) {
            problems.error(
                "EXTENSION_WITH_NO_BASE",
                name,
                places,
                "\"%s\" is extended, and no subgraph defines it: define it in one, or mend the name."
                    .formatted(name));
          }
        });
  }
}
