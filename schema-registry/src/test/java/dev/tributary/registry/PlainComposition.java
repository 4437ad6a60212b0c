package dev.tributary.registry;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.compose.SourceLocation;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A composition whose rules a test can see through: the supergraph is the subgraphs' documents one
 * after another; {@code # needs NAME} fails without a subgraph of that name; {@code # hint} gives a
 * hint.
 */
final class PlainComposition {

  private PlainComposition() {}

  static Composition compose(List<SubgraphSource> subgraphs) {
    List<Hint> hints =
        subgraphs.stream()
            .filter(s -> s.sdl().contains("# hint"))
            .map(
                s ->
                    new Hint(
                        "A_HINT",
                        Hint.Level.INFO,
                        "hint of " + s.name(),
                        "Query." + s.name(),
                        List.of()))
            .toList();
    List<CompositionError> errors =
        subgraphs.stream()
            .flatMap(s -> s.sdl().lines().map(line -> missing(s, line, subgraphs)))
            .flatMap(List::stream)
            .toList();
    return errors.isEmpty()
        ? new Composition.Composed(
            subgraphs.stream()
                .map(s -> "# %s %s\n%s\n".formatted(s.name(), s.url(), s.sdl()))
                .collect(Collectors.joining()),
            hints)
        : new Composition.Failed(errors, hints);
  }

  /** One change for each line that is new. */
  static List<SchemaChange> differences(String before, String after) {
    return after
        .lines()
        .filter(line -> before.lines().noneMatch(line::equals))
        .map(line -> new SchemaChange(SchemaChange.Kind.TYPE_ADDED, "Line", line))
        .toList();
  }

  private static List<CompositionError> missing(
      SubgraphSource subgraph, String line, List<SubgraphSource> all) {
    String marker = "# needs ";
    if (!line.startsWith(marker)) {
      return List.of();
    }
    String needed = line.substring(marker.length());
    return all.stream().anyMatch(s -> s.name().equals(needed))
        ? List.of()
        : List.of(
            new CompositionError(
                "NEEDED_SUBGRAPH_MISSING",
                subgraph.name() + " needs " + needed,
                "Query." + subgraph.name(),
                List.of(new SourceLocation(subgraph.name(), 1, 3))));
  }
}
