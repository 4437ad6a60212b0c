package dev.tributary.subgraph;

import dev.tributary.supergraph.BuiltInScalars;
import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a document may say itself of the directives and types that the specifications define: the
 * same, or less.
 */
final class RedefinitionRules {
  /** Definitions of Federation 1 that servers got wrong, and nobody minded. */
  private static final Set<FederationDirective> LOOKED_OVER =
      Set.of(FederationDirective.KEY, FederationDirective.REQUIRES, FederationDirective.PROVIDES);

  private static final Set<String> FIELD_SETS = Set.of("String", "_FieldSet", "FieldSet");

  /** The kinds of the specifications' types, by their names there. */
  private static final Map<String, String> KINDS =
      Map.of(
          "FieldSet", "scalar",
          "Scope", "scalar",
          "Policy", "scalar",
          "ContextFieldValue", "scalar",
          "Import", "scalar",
          "Purpose", "enum", // or a scalar, where nobody looks at its values
          "_Any", "scalar",
          "_Entity", "union",
          "_Service", "object type");

  private static final List<String> PURPOSES = List.of("SECURITY", "EXECUTION");

  private final SubgraphSchema schema;
  private final Problems problems;
  private boolean hold = true;

  private RedefinitionRules(SubgraphSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
  }

  /** Whether the definitions can be used; says what is wrong with them. */
  static boolean hold(SubgraphSchema schema, Problems problems) {
    RedefinitionRules rules = new RedefinitionRules(schema, problems);
    schema.directives().values().forEach(rules::directive);
    schema.types().values().forEach(rules::type);
    return rules.hold;
  }

  /** Whether a Federation 1 document's definition counts for nothing. */
  static boolean isLookedOver(DirectiveDefinitionNode definition, SubgraphSchema schema) {
    FederationDirective meaning = schema.links().meaning(definition.name());
    if (schema.links().isFederation2() || meaning == null || !LOOKED_OVER.contains(meaning)) {
      return false;
    }
    InputValueNode fields = definition.arguments().get("fields");
    return definition.arguments().isEmpty()
        || (definition.arguments().size() == 1
            && fields != null
            && FIELD_SETS.contains(fields.type().toString()));
  }

  private void directive(DirectiveDefinitionNode definition) {
    FederationDirective meaning = schema.links().meaning(definition.name());
    if (meaning == FederationDirective.CACHE_CONTROL) {
      cacheControl(definition);
      return;
    }
    if (meaning == null || meaning.since() == null || isLookedOver(definition, schema)) {
      return;
    }
    DirectiveDefinitionNode wanted = FederationDefinitions.of(meaning, schema.links());
    for (InputValueNode argument : wanted.arguments().values()) {
      InputValueNode own = definition.arguments().get(argument.name());
      if (own != null) {
        argument(definition, argument, own);
      } else if (argument.required()) {
        wrong(definition, "it lacks the argument \"%s\"".formatted(argument.name()));
      }
    }
    for (String argument : definition.arguments().keySet()) {
      if (!wanted.arguments().containsKey(argument)) {
        wrong(definition, "the specification has no argument \"%s\"".formatted(argument));
      }
    }
    for (String location : definition.locations()) {
      if (!wanted.locations().contains(location)) {
        wrong(definition, "the specification does not allow %s".formatted(location));
      }
    }
    if (definition.repeatable() && !wanted.repeatable()) {
      wrong(definition, "the specification does not let it be repeated");
    }
  }

  /** Servers add arguments of their own, which mean nothing to others. */
  private void cacheControl(DirectiveDefinitionNode definition) {
    FederationDefinitions.of(FederationDirective.CACHE_CONTROL, schema.links())
        .arguments()
        .forEach(
            (name, wanted) -> {
              InputValueNode own = definition.arguments().get(name);
              if (own != null) {
                argument(definition, wanted, own);
              }
            });
  }

  private void argument(
      DirectiveDefinitionNode definition, InputValueNode wanted, InputValueNode own) {
    // To ask always for what may be left out is to say less.
    TypeRef type = wanted.type().isNonNull() ? own.type() : own.type().nullable();
    if (!matches(wanted.type(), type)) {
      wrong(
          definition,
          "its argument \"%s\" is of type %s, and the specification's of type %s"
              .formatted(own.name(), own.type(), wanted.type()));
    } else if (!own.type().isNonNull()
        && !Objects.equals(wanted.defaultValue(), own.defaultValue())) {
      wrong(
          definition,
          "its argument \"%s\" has the default %s, and the specification's %s"
              .formatted(
                  own.name(),
                  own.defaultValue() == null ? "none" : own.defaultValue(),
                  wanted.defaultValue() == null ? "none" : wanted.defaultValue()));
    }
  }

  /** A scalar of the specification may be any type that is no other custom scalar. */
  private boolean matches(TypeRef wanted, TypeRef own) {
    return switch (wanted) {
      case TypeRef.NonNull(TypeRef inner) ->
          own instanceof TypeRef.NonNull(TypeRef ownInner) && matches(inner, ownInner);
      case TypeRef.ListOf(TypeRef element) ->
          own instanceof TypeRef.ListOf(TypeRef ownElement) && matches(element, ownElement);
      case TypeRef.Named(String name) ->
          own instanceof TypeRef.Named(String ownName)
              && (schema.links().machineryType(ownName).equals(name)
                  || (!BuiltInScalars.has(name) && !isCustomScalar(ownName)));
    };
  }

  private boolean isCustomScalar(String name) {
    return schema.types().get(name) instanceof TypeNode.ScalarNode;
  }

  private void type(TypeNode type) {
    if (!schema.links().isMachineryType(type.name())) {
      return;
    }
    String name = schema.links().machineryType(type.name());
    String kind = KINDS.get(name);
    if (kind == null) {
      return;
    }
    if (!type.kind().equals(kind)
        && !(name.equals("Purpose") && type instanceof TypeNode.ScalarNode)) {
      wrong(
          type,
          "it is the specification's %s %s, and defined as %s".formatted(kind, name, type.kind()));
    } else if (type instanceof TypeNode.EnumNode constants
        && !constants.values().keySet().equals(Set.copyOf(PURPOSES))) {
      wrong(type, "its values must be " + String.join(" and ", PURPOSES));
    }
  }

  private void wrong(TypeNode type, String what) {
    hold = false;
    problems.error(
        "TYPE_DEFINITION_INVALID",
        type.name(),
        type.place(),
        "The definition of \"%s\" is not the specification's: %s. Leave the definition out, or mend it."
            .formatted(type.name(), what));
  }

  private void wrong(DirectiveDefinitionNode definition, String what) {
    hold = false;
    problems.error(
        "DIRECTIVE_DEFINITION_INVALID",
        "@" + definition.name(),
        definition.place(),
        "The definition of @%s is not the specification's: %s. Leave the definition out, or mend it."
            .formatted(definition.name(), what));
  }
}
