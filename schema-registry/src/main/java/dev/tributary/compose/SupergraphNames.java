package dev.tributary.compose;

import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Links;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What the supergraph calls the federation directives that it keeps: what the subgraphs call them.
 * One name everywhere, or a reader of the supergraph would see two directives where there is one.
 */
final class SupergraphNames {
  private final Map<FederationDirective, String> names = new EnumMap<>(FederationDirective.class);

  private SupergraphNames() {}

  static SupergraphNames of(List<Participant> participants, Problems problems) {
    Map<FederationDirective, SequencedMap<Participant, String>> used =
        new EnumMap<>(FederationDirective.class);
    for (Participant participant : participants) {
      Applied.each(
          participant.schema(),
          use -> {
            FederationDirective meaning = use.meaning();
            if (meaning != null && SupergraphFeature.keeps(meaning)) {
              used.computeIfAbsent(meaning, _ -> new LinkedHashMap<>())
                  .putIfAbsent(participant, use.name());
            }
          });
    }
    SupergraphNames found = new SupergraphNames();
    used.forEach(
        (directive, byParticipant) -> {
          found.names.put(directive, byParticipant.firstEntry().getValue());
          if (byParticipant.values().stream().distinct().count() > 1) {
            mismatch(directive, byParticipant, problems);
          }
        });
    return found;
  }

  /** What a document calls {@code @inaccessible}, or would. */
  static SupergraphNames inaccessible(Links links) {
    SupergraphNames found = new SupergraphNames();
    found.names.put(
        FederationDirective.INACCESSIBLE, links.localName(FederationDirective.INACCESSIBLE));
    return found;
  }

  private static void mismatch(
      FederationDirective directive,
      SequencedMap<Participant, String> byParticipant,
      Problems problems) {
    List<Place> places =
        byParticipant.entrySet().stream()
            .map(entry -> entry.getKey().schema().links().linkOfDirective(entry.getValue()))
            .filter(link -> link != null)
            .map(link -> link.use().place())
            .toList();
    List<String> said =
        byParticipant.entrySet().stream()
            .map(entry -> "@%s in \"%s\"".formatted(entry.getValue(), entry.getKey().name()))
            .toList();
    problems.error(
        "LINK_IMPORT_NAME_MISMATCH",
        "@" + directive.directiveName(),
        places,
        "Federation's @%s has different names: %s. Import it under one name everywhere."
            .formatted(directive.directiveName(), Words.list(said)));
  }

  /** The name in the supergraph, without {@code @}. */
  String of(FederationDirective directive) {
    return names.getOrDefault(directive, directive.directiveName());
  }

  /**
   * What the supergraph calls the directive that a specification calls {@code original}. One that
   * is not applied is not imported either, and goes by its specification's prefix.
   */
  String inSupergraph(String original) {
    for (var entry : names.entrySet()) {
      if (entry.getKey().directiveName().equals(original)) {
        return entry.getValue();
      }
    }
    return original.equals(FederationDirective.LIST_SIZE.directiveName())
        ? "cost__" + original
        : original;
  }
}
