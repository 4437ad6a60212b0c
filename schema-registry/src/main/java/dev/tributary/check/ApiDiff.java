package dev.tributary.check;

import dev.tributary.check.SchemaChange.Kind;
import graphql.introspection.Introspection.DirectiveLocation;
import graphql.language.AstPrinter;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.InputValueWithState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what only the client-facing schemas of supergraphs tell: descriptions, the reasons of
 * deprecations, and the directives that operations may use.
 */
final class ApiDiff {

  private final List<SchemaChange> changes = new ArrayList<>();

  private ApiDiff() {}

  /** In no order. */
  static List<SchemaChange> between(GraphQLSchema before, GraphQLSchema after) {
    ApiDiff diff = new ApiDiff();
    for (GraphQLNamedType old : before.getAllTypesAsList()) {
      GraphQLNamedType now = (GraphQLNamedType) after.getType(old.getName());
      if (now != null && !old.getName().startsWith("__")) {
        diff.type(old, now);
      }
    }
    diff.directives(directives(before), directives(after));
    return diff.changes;
  }

  /** Whether operations may use other directives, or with other arguments. */
  static boolean differInDirectives(GraphQLSchema before, GraphQLSchema after) {
    ApiDiff diff = new ApiDiff();
    diff.directives(directives(before), directives(after));
    return !diff.changes.isEmpty();
  }

  private void type(GraphQLNamedType old, GraphQLNamedType now) {
    String type = old.getName();
    described(type, old, now);
    if (old instanceof GraphQLFieldsContainer before
        && now instanceof GraphQLFieldsContainer after) {
      pairs(
          before.getFieldDefinitions(),
          after.getFieldDefinitions(),
          (one, other) -> field(type + "." + one.getName(), one, other));
    } else if (old instanceof GraphQLInputObjectType before
        && now instanceof GraphQLInputObjectType after) {
      pairs(
          before.getFieldDefinitions(),
          after.getFieldDefinitions(),
          (one, other) -> inputField(type + "." + one.getName(), one, other));
    } else if (old instanceof GraphQLEnumType before && now instanceof GraphQLEnumType after) {
      pairs(
          before.getValues(),
          after.getValues(),
          (one, other) -> value(type + "." + one.getName(), one, other));
    }
  }

  private void field(String coordinate, GraphQLFieldDefinition old, GraphQLFieldDefinition now) {
    described(coordinate, old, now);
    reason(coordinate, old.getDeprecationReason(), now.getDeprecationReason());
    arguments(coordinate, old.getArguments(), now.getArguments());
  }

  private void arguments(String owner, List<GraphQLArgument> old, List<GraphQLArgument> now) {
    pairs(
        old,
        now,
        (one, other) -> {
          String coordinate = owner + "(" + one.getName() + ":)";
          described(coordinate, one, other);
          reason(coordinate, one.getDeprecationReason(), other.getDeprecationReason());
        });
  }

  private void inputField(
      String coordinate, GraphQLInputObjectField old, GraphQLInputObjectField now) {
    described(coordinate, old, now);
    reason(coordinate, old.getDeprecationReason(), now.getDeprecationReason());
  }

  private void value(
      String coordinate, GraphQLEnumValueDefinition old, GraphQLEnumValueDefinition now) {
    described(coordinate, old, now);
    reason(coordinate, old.getDeprecationReason(), now.getDeprecationReason());
  }

  private void described(
      String coordinate, GraphQLNamedSchemaElement old, GraphQLNamedSchemaElement now) {
    String before = text(old.getDescription());
    String after = text(now.getDescription());
    if (!before.equals(after)) {
      add(
          Kind.DESCRIPTION_CHANGED,
          coordinate,
          (before.isEmpty()
                  ? "\"%s\" is described now."
                  : after.isEmpty()
                      ? "\"%s\" is not described any more."
                      : "\"%s\" is described in other words.")
              .formatted(coordinate));
    }
  }

  private static String text(@Nullable String description) {
    return description == null ? "" : description.strip();
  }

  /** Deprecations that come and go are told by {@link SchemaDiff}. */
  private void reason(String coordinate, @Nullable String old, @Nullable String now) {
    if (old != null && now != null && !old.equals(now)) {
      add(
          Kind.DEPRECATION_REASON_CHANGED,
          coordinate,
          "\"%s\" is deprecated for another reason.".formatted(coordinate));
    }
  }

  // Directives of operations.

  /** Those that may stand in operations, by name. */
  private static Map<String, GraphQLDirective> directives(GraphQLSchema schema) {
    return schema.getDirectives().stream()
        .filter(directive -> !locations(directive).isEmpty())
        .collect(
            Collectors.toMap(
                GraphQLDirective::getName, Function.identity(), (one, same) -> one, TreeMap::new));
  }

