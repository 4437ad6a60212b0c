package dev.tributary.compose;

import dev.tributary.compose.Satisfiability.State;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says, subgraph by subgraph, why a field cannot be answered from where a client stands. */
final class Unreachable {
  private final LocalReach local;
  private final Reach reach;
  private final Contexts contexts;
  private final State state;
  private final FieldDefinition field;

  Unreachable(
      LocalReach local, Reach reach, Contexts contexts, State state, FieldDefinition field) {
    this.local = local;
    this.reach = reach;
    this.contexts = contexts;
    this.state = state;
    this.field = field;
  }

  String explain() {
    List<String> lines = new ArrayList<>();
    for (Position start : Satisfiability.bySubgraph(local, state).values()) {
      lines.add("From subgraph \"%s\":".formatted(name(start.subgraph())));
      reasons(start).forEach(reason -> lines.add("  - " + reason));
    }
    return String.join("\n", lines);
  }

  private List<String> reasons(Position start) {
    List<String> reasons = new ArrayList<>();
    String coordinate = start.type() + "." + field.name();
    FieldInSubgraph here = local.inSubgraph(start.type(), field.name(), start.subgraph());
    reasons.add(atHand(coordinate, start, start, here));
    local
        .declaring(start.type(), field.name())
        .forEach(
            (subgraph, in) -> {
              if (subgraph != start.subgraph() && !in.external()) {
                reasons.add(elsewhere(coordinate, start, subgraph, in));
              }
            });
    return reasons;
  }

  /** Why the field cannot be read in a subgraph that is reached. */
  private String atHand(
      String coordinate, Position start, Position at, @Nullable FieldInSubgraph in) {
    String name = name(at.subgraph());
    if (in == null) {
      return "\"%s\" does not define \"%s\"".formatted(name, coordinate);
    }
    if (in.external()) {
      return "\"%s\" is @external in \"%s\"".formatted(coordinate, name);
    }
    FieldSet requires = in.requires();
    if (requires != null && reach.selectable(at.id(), requires)) {
      return "\"%s\" in \"%s\" requires \"%s\", which can be had elsewhere, and \"%s\" has no key by which to come back"
          .formatted(coordinate, name, requires, at.type());
    }
    if (requires != null) {
      return "\"%s\" in \"%s\" requires \"%s\", and %s"
          .formatted(coordinate, name, requires, missing(at, requires));
    }
    for (ContextArgument argument : in.contextArguments()) {
      String unfilled = unfilled(at, argument);
      if (unfilled != null) {
        return "the argument \"%s\" of \"%s\" in \"%s\" comes from a context, and %s"
            .formatted(argument.argument(), coordinate, name, unfilled);
      }
    }
    if (in.overrideLabel() != null && in.overrides() != null) {
      return "\"%s\" is answered by \"%s\" only where its override \"%s\" applies"
          .formatted(coordinate, name, in.overrideLabel());
    }
    return "\"%s\" is taken over from \"%s\" by another subgraph".formatted(coordinate, name);
  }

  /** Why an argument has no value here; null when it has. */
  private @Nullable String unfilled(Position at, ContextArgument argument) {
    String context = argument.context().substring(argument.context().lastIndexOf("__") + 2);
    State above = state;
    while (above != null) {
      State parent = above.parent();
      boolean field = above.step() != null && above.step().field() != null;
      if (field && parent != null && contexts.isSetBy(argument.context(), parent.type())) {
        boolean read =
            parent.positions().stream()
                .anyMatch(start -> reach.selectable(start, argument.selection()));
        if (!read) {
          return "{ %s } cannot be had from the \"%s\" that sets \"%s\""
              .formatted(argument.selection(), parent.type(), context);
        }
        return reach.canReenter(at.id())
            ? null
            : "no key of \"%s\" can be read in \"%s\" to ask for it again"
                .formatted(at.type(), name(at.subgraph()));
      }
      above = parent;
    }
    return "no object above sets \"%s\"".formatted(context);
  }

  private String elsewhere(String coordinate, Position start, int subgraph, FieldInSubgraph in) {
    Position there = local.position(start.type(), subgraph, null);
    if (Arrays.binarySearch(reach.from(start.id()), there.id()) >= 0) {
      return atHand(coordinate, start, there, in);
    }
    String name = name(subgraph);
    InSubgraph type =
        local.type(start.type()) instanceof WithFields withFields
            ? withFields.in().get(subgraph)
            : null;
    if (type == null || type.keys().isEmpty()) {
      return "\"%s\" defines it, and cannot be entered: \"%s\" has no @key there"
          .formatted(name, start.type());
    }
    List<String> keys = new ArrayList<>();
    for (Key key : type.keys()) {
      keys.add(
          key.resolvable()
              ? "its key \"%s\" cannot be sent, since %s"
                  .formatted(key.fields(), missing(start, key.fields()))
              : "its key \"%s\" is not resolvable".formatted(key.fields()));
    }
    return "\"%s\" defines it, and cannot be entered: %s".formatted(name, String.join("; ", keys));
  }

  /** Which field of a selection cannot be had. */
  private String missing(Position start, FieldSet fields) {
    for (FieldSet.Selection selection : fields.selections()) {
      if (!reach.selectable(start.id(), new FieldSet(List.of(selection)))) {
        return switch (selection) {
          case FieldSet.Field wanted -> missingField(start, wanted);
          case FieldSet.Fragment fragment ->
              "\"... on %s\" cannot be answered from \"%s\""
                  .formatted(fragment.typeCondition(), name(start.subgraph()));
        };
      }
    }
    return "it cannot be had";
  }

  private String missingField(Position start, FieldSet.Field wanted) {
    FieldSet below = wanted.selection();
    for (int at : reach.from(start.id())) {
      if (below != null && reach.canRead(at, wanted.name())) {
        Position result = local.result(at, wanted.name());
        if (result != null) {
          return missing(result, below);
        }
      }
    }
    return "\"%s.%s\" cannot be had from \"%s\""
        .formatted(start.type(), wanted.name(), name(start.subgraph()));
  }

  private String name(int subgraph) {
    return local.supergraph().subgraphs().get(subgraph).service();
  }
}
