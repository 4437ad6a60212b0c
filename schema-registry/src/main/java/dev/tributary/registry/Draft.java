package dev.tributary.registry;

import dev.tributary.registry.ChangeProblem.Code;
import dev.tributary.subgraph.SubgraphSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A graph's subgraphs with a change made to them, before composition. */
sealed interface Draft {

  /**
   * @param subgraphs all of them, by name
   * @param changes by name; none when everything is as it was
   */
  record Changed(List<SubgraphVersion> subgraphs, List<SubgraphChange> changes) implements Draft {}

  /** The change does not fit the graph. */
  record Misfit(List<ChangeProblem> problems) implements Draft {}

  /**
   * @param current the graph's subgraphs now
   * @param changes a change that is well formed by itself
   */
  static Draft of(
      List<SubgraphVersion> current,
      ChangeSet changes,
      RegistryLimits limits,
      Instant now,
      String author) {
    TreeMap<String, SubgraphVersion> before = new TreeMap<>();
    current.forEach(subgraph -> before.put(subgraph.name(), subgraph));
    List<ChangeProblem> problems = new ArrayList<>();
    TreeMap<String, SubgraphVersion> after = new TreeMap<>(before);
    for (String name : changes.retire()) {
      if (after.remove(name) == null) {
        problems.add(
            new ChangeProblem(
                Code.UNKNOWN_SUBGRAPH, "The graph has no subgraph '%s'.".formatted(name), name));
      }
    }
    for (ProposedSubgraph proposed : changes.publish()) {
      Optional<SubgraphVersion> replaced = Optional.ofNullable(before.get(proposed.name()));
      String url = proposed.url().or(() -> replaced.map(s -> s.source().url())).orElse("");
      SubgraphVersion version =
          SubgraphVersion.of(
              new SubgraphSource(proposed.name(), url, proposed.sdl()),
              now,
              author,
              changes.message());
      // Equal content keeps the first one's date and author: it is the same version.
      after.put(proposed.name(), replaced.filter(s -> s.id().equals(version.id())).orElse(version));
    }
    if (after.isEmpty() && problems.isEmpty()) {
      problems.add(
          new ChangeProblem(
              Code.LAST_SUBGRAPH,
              "A graph keeps at least one subgraph: without one it would serve nothing.",
              ""));
    }
    if (after.size() > limits.maxSubgraphs()) {
      problems.add(
          new ChangeProblem(
              Code.TOO_MANY_SUBGRAPHS,
              "A graph may have at most %d subgraphs.".formatted(limits.maxSubgraphs()),
              ""));
    }
    return problems.isEmpty()
        ? new Changed(List.copyOf(after.values()), difference(before, after))
        : new Misfit(List.copyOf(problems));
  }

  private static List<SubgraphChange> difference(
      TreeMap<String, SubgraphVersion> before, TreeMap<String, SubgraphVersion> after) {
    TreeMap<String, SubgraphChange> changes = new TreeMap<>();
    before.forEach(
        (name, version) -> {
          if (!after.containsKey(name)) {
            changes.put(name, new SubgraphChange(SubgraphChange.Kind.RETIRED, name, version.id()));
          }
        });
    after.forEach(
        (name, version) -> {
          SubgraphVersion old = before.get(name);
          if (old == null) {
            changes.put(name, new SubgraphChange(SubgraphChange.Kind.ADDED, name, version.id()));
          } else if (!old.id().equals(version.id())) {
            changes.put(name, new SubgraphChange(SubgraphChange.Kind.REPLACED, name, version.id()));
          }
        });
    return List.copyOf(changes.values());
  }
}
