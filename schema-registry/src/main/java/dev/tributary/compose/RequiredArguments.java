package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.FieldSetReader;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.FieldSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code @requires} may give arguments, and they are sent to whichever subgraph resolves the
 * field: each of those must know them, and get what it needs.
 */
final class RequiredArguments {
  private final List<Participant> participants;
  private final Problems problems;

  private RequiredArguments(List<Participant> participants, Problems problems) {
    this.participants = participants;
    this.problems = problems;
  }

  static void check(MergedSchema schema, Problems problems) {
    RequiredArguments rules = new RequiredArguments(schema.participants(), problems);
    for (Participant participant : schema.participants()) {
      for (TypeNode type : participant.schema().types().values()) {
        if (type instanceof TypeNode.WithFields withFields) {
          for (FieldNode field : withFields.fields().values()) {
            DirectiveNode use = field.first(FederationDirective.REQUIRES);
            if (use != null) {
              rules.walk(
                  new Requirement(participant, use, type.name() + "." + field.name()),
                  FieldSetReader.tryRead(use.string("fields")),
                  type.name());
            }
          }
        }
      }
    }
  }

  private record Requirement(Participant participant, DirectiveNode use, String coordinate) {}

  private void walk(Requirement requirement, @Nullable FieldSet fields, String type) {
    if (fields == null) {
      return;
    }
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment ->
            walk(requirement, fragment.selection(), fragment.typeCondition());
        case FieldSet.Field field -> {
          field(requirement, field, type);
          TypeNode.WithFields parent = requirement.participant().schema().withFields(type);
          FieldNode node = parent == null ? null : parent.fields().get(field.name());
          if (node != null) {
            walk(requirement, field.selection(), node.type().namedType());
          }
        }
      }
    }
  }

  private void field(Requirement requirement, FieldSet.Field field, String type) {
    String selected = type + "." + field.name();
    for (Participant other : participants) {
      TypeNode.WithFields parent = other.schema().withFields(type);
      FieldNode node = parent == null ? null : parent.fields().get(field.name());
      if (other == requirement.participant()
          || node == null
          || other.roles().isExternal(selected)) {
        continue;
      }
      for (String argument : field.arguments().keySet()) {
        if (!node.arguments().containsKey(argument)) {
          error(
              requirement,
              "\"%s\" has no argument \"%s\" in \"%s\""
                  .formatted(selected, argument, other.name()));
        }
      }
      for (InputValueNode argument : node.arguments().values()) {
        if (argument.required() && !field.arguments().containsKey(argument.name())) {
          error(
              requirement,
              "\"%s\" needs its argument \"%s\" in \"%s\""
                  .formatted(selected, argument.name(), other.name()));
        }
      }
    }
  }

  private void error(Requirement requirement, String what) {
    DirectiveNode use = requirement.use();
    problems.error(
        "REQUIRES_INVALID_FIELDS",
        requirement.coordinate(),
        use.place(),
        "@%s(fields: %s) on \"%s\": %s."
            .formatted(use.name(), use.arguments().get("fields"), requirement.coordinate(), what));
  }
}
