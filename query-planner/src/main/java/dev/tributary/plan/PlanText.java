package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.ContextSource;
import dev.tributary.plan.FetchTarget.ContextVariable;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The readable form of a plan. */
final class PlanText {

  private final QueryPlan plan;
  private final PathTypes paths;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  PlanText(QueryPlan plan) {
    this.plan = plan;
    this.paths = new PathTypes(plan);
  }

  String print() {
    open(
        plan.kind() == Operation.Kind.QUERY
            ? "QueryPlan"
            : "QueryPlan(" + plan.kind().name().toLowerCase(Locale.ROOT) + ")");
    if (plan.introspection() != null) {
      open("Introspection");
      print(plan.introspection());
      close();
    }
    if (plan.root() != null) {
      print(plan.root());
    }
    close();
    return out.toString();
  }

  private void print(PlanNode node) {
    switch (node) {
      case PlanNode.Fetch(int step) -> print(plan.steps().get(step));
      case PlanNode.Sequence(List<PlanNode> nodes) -> printAll("Sequence", nodes);
      case PlanNode.Parallel(List<PlanNode> nodes) -> printAll("Parallel", nodes);
    }
  }

  private void printAll(String title, List<PlanNode> nodes) {
    open(title);
    nodes.forEach(this::print);
    close();
  }

  private void print(FetchStep step) {
    boolean conditional = !(step.condition() instanceof Condition.Always);
    if (conditional) {
      open("Include(if: " + step.condition() + ")");
    }
    String service = "(service: \"" + step.subgraph().name() + "\")";
    switch (step.target()) {
      case FetchTarget.Root(List<PathElement> path, SelectionSet selection) -> {
        boolean nested = !path.isEmpty();
        if (nested) {
          open("Flatten(path: \"" + paths.print(path) + "\")");
        }
        open("Fetch" + service);
        print(selection);
        close();
        if (nested) {
          close();
        }
      }
      case FetchTarget.Entities(List<EntityGroup> groups) -> {
        if (groups.size() == 1) {
          open("Flatten(path: \"" + paths.print(groups.getFirst().path()) + "\")");
          open("Fetch" + service);
          print(groups.getFirst());
          close();
          close();
        } else {
          open("BatchFetch" + service);
          for (EntityGroup group : groups) {
            boolean guarded =
                !(group.condition() instanceof Condition.Always)
                    && !group.condition().equals(step.condition());
            if (guarded) {
              open("Include(if: " + group.condition() + ")");
            }
            open("Flatten(path: \"" + paths.print(group.path()) + "\")");
            print(group);
            close();
            if (guarded) {
              close();
            }
          }
          close();
        }
      }
    }
    if (conditional) {
      close();
    }
  }

  private void print(EntityGroup group) {
    open("");
    group.contexts().forEach(context -> print(context, group.path()));
    for (Representation representation : group.representations()) {
      open("... on " + on(representation.runtimeTypes(), representation.typename()));
      line(
          representation.typename() == null || representation.runtimeTypes().isEmpty()
              ? "__typename"
              : "__typename = " + representation.typename());
      representation.fields().forEach(this::print);
      close();
    }
    close(" =>");
    open("");
    print(group.selection());
    close();
  }

  private void print(ContextVariable context, List<PathElement> path) {
    for (ContextSource source : context.sources()) {
      String at = paths.print(path.subList(0, source.depth()));
      String types =
          source.runtimeTypes().isEmpty() ? "" : " on " + on(source.runtimeTypes(), null);
      open("$" + context.name() + ": " + context.type() + " = \"" + at + "\"" + types);
      source.value().forEach(this::print);
      close();
    }
  }

  private static String on(Set<String> types, @Nullable String typename) {
    if (types.isEmpty()) {
      return typename == null ? "*" : typename;
    }
    return types.stream().sorted().collect(Collectors.joining(" | "));
  }

  private void print(RepresentationField field) {
    boolean typed = !field.runtimeTypes().isEmpty();
    if (typed) {
      open("... on " + on(field.runtimeTypes(), null));
    }
    String name =
        field.name().equals(field.dataKey())
            ? field.name()
            : field.name() + " = " + field.dataKey();
    if (field.fields().isEmpty()) {
      line(name);
    } else {
      open(name);
      field.fields().forEach(this::print);
      close();
    }
    if (typed) {
      close();
    }
  }

  private void print(SelectionSet selections) {
    for (SelectionSet.Selection selection : selections.selections()) {
      String head = head(selection) + directives(selection.condition());
      SelectionSet below =
          switch (selection) {
            case SelectionSet.Field field -> field.selections();
            case SelectionSet.Fragment fragment -> fragment.selections();
          };
      if (below == null) {
        line(head);
      } else {
        open(head);
        print(below);
        close();
      }
    }
  }

  private static String head(SelectionSet.Selection selection) {
    return switch (selection) {
      case SelectionSet.Fragment fragment -> "... on " + fragment.typeCondition();
      case SelectionSet.Field field ->
          new SelectionSet.Field(
                  field.responseKey(),
                  field.name(),
                  field.arguments(),
                  field.type(),
                  Condition.ALWAYS,
                  null,
                  field.directives())
              .toString();
    };
  }

  /** As directives where these can say it; upstream, other conditions take several selections. */
  private static String directives(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> "";
      case Condition.Variable(String name, boolean negated) ->
          (negated ? " @skip(if: $" : " @include(if: $") + name + ")";
      case Condition.And(List<Condition> all) ->
          all.stream().map(PlanText::directives).collect(Collectors.joining());
      case Condition.Or or -> " @include(if: " + or + ")";
    };
  }

  private void open(String title) {
    line(title.isEmpty() ? "{" : title + " {");
    depth++;
  }

  private void close() {
    close("");
  }

  private void close(String after) {
    depth--;
    line("}" + after);
  }

  private void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
