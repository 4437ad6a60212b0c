package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the one type of a field or argument that each subgraph types for itself: the most general
 * for what is returned, the most particular for what is taken.
 */
final class TypeRefMerge {
  private final Merging merging;

  TypeRefMerge(Merging merging) {
    this.merging = merging;
  }

  /**
   * @param allEqual whether every subgraph says the same
   */
  record Merged(TypeRef type, boolean allEqual) {}

  <N extends ElementNode> Merged output(
      String coordinate, List<Source<N>> sources, Function<N, TypeRef> typeOf) {
    return merge(
        coordinate,
        sources,
        typeOf,
        (candidate, type) -> merging.subtypes().isSubtype(candidate, type),
        "FIELD_TYPE_MISMATCH",
        "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE");
  }

  <N extends ElementNode> Merged input(
      String coordinate,
      List<Source<N>> sources,
      Function<N, TypeRef> typeOf,
      String mismatchCode,
      String hintCode) {
    return merge(
        coordinate,
        sources,
        typeOf,
        (candidate, type) -> merging.subtypes().isSubtype(type, candidate),
        mismatchCode,
        hintCode);
  }

  /** Whether the first type gives way to the second. */
  private interface GivesWay {
    boolean test(TypeRef candidate, TypeRef type);
  }

  private <N extends ElementNode> Merged merge(
      String coordinate,
      List<Source<N>> sources,
      Function<N, TypeRef> typeOf,
      GivesWay givesWay,
      String mismatchCode,
      String hintCode) {
    TypeRef merged = typeOf.apply(sources.getFirst().node());
    boolean allEqual = true;
    boolean compatible = true;
    for (Source<N> source : sources) {
      TypeRef type = typeOf.apply(source.node());
      if (type.equals(merged)) {
        continue;
      }
      allEqual = false;
      if (givesWay.test(merged, type)) {
        merged = type;
      } else if (!givesWay.test(type, merged)) {
        compatible = false;
      }
    }
    if (!compatible) {
      merging
          .problems()
          .error(
              mismatchCode,
              coordinate,
              Source.places(sources),
              "The types of \"%s\" do not go together: %s. Give it one type, or types that differ in nullability only."
                  .formatted(coordinate, bySubgraph(sources, typeOf)));
    } else if (!allEqual) {
      merging
          .problems()
          .hint(
              Severity.INFO,
              hintCode,
              coordinate,
              Source.places(sources),
              "The type of \"%s\" differs between subgraphs: %s. The supergraph uses %s."
                  .formatted(coordinate, bySubgraph(sources, typeOf), merged));
    }
    return new Merged(merged, allEqual);
  }

  /** {@code Int in "a" and "b", String in "c"}. */
  static <N extends ElementNode> String bySubgraph(
      List<Source<N>> sources, Function<N, ?> valueOf) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (Source<N> source : sources) {
      names
          .computeIfAbsent(String.valueOf(valueOf.apply(source.node())), _ -> new ArrayList<>())
          .add(source.participant().name());
    }
    return names.entrySet().stream()
        .map(entry -> entry.getKey() + " in " + Words.names(entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
