package dev.tributary.compose;

import dev.tributary.subgraph.ContextReference;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.FieldSetReader;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.FieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field that requires a protected one, or is filled from it through a context, hands on what it
 * reads there, so it must ask of callers at least what the other asks.
 */
final class AccessRules {
  private final Map<String, TypeNode> types;
  private final Problems problems;

  private AccessRules(Map<String, TypeNode> types, Problems problems) {
    this.types = types;
    this.problems = problems;
  }

  static void check(MergedSchema schema, Problems problems) {
    AccessRules rules = new AccessRules(schema.types(), problems);
    for (Participant participant : schema.participants()) {
      for (TypeNode type : participant.schema().types().values()) {
        if (type instanceof TypeNode.WithFields withFields) {
          withFields.fields().values().forEach(field -> rules.field(type.name(), field));
          withFields
              .fields()
              .values()
              .forEach(field -> rules.contextual(participant, type.name(), field));
        }
      }
    }
  }

  private void field(String type, FieldNode field) {
    DirectiveNode requires = field.first(FederationDirective.REQUIRES);
    FieldSet fields = requires == null ? null : FieldSetReader.tryRead(requires.string("fields"));
    TypeNode.WithFields merged = withFields(type);
    if (requires == null || fields == null || merged == null) {
      return;
    }
    FieldNode own = merged.fields().get(field.name());
    AccessDemand demand = AccessDemand.of(merged).and(AccessDemand.of(own));
    List<String> uncovered = new ArrayList<>();
    walk(fields, type, demand, uncovered);
    if (!uncovered.isEmpty()) {
      String coordinate = type + "." + field.name();
      List<Place> places = List.of(requires.place());
      problems.error(
          "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
          coordinate,
          places,
          "\"%s\" requires %s and asks less of callers than that does: repeat its @authenticated, @requiresScopes and @policy here."
              .formatted(coordinate, Words.names(uncovered)));
    }
  }

  private void contextual(Participant participant, String type, FieldNode field) {
    TypeNode.WithFields merged = withFields(type);
    for (InputValueNode argument : field.arguments().values()) {
      ContextReference reference = ContextReference.of(argument);
      FieldSet fields = reference == null ? null : reference.fields();
      if (reference == null || fields == null || merged == null) {
        continue;
      }
      AccessDemand demand =
          AccessDemand.of(merged).and(AccessDemand.of(merged.fields().get(field.name())));
      List<String> uncovered = new ArrayList<>();
      for (TypeNode setter : participant.schema().types().values()) {
        if (setter.all(FederationDirective.CONTEXT).stream()
            .anyMatch(use -> reference.context().equals(use.string("name")))) {
          if (!demand.covers(AccessDemand.of(types.get(setter.name())))) {
            uncovered.add(setter.name());
          }
          walk(fields, setter.name(), demand, uncovered);
        }
      }
      if (!uncovered.isEmpty()) {
        String coordinate = type + "." + field.name() + "(" + argument.name() + ":)";
        List<Place> places = List.of(argument.place());
        problems.error(
            "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
            coordinate,
            places,
            "\"%s\" is filled from %s, and \"%s\" asks less of callers than that does: repeat its @authenticated, @requiresScopes and @policy there."
                .formatted(coordinate, Words.names(uncovered), type + "." + field.name()));
      }
    }
  }

  private void walk(FieldSet fields, String type, AccessDemand demand, List<String> uncovered) {
    TypeNode.WithFields parent = withFields(type);
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment ->
            walk(fragment.selection(), fragment.typeCondition(), demand, uncovered);
        case FieldSet.Field selected -> {
          FieldNode node = parent == null ? null : parent.fields().get(selected.name());
          if (node != null) {
            AccessDemand needed =
                AccessDemand.of(node)
                    .and(AccessDemand.of(types.get(type)))
                    .and(AccessDemand.of(types.get(node.type().namedType())));
            if (!demand.covers(needed)) {
              uncovered.add(type + "." + selected.name());
            }
            FieldSet below = selected.selection();
            if (below != null) {
              walk(below, node.type().namedType(), demand, uncovered);
            }
          }
        }
      }
    }
  }

  private TypeNode.@Nullable WithFields withFields(String type) {
    return types.get(type) instanceof TypeNode.WithFields found ? found : null;
  }
}
