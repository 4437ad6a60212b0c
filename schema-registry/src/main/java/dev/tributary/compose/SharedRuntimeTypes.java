package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A field that several subgraphs resolve must give the same whichever is asked. One that returns an
 * interface or union can only do so when all of them know some object type in common.
 */
final class SharedRuntimeTypes {
  private final Problems problems;

  SharedRuntimeTypes(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param resolving the sources that resolve the field
   */
  void check(String coordinate, List<Source<FieldNode>> resolving) {
    if (resolving.size() < 2) {
      return;
    }
    List<Set<String>> known = new ArrayList<>();
    List<Source<FieldNode>> telling = new ArrayList<>();
    int abstractTypes = 0;
    for (Source<FieldNode> source : resolving) {
      String name = source.node().type().namedType();
      TypeNode type = source.participant().schema().types().get(name);
      switch (type) {
        case TypeNode.ObjectNode _ -> {
          // An interface object stands for whatever the others mean.
          if (!source.participant().isInterfaceObject(name)) {
            telling.add(source);
            known.add(Set.of(name));
          }
        }
        case TypeNode.InterfaceNode _ -> {
          abstractTypes++;
          telling.add(source);
          known.add(new TreeSet<>(source.participant().roles().implementations(name)));
        }
        case TypeNode.UnionNode union -> {
          abstractTypes++;
          telling.add(source);
          known.add(new TreeSet<>(union.members().keySet()));
        }
        case null, default -> {
          return;
        }
      }
    }
    // A concrete type beside one abstract type is that subgraph's narrower promise, no other
    // answer.
    if (abstractTypes < 2 || known.stream().distinct().count() == 1) {
      return;
    }
    Set<String> common = new TreeSet<>(known.getFirst());
    known.forEach(common::retainAll);
    List<String> bySubgraph = new ArrayList<>();
    for (int i = 0; i < telling.size(); i++) {
      bySubgraph.add(
          "%s in \"%s\""
              .formatted(
                  Words.names(new TreeSet<>(known.get(i))), telling.get(i).participant().name()));
    }
    if (common.isEmpty()) {
      problems.error(
          "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES",
          coordinate,
          Source.places(resolving),
          "\"%s\" may return %s: no object type in common, so the subgraphs cannot mean the same. Resolve it in one of them only."
              .formatted(coordinate, Words.list(bySubgraph)));
    } else {
      problems.hint(
          Severity.WARN,
          "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
          coordinate,
          Source.places(resolving),
          "\"%s\" may return %s: make sure that every subgraph gives the same answer."
              .formatted(coordinate, Words.list(bySubgraph)));
    }
  }
}
