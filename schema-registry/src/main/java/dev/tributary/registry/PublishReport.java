package dev.tributary.registry;

import dev.tributary.check.CheckedUsage;
import dev.tributary.check.ReplayReport;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Composition;
import dev.tributary.compose.CompositionReport;
import dev.tributary.compose.Hint;
import dev.tributary.subgraph.SubgraphSource;
import java.time.temporal.ChronoUnit;
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
                  .formatted(composes.base(), graph, changes(composes.changes()))
              + schemaChanges(composes.schemaChanges(), composes.usage())
              + UsageText.replay(composes.usage());
      case CheckResult.NotPublished(PublishResult why) -> text(why, graph, changes);
    };
  }

  private static String schemaChanges(List<SchemaChange> changes, CheckedUsage usage) {
    StringBuilder text = new StringBuilder();
    for (SchemaChange.Severity severity : SchemaChange.Severity.values()) {
      List<SchemaChange> some =
          changes.stream().filter(change -> change.severity() == severity).toList();
      if (!some.isEmpty()) {
        text.append("%s (%d)\n".formatted(title(severity), some.size()));
        some.forEach(
            change -> {
              text.append("  %s [%s]\n".formatted(change.message(), change.kind()));
              usage
                  .of(change)
                  .ifPresent(
                      use -> text.append("    %s\n".formatted(UsageText.use(use, usage.days()))));
            });
      }
    }
    return text.isEmpty() ? "Clients see no difference.\n" : text.toString();
  }

  private static String title(SchemaChange.Severity severity) {
    return switch (severity) {
      case BREAKING -> "Breaks clients";
      case DANGEROUS -> "May surprise clients";
      case SAFE -> "Safe";
    };
  }

  /** What the registry's HTTP API answers, as one line of JSON. */
  public static String json(CheckResult result) {
    return switch (result) {
      case CheckResult.Composes composes -> Reply.of(composes).body().strip();
      case CheckResult.NotPublished(PublishResult why) -> json(why);
    };
  }

  /**
   * The same as annotations of GitHub's workflow commands, which it shows at the lines they name.
   *
   * @param file the schema's file, as the repository knows it
   */
  public static String annotations(CheckResult result, String file) {
    return switch (result) {
      case CheckResult.Composes composes -> annotations(composes, file);
      case CheckResult.NotPublished(PublishResult.Refused refused) ->
          refused.errors().stream()
              .map(
                  error ->
                      annotation(
                          "error",
                          file,
                          error.nodes().isEmpty() ? 0 : error.nodes().getFirst().line(),
                          error.code(),
                          error.message()))
              .collect(Collectors.joining());
      case CheckResult.NotPublished(PublishResult.Invalid(List<ChangeProblem> problems)) ->
          problems.stream()
              .map(
                  problem -> annotation("error", file, 0, problem.code().name(), problem.message()))
              .collect(Collectors.joining());
      case CheckResult.NotPublished _ -> "";
    };
  }

  private static String annotations(CheckResult.Composes composes, String file) {
    CheckedUsage usage = composes.usage();
    StringBuilder text = new StringBuilder();
    for (SchemaChange change : composes.schemaChanges()) {
      if (change.severity() != SchemaChange.Severity.SAFE) {
        boolean breaks =
            change.severity() == SchemaChange.Severity.BREAKING && !usage.isUnused(change);
        text.append(
            annotation(
                breaks ? "error" : "warning",
                file,
                0,
                change.kind().name(),
                change.message()
                    + usage
                        .of(change)
                        .map(use -> "\n" + UsageText.use(use, usage.days()))
                        .orElse("")));
      }
    }
    usage
        .replay()
        .broken()
        .forEach(
            broken ->
                text.append(
                    annotation("error", file, 0, "OPERATION_BREAKS", UsageText.broken(broken))));
    usage.replay().changed().stream()
        .filter(ReplayReport.Changed::isWorse)
        .forEach(
            changed ->
                text.append(
                    annotation("warning", file, 0, "PLAN_WORSE", UsageText.changed(changed))));
    return text.toString();
  }

  private static String annotation(
      String level, String file, int line, String title, String message) {
    return "::%s file=%s%s,title=%s::%s\n"
        .formatted(
            level,
            property(file),
            line == 0 ? "" : ",line=" + line,
            property(title),
            data(message));
  }

  /** Text after the colons, as workflow commands escape it. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  /** Versions, a line each. */
  public static String text(List<SupergraphVersion> versions) {
    return versions.stream()
        .map(
            version ->
                "%5d  %s  %s  %s%s\n"
                    .formatted(
                        version.number(),
                        version.publishedAt().truncatedTo(ChronoUnit.SECONDS),
                        version.publishedBy(),
                        changes(version.changes()),
                        version.message().isEmpty() ? "" : "  \"" + version.message() + "\""))
        .collect(Collectors.joining());
  }

  /** Versions as one line of JSON. */
  public static String json(List<SupergraphVersion> versions) {
    return RegistryJson.array(versions, RegistryJson::version).toString();
  }

  /** Who publishes one subgraph cannot mend the others: their warnings are only counted. */
  private static String hints(List<Hint> hints, ChangeSet changes) {
    List<Hint> warnings = hints.stream().filter(hint -> hint.level() == Hint.Level.WARN).toList();
    List<Hint> own = warnings.stream().filter(hint -> isAbout(hint, changes)).toList();
    int others = warnings.size() - own.size();
    return (own.isEmpty()
            ? ""
            : new CompositionReport(new Composition.Composed("", own), sources(changes))
                .text(Hint.Level.WARN))
        + (others == 0
            ? ""
            : "%d %s about other subgraphs; --json tells all.\n"
                .formatted(others, others == 1 ? "warning is" : "warnings are"));
  }

  private static boolean isAbout(Hint hint, ChangeSet changes) {
    return hint.nodes().isEmpty()
        || hint.nodes().stream()
            .anyMatch(
                node ->
                    changes.publish().stream()
                        .anyMatch(published -> published.name().equals(node.subgraph())));
  }

  private static List<SubgraphSource> sources(ChangeSet changes) {
    ImportedSchemas imported = new ImportedSchemas();
    return changes.publish().stream()
        .map(s -> new SubgraphSource(s.name(), s.url().orElse(""), s.sdl()))
        .map(imported::schema)
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
