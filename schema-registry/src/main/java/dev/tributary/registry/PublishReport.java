package dev.tributary.registry;

import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionReport;
import dev.tributary.compose.Hint;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;
import java.util.stream.Collectors;

/** What a publish or a check came to, for people to read in a terminal, and for programs. */
public final class PublishReport {

  private PublishReport() {}

  /**
   * @param changes what was published: composition errors in it are shown with an excerpt
   * @return lines, each ended by a line feed
   */
  public static String text(PublishResult result, GraphId graph, ChangeSet changes) {
    return switch (result) {
      case PublishResult.Published(SupergraphVersion version, List<Hint> hints) ->
          hints(hints, changes)
              + "Published version %d of %s: %s.\n"
                  .formatted(version.number(), graph, changes(version.changes()));
      case PublishResult.Unchanged(SupergraphVersion version) ->
          "Nothing to do: version %d of %s has exactly this.\n".formatted(version.number(), graph);
      case PublishResult.Refused refused ->
          new CompositionReport(
                      new Composition.Failed(refused.errors(), refused.hints()), sources(changes))
                  .text(Hint.Level.WARN)
              + "%s is as it was.\n".formatted(graph);
      case PublishResult.Stale(long base, long current) ->
          "error[%s]: The change was made against version %d of %s, which has version %d now.\n"
              .formatted(Problem.Codes.STALE_BASE_VERSION, base, graph, current);
      case PublishResult.Invalid(List<ChangeProblem> problems) ->
          problems.stream().map(PublishReport::text).collect(Collectors.joining());
    };
  }

  /** What the registry's HTTP API answers, as one line of JSON. */
  public static String json(PublishResult result) {
    return Reply.of(result).body().strip();
  }

  /**
   * @param changes what was checked: composition errors in it are shown with an excerpt
   * @return lines, each ended by a line feed
   */
  public static String text(CheckResult result, GraphId graph, ChangeSet changes) {
    return switch (result) {
      case CheckResult.Composes composes ->
          hints(composes.hints(), changes)
              + "Composes with version %d of %s: %s.\n"
                  .formatted(composes.base(), graph, changes(composes.changes()));
      case CheckResult.NotPublished(PublishResult why) -> text(why, graph, changes);
    };
  }

  private static String hints(List<Hint> hints, ChangeSet changes) {
    List<Hint> warnings = hints.stream().filter(hint -> hint.level() == Hint.Level.WARN).toList();
    return warnings.isEmpty()
        ? ""
        : new CompositionReport(new Composition.Composed("", warnings), sources(changes))
            .text(Hint.Level.WARN);
  }

  private static List<SubgraphSource> sources(ChangeSet changes) {
    return changes.publish().stream()
        .map(s -> new SubgraphSource(s.name(), s.url().orElse(""), s.sdl()))
        .toList();
  }

  private static String changes(List<SubgraphChange> changes) {
    return changes.stream()
        .map(
            change ->
                switch (change.kind()) {
                      case ADDED -> "added ";
                      case REPLACED -> "replaced ";
                      case RETIRED -> "retired ";
                    }
                    + change.subgraph())
        .collect(Collectors.joining(", "));
  }

  private static String text(ChangeProblem problem) {
    return "error[%s]%s: %s\n"
        .formatted(
            problem.code(),
            problem.subgraph().isEmpty() ? "" : " " + problem.subgraph(),
            problem.message());
  }
}
