package dev.tributary.catalogue;

import dev.tributary.catalogue.GraphFields.Variant;
import dev.tributary.check.ChangeUse;
import dev.tributary.check.CheckedUsage;
import dev.tributary.check.ReplayReport;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.registry.ChangeProblem;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.CheckResult;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.Registry;
import dev.tributary.registry.SubgraphChange;
import dev.tributary.registry.TokenRole;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a publish would come to. */
final class CheckFields {

  private static final int MOST_BROKEN = 100;

  private record CheckedChange(SchemaChange change, Optional<ChangeUse> use) {}

  private record Checked(
      String outcome,
      OptionalLong base,
      List<SubgraphChange> changes,
      List<CheckedChange> schemaChanges,
      List<CompositionError> errors,
      List<Hint> hints,
      List<ChangeProblem> problems,
      CheckedUsage usage) {

    static Checked of(CheckResult result) {
      return switch (result) {
        case CheckResult.Composes composes ->
            new Checked(
                "COMPOSES",
                OptionalLong.of(composes.base()),
                composes.changes(),
                composes.schemaChanges().stream()
                    .map(change -> new CheckedChange(change, composes.usage().of(change)))
                    .toList(),
                List.of(),
                composes.hints(),
                List.of(),
                composes.usage());
        case CheckResult.NotPublished(PublishResult.Refused refused) ->
            without("DOES_NOT_COMPOSE", refused.errors(), refused.hints(), List.of());
        case CheckResult.NotPublished(PublishResult.Invalid(List<ChangeProblem> problems)) ->
            without("INVALID", List.of(), List.of(), problems);
        case CheckResult.NotPublished(PublishResult.Unchanged unchanged) ->
            without("UNCHANGED", List.of(), List.of(), List.of());
        // A check stores nothing, and is given no version that others could be newer than.
        case CheckResult.NotPublished(PublishResult.Published published) ->
            throw new IllegalStateException("a check published " + published.version());
        case CheckResult.NotPublished(PublishResult.Stale stale) ->
            throw new IllegalStateException("a check was stale " + stale);
      };
    }

    private static Checked without(
        String outcome,
        List<CompositionError> errors,
        List<Hint> hints,
        List<ChangeProblem> problems) {
      return new Checked(
          outcome,
          OptionalLong.empty(),
          List.of(),
          List.of(),
          errors,
          hints,
          problems,
          CheckedUsage.NONE);
    }
  }

  private final Registry registry;

  CheckFields(Registry registry) {
    this.registry = registry;
  }

  Object check(Variant variant, DataFetchingEnvironment environment) {
    RegistryGraph.viewer(environment).require(TokenRole.PUBLISH);
    List<Map<String, String>> proposed = list(environment, "subgraphs");
    List<String> retired = list(environment, "retire");
    ChangeSet changes =
        new ChangeSet(
            proposed.stream()
                .map(
                    one ->
                        new ProposedSubgraph(
                            one.getOrDefault("name", ""),
                            Optional.ofNullable(one.get("url")),
                            one.getOrDefault("sdl", "")))
                .toList(),
            retired,
            OptionalLong.empty(),
            "");
    return Checked.of(registry.check(variant.id(), changes, UsageFields.days(environment)));
  }

  /** Nothing, too, where it is null. */
  private static <T> List<T> list(DataFetchingEnvironment environment, String argument) {
    List<T> given = environment.getArgument(argument);
    return given == null ? List.of() : given;
  }

  static void addTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("SchemaCheck", Checked.class)
        .field("outcome", Checked::outcome)
        .field("base", Checked::base)
        .field("changes", Checked::changes)
        .field("schemaChanges", Checked::schemaChanges)
        .field("errors", Checked::errors)
        .field("hints", Checked::hints)
        .field("problems", Checked::problems)
        .field(
            "broken",
            checked -> checked.usage().replay().broken().stream().limit(MOST_BROKEN).toList())
        .field("executions", checked -> checked.usage().executions())
        .addTo(wiring);
    TypeFields.of("CheckedChange", CheckedChange.class)
        .field("change", CheckedChange::change)
        .field("executions", change -> change.use().map(ChangeUse::executions))
        .field("operations", change -> change.use().map(ChangeUse::operations).orElse(List.of()))
        .addTo(wiring);
    TypeFields.of("ProposalProblem", ChangeProblem.class)
        .field("code", problem -> problem.code().name())
        .field("message", ChangeProblem::message)
        .field("subgraph", ChangeProblem::subgraph)
        .addTo(wiring);
    TypeFields.of("BrokenOperation", ReplayReport.Broken.class)
        .field("operation", ReplayReport.Broken::operation)
        .field("reason", ReplayReport.Broken::reason)
        .addTo(wiring);
  }
}
