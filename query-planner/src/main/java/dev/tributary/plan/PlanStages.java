package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A plan's calls by stage: a call's stage is one more than the latest of those that it waits for,
 * so that the calls of a stage can be under way at once.
 */
final class PlanStages {

  private final QueryPlan plan;
  private final PathTypes paths;
  private final List<List<FetchStep>> stages = new ArrayList<>();

  PlanStages(QueryPlan plan) {
    this.plan = plan;
    this.paths = new PathTypes(plan);
    int[] stageOf = new int[plan.steps().size()];
    for (FetchStep step : plan.steps()) {
      int stage = step.dependsOn().stream().mapToInt(id -> stageOf[id] + 1).max().orElse(0);
      stageOf[step.id()] = stage;
      while (stages.size() <= stage) {
        stages.add(new ArrayList<>());
      }
      stages.get(stage).add(step);
    }
  }

  String print() {
    StringBuilder out = new StringBuilder();
    for (int stage = 0; stage < stages.size(); stage++) {
      out.append("Stage ").append(stage + 1).append('\n');
      stages.get(stage).forEach(step -> out.append(line(step)));
    }
    if (plan.introspection() != null) {
      out.append("Introspection is answered in process.\n");
    }
    return out.append(count(plan.steps().size(), "call"))
        .append(" in ")
        .append(count(stages.size(), "stage"))
        .append(".\n")
        .toString();
  }

  private String line(FetchStep step) {
    StringBuilder line = new StringBuilder("  ");
    line.append(step.id() + 1).append(". ").append(step.subgraph().name()).append(": ");
    line.append(
        switch (step.target()) {
          case FetchTarget.Root(List<PathElement> path, SelectionSet selection) ->
              String.join(", ", fields(selection))
                  + (path.isEmpty() ? "" : " at " + paths.print(path));
          case FetchTarget.Entities(List<EntityGroup> groups) ->
              groups.stream()
                  .map(group -> entities(group) + " at " + paths.print(group.path()))
                  .collect(Collectors.joining(", "));
        });
    if (!(step.condition() instanceof Condition.Always)) {
      line.append("; if ").append(step.condition());
    }
    if (!step.dependsOn().isEmpty()) {
      line.append(
          step.dependsOn().stream()
              .map(id -> String.valueOf(id + 1))
              .collect(Collectors.joining(", ", "; after ", "")));
    }
    return line.append('\n').toString();
  }

  private static Set<String> fields(SelectionSet selection) {
    Set<String> fields = new LinkedHashSet<>();
    for (SelectionSet.Selection selected : selection.selections()) {
      switch (selected) {
        case SelectionSet.Field field -> fields.add(field.name());
        case SelectionSet.Fragment fragment -> fields.addAll(fields(fragment.selections()));
      }
    }
    return fields;
  }

  private static String entities(EntityGroup group) {
    Set<String> types = new TreeSet<>();
    for (Representation representation : group.representations()) {
      if (representation.typename() == null) {
        types.addAll(representation.runtimeTypes());
      } else {
        types.add(representation.typename());
      }
    }
    return types.isEmpty() ? "entities" : String.join(" | ", types);
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
