package dev.tributary.subgraph;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Value;
import java.util.Set;

/** Whether the selection of a {@code @key}, {@code @requires} or {@code @provides} can be used. */
final class FieldSetRules {
  private final SubgraphSchema schema;
  private final FieldRoles roles;
  private final Problems problems;

  FieldSetRules(SubgraphSchema schema, FieldRoles roles, Problems problems) {
    this.schema = schema;
    this.roles = roles;
    this.problems = problems;
  }

  /** The directives that hold a selection; the names are the prefixes of error codes. */
  enum Kind {
    KEY,
    REQUIRES,
    PROVIDES
  }

  /**
   * @param coordinate the element that carries the directive
   * @param type what the selection is on
   */
  void check(Kind kind, DirectiveNode use, String coordinate, String type) {
    Value argument = use.arguments().get("fields");
    if (argument == null) {
      return; // already refused: the argument is required
    }
    String text = use.string("fields");
    if (text == null) {
      problems.error(
          kind + "_INVALID_FIELDS_TYPE",
          coordinate,
          use.place(),
          "@%s on \"%s\": \"fields\" must be a string, and %s is none."
              .formatted(use.name(), coordinate, argument));
      return;
    }
    try {
      FieldSet fields = FieldSetReader.read(text);
      new Walk(kind, use, coordinate).selections(fields, type, false);
    } catch (FieldSetReader.InvalidFieldSet invalid) {
      String code =
          invalid.problem().contains("directive")
              ? kind + "_DIRECTIVE_IN_FIELDS_ARG"
              : kind + "_INVALID_FIELDS";
      problems.error(
          code,
          coordinate,
          use.place(),
          "@%s(fields: %s) on \"%s\": %s."
              .formatted(use.name(), argument, coordinate, invalid.problem()));
    }
  }

  private final class Walk {
    private final Kind kind;
    private final DirectiveNode use;
    private final String coordinate;

    Walk(Kind kind, DirectiveNode use, String coordinate) {
      this.kind = kind;
      this.use = use;
      this.coordinate = coordinate;
    }

    void selections(FieldSet fields, String type, boolean belowExternal) {
      for (FieldSet.Selection selection : fields.selections()) {
        switch (selection) {
          case FieldSet.Field field -> field(field, type, belowExternal);
          case FieldSet.Fragment fragment -> {
            TypeNode condition = schema.types().get(fragment.typeCondition());
            if (condition == null || !mayBe(type, fragment.typeCondition())) {
              error(
                  "INVALID_FIELDS",
                  "\"... on %s\" cannot apply to \"%s\"".formatted(fragment.typeCondition(), type));
            } else {
              selections(fragment.selection(), fragment.typeCondition(), belowExternal);
            }
          }
        }
      }
    }

    private void field(FieldSet.Field field, String type, boolean belowExternal) {
      if (field.name().equals("__typename")) {
        return;
      }
      TypeNode.WithFields parent = schema.withFields(type);
      FieldNode definition = parent == null ? null : parent.fields().get(field.name());
      if (parent == null || definition == null) {
        error("INVALID_FIELDS", "there is no field \"%s.%s\"".formatted(type, field.name()));
        return;
      }
      String selected = type + "." + field.name();
      arguments(field, definition, selected);
      boolean external = roles.isExternal(selected);
      TypeNode below = schema.types().get(definition.type().namedType());
      if (kind == Kind.KEY
          && (below instanceof TypeNode.InterfaceNode || below instanceof TypeNode.UnionNode)) {
        error(
            "FIELDS_SELECT_INVALID_TYPE",
            "\"%s\" is of type %s, %s, and no key can hold one"
                .formatted(
                    selected,
                    definition.type(),
                    below instanceof TypeNode.UnionNode ? "a union" : "an interface"));
        return;
      }
      FieldSet selection = field.selection();
      boolean composite =
          below instanceof TypeNode.WithFields || below instanceof TypeNode.UnionNode;
      if (selection == null) {
        if (composite) {
          error(
              "INVALID_FIELDS",
              "\"%s\" is of type %s: select fields of it".formatted(selected, definition.type()));
        } else if (kind != Kind.KEY && !external && !belowExternal) {
          notExternal(selected);
        }
        return;
      }
      if (!composite) {
        error(
            "INVALID_FIELDS",
            "\"%s\" is of type %s, which has no fields to select"
                .formatted(selected, definition.type()));
        return;
      }
      selections(
          selection,
          definition.type().namedType(),
          belowExternal || external || externalOnSomeImplementation(parent, field.name()));
    }

    private void arguments(FieldSet.Field field, FieldNode definition, String selected) {
      if (kind != Kind.REQUIRES) {
        if (!definition.arguments().isEmpty()) {
          error(
              "FIELDS_HAS_ARGS",
              "\"%s\" takes arguments, and such a field cannot be part of it".formatted(selected));
        }
        return;
      }
      ValueRules values = new ValueRules(schema.types());
      field
          .arguments()
          .forEach(
              (name, value) -> {
                InputValueNode argument = definition.arguments().get(name);
                if (argument == null) {
                  error(
                      "INVALID_FIELDS", "\"%s\" has no argument \"%s\"".formatted(selected, name));
                } else {
                  String problem = values.problem(value, argument.type());
                  if (problem != null) {
                    error("INVALID_FIELDS", "\"%s(%s:)\": %s".formatted(selected, name, problem));
                  }
                }
              });
      for (InputValueNode argument : definition.arguments().values()) {
        if (argument.required() && !field.arguments().containsKey(argument.name())) {
          error(
              "INVALID_FIELDS",
              "\"%s\" needs its argument \"%s\"".formatted(selected, argument.name()));
        }
      }
    }

    private void notExternal(String selected) {
      error(
          "FIELDS_MISSING_EXTERNAL",
          roles.isExternalInNameOnly(selected)
              ? "\"%s\" is a key field of an extension, which this subgraph resolves anyway: leave it out"
                  .formatted(selected)
              : "\"%s\" is resolved by this subgraph itself: mark it @external, or leave it out"
                  .formatted(selected));
    }

    private void error(String suffix, String what) {
      problems.error(
          kind + "_" + suffix,
          coordinate,
          use.place(),
          "@%s(fields: %s) on \"%s\": %s."
              .formatted(use.name(), use.arguments().get("fields"), coordinate, what));
    }
  }

  private boolean externalOnSomeImplementation(TypeNode.WithFields parent, String field) {
    return parent instanceof TypeNode.InterfaceNode
        && roles.implementations(parent.name()).stream()
            .anyMatch(type -> roles.isExternal(type + "." + field));
  }

  private boolean mayBe(String type, String condition) {
    if (type.equals(condition)) {
      return true;
    }
    Set<String> possible = roles.possibleTypes(type);
    return roles.possibleTypes(condition).stream().anyMatch(possible::contains);
  }
}