  private static TreeSet<DirectiveLocation> locations(GraphQLDirective directive) {
    return directive.validLocations().stream()
        .filter(
            location ->
                switch (location) {
                  case QUERY,
                      MUTATION,
                      SUBSCRIPTION,
                      FIELD,
                      FRAGMENT_DEFINITION,
                      FRAGMENT_SPREAD,
                      INLINE_FRAGMENT,
                      VARIABLE_DEFINITION ->
                      true;
                  default -> false;
                })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void directives(Map<String, GraphQLDirective> old, Map<String, GraphQLDirective> now) {
    old.forEach(
        (name, before) -> {
          GraphQLDirective after = now.get(name);
          if (after == null) {
            add(
                Kind.DIRECTIVE_REMOVED,
                "@" + name,
                "Directive \"@%s\" was removed.".formatted(name));
          } else {
            directive("@" + name, before, after);
          }
        });
    now.keySet().stream()
        .filter(name -> !old.containsKey(name))
        .forEach(
            name ->
                add(
                    Kind.DIRECTIVE_ADDED,
                    "@" + name,
                    "Directive \"@%s\" was added.".formatted(name)));
  }

  private void directive(String coordinate, GraphQLDirective old, GraphQLDirective now) {
    described(coordinate, old, now);
    if (old.isRepeatable() != now.isRepeatable()) {
      add(
          now.isRepeatable() ? Kind.DIRECTIVE_WIDENED : Kind.DIRECTIVE_NARROWED,
          coordinate,
          "\"%s\" may%s be repeated now.".formatted(coordinate, now.isRepeatable() ? "" : " not"));
    }
    TreeSet<DirectiveLocation> before = locations(old);
    TreeSet<DirectiveLocation> after = locations(now);
    before.stream()
        .filter(location -> !after.contains(location))
        .forEach(
            location ->
                add(
                    Kind.DIRECTIVE_NARROWED,
                    coordinate,
                    "\"%s\" may not stand on %s any more.".formatted(coordinate, location)));
    after.stream()
        .filter(location -> !before.contains(location))
        .forEach(
            location ->
                add(
                    Kind.DIRECTIVE_WIDENED,
                    coordinate,
                    "\"%s\" may stand on %s now.".formatted(coordinate, location)));
    arguments(coordinate, old.getArguments(), now.getArguments());
    directiveArguments(coordinate, named(old.getArguments()), named(now.getArguments()));
  }

  private void directiveArguments(
      String directive, Map<String, GraphQLArgument> old, Map<String, GraphQLArgument> now) {
    old.forEach(
        (name, before) -> {
          String coordinate = "%s(%s:)".formatted(directive, name);
          GraphQLArgument after = now.get(name);
          if (after == null) {
            add(
                Kind.ARGUMENT_REMOVED,
                coordinate,
                "Argument \"%s\" was removed.".formatted(coordinate));
            return;
          }
          String was = type(before);
          String is = type(after);
          if (!was.equals(is)) {
            add(
                was.equals(is + "!") ? Kind.ARGUMENT_TYPE_WIDENED : Kind.ARGUMENT_TYPE_CHANGED,
                coordinate,
                "\"%s\" was of type %s and is of type %s now.".formatted(coordinate, was, is));
          }
          if (!Objects.equals(defaultValue(before), defaultValue(after))) {
            add(
                Kind.ARGUMENT_DEFAULT_CHANGED,
                coordinate,
                "The default of \"%s\" was %s and is %s now."
                    .formatted(coordinate, defaultValue(before), defaultValue(after)));
          }
        });
    now.forEach(
        (name, added) -> {
          if (!old.containsKey(name)) {
            String coordinate = "%s(%s:)".formatted(directive, name);
            boolean required = type(added).endsWith("!") && !added.hasSetDefaultValue();
            add(
                required ? Kind.REQUIRED_ARGUMENT_ADDED : Kind.OPTIONAL_ARGUMENT_ADDED,
                coordinate,
                "%s argument \"%s\" was added."
                    .formatted(required ? "Required" : "Optional", coordinate));
          }
        });
  }

  private static String type(GraphQLArgument argument) {
    GraphQLInputType type = argument.getType();
    return GraphQLTypeUtil.simplePrint(type);
  }

  private static String defaultValue(GraphQLArgument argument) {
    InputValueWithState value = argument.getArgumentDefaultValue();
    if (value.isNotSet()) {
      return "none";
    }
    return value.getValue() instanceof graphql.language.Value<?> literal
        ? AstPrinter.printAstCompact(literal)
        : String.valueOf(value.getValue());
  }

  private interface Pair<T> {
    void of(T old, T now);
  }

  private static <T extends GraphQLNamedSchemaElement> void pairs(
      List<T> old, List<T> now, Pair<T> action) {
    Map<String, T> after = named(now);
    for (T one : old) {
      T other = after.get(one.getName());
      if (other != null) {
        action.of(one, other);
      }
    }
  }

  private static <T extends GraphQLNamedSchemaElement> Map<String, T> named(List<T> elements) {
    return elements.stream()
        .collect(
            Collectors.toMap(
                GraphQLNamedSchemaElement::getName,
                Function.identity(),
                (one, same) -> one,
                TreeMap::new));
  }

  private void add(Kind kind, String coordinate, String message) {
    changes.add(new SchemaChange(kind, coordinate, message));
  }
}
