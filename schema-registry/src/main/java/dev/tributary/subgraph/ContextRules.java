package dev.tributary.subgraph;

import dev.tributary.subgraph.FieldSetReader.InvalidFieldSet;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contexts of one subgraph (Federation 2.8): types set them with {@code @context}, arguments of
 * fields further down are filled from them with {@code @fromContext}.
 */
final class ContextRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

  /** Elsewhere such fragments are as good as what they hold; here a fragment says whose value. */
  private static final Pattern UNTYPED_FRAGMENT = Pattern.compile("\\.\\.\\.[\\s,]*[{@]");

  private final SubgraphSchema schema;
  private final FieldRoles roles;
  private final Problems problems;

  /** The types that set each context, in document order. */
  private final Map<String, List<TypeNode>> setters = new TreeMap<>();

  private ContextRules(SubgraphSchema schema, FieldRoles roles, Problems problems) {
    this.schema = schema;
    this.roles = roles;
    this.problems = problems;
  }

  static void check(SubgraphSchema schema, FieldRoles roles, Problems problems) {
    ContextRules rules = new ContextRules(schema, roles, problems);
    schema.types().values().forEach(rules::setter);
    schema.directives().values().forEach(rules::definition);
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        withFields.fields().values().forEach(field -> rules.field(withFields, field));
      }
    }
  }

  private void setter(TypeNode type) {
    for (DirectiveNode use : type.all(FederationDirective.CONTEXT)) {
      String name = use.string("name");
      if (name == null) {
        continue; // Already refused: the argument is required.
      }
      setters.computeIfAbsent(name, _ -> new ArrayList<>()).add(type);
      if (!NAME.matcher(name).matches()) {
        problems.error(
            "CONTEXT_NAME_INVALID",
            type.name(),
            use.place(),
            "@%s(name: \"%s\") on \"%s\": a context's name has letters and digits only, begins with a letter and has no underscore."
                .formatted(use.name(), name, type.name()));
      }
    }
  }

  private void definition(DirectiveDefinitionNode definition) {
    for (InputValueNode argument : definition.arguments().values()) {
      DirectiveNode use = argument.first(FederationDirective.FROM_CONTEXT);
      if (use != null) {
        String coordinate = "@" + definition.name() + "(" + argument.name() + ":)";
        problems.error(
            "CONTEXT_NOT_SET",
            coordinate,
            use.place(),
            "@%s on \"%s\": only arguments of fields can be filled from a context."
                .formatted(use.name(), coordinate));
      }
    }
  }

  private void field(TypeNode.WithFields type, FieldNode field) {
    for (InputValueNode argument : field.arguments().values()) {
      DirectiveNode use = argument.first(FederationDirective.FROM_CONTEXT);
      if (use != null) {
        String coordinate = type.name() + "." + field.name() + "(" + argument.name() + ":)";
        new Use(type, field, argument, use, coordinate).check();
      }
    }
  }

  /** One {@code @fromContext}. */
  private final class Use {
    private final TypeNode.WithFields type;
    private final FieldNode field;
    private final InputValueNode argument;
    private final DirectiveNode use;
    private final String coordinate;

    Use(
        TypeNode.WithFields type,
        FieldNode field,
        InputValueNode argument,
        DirectiveNode use,
        String coordinate) {
      this.type = type;
      this.field = field;
      this.argument = argument;
      this.use = use;
      this.coordinate = coordinate;
    }

    void check() {
      if (type instanceof TypeNode.InterfaceNode) {
        error(
            "CONTEXT_NOT_SET",
            "\"%s\" is an interface: only arguments of object types' fields can be filled from a context"
                .formatted(type.name()));
        return;
      }
      for (String name : type.interfaces().keySet()) {
        TypeNode.WithFields contract = schema.withFields(name);
        if (contract != null && contract.fields().containsKey(field.name())) {
          error(
              "CONTEXT_NOT_SET",
              "\"%s\" implements \"%s.%s\", and a field of an interface cannot be filled from a context"
                  .formatted(field.name(), name, field.name()));
        }
      }
      if (argument.defaultValue() != null) {
        error(
            "CONTEXT_NOT_SET",
            "an argument that is filled from a context cannot have a default: remove \"= %s\""
                .formatted(argument.defaultValue()));
      }
      ContextReference reference = ContextReference.read(use.string("field"));
      if (reference == null || reference.selectsNothing()) {
        error(
            "NO_CONTEXT_IN_SELECTION",
            "\"field\" must name a context and what to read from it, as in \"$context { field }\"");
        return;
      }
      List<TypeNode> setBy = setters.get(reference.context());
      if (setBy == null) {
        error(
            "CONTEXT_NOT_SET",
            "no type of this subgraph sets the context \"%s\": put @context(name: \"%s\") on one above"
                .formatted(reference.context(), reference.context()));
      } else {
        selection(reference, setBy);
      }
      if (FieldRoles.keys(type).stream().noneMatch(FieldRoles.Key::resolvable)) {
        problems.error(
            "CONTEXT_NO_RESOLVABLE_KEY",
            type.name(),
            List.of(type.place(), use.place()),
            "\"%s\" has an argument that is filled from a context, so the gateway must be able to ask for it again: give \"%s\" a @key that is resolvable."
                .formatted(coordinate, type.name()));
      }
    }

    private void selection(ContextReference reference, List<TypeNode> setBy) {
      if (UNTYPED_FRAGMENT.matcher(reference.selection()).find()) {
        invalid("it holds a fragment without a type: write ... on Type { }");
        return;
      }
      FieldSet fields;
      try {
        fields = FieldSetReader.read(reference.selection());
      } catch (InvalidFieldSet invalid) {
        invalid("%s", invalid.problem());
        return;
      }
      Set<String> conditions = new LinkedHashSet<>();
      for (FieldSet.Selection selection : fields.selections()) {
        if (selection instanceof FieldSet.Fragment fragment
            && !conditions.add(fragment.typeCondition())) {
          invalid("it says twice what to read from \"%s\"", fragment.typeCondition());
          return;
        }
      }
      if (conditions.isEmpty()) {
        if (fields.selections().size() > 1) {
          invalid("it selects several fields, and an argument has one value");
          return;
        }
        setBy.forEach(setter -> value(fields, setter));
      } else if (conditions.size() < fields.selections().size()) {
        invalid("it selects a field beside fragments: put everything into fragments");
      } else {
        byType(fields, conditions, setBy);
      }
    }

    private void byType(FieldSet fields, Set<String> conditions, List<TypeNode> setBy) {
      Set<String> unused = new LinkedHashSet<>(conditions);
      for (FieldSet.Selection selection : fields.selections()) {
        if (selection instanceof FieldSet.Fragment(String condition, FieldSet below)) {
          if (schema.types().get(condition) instanceof TypeNode.ObjectNode object) {
            if (setBy.stream()
                .anyMatch(setter -> roles.possibleTypes(setter.name()).contains(condition))) {
              unused.remove(condition);
              value(below, object);
            }
          } else {
            invalid("\"%s\" is no object type, and a fragment here must be on one", condition);
            return;
          }
        }
      }
      for (TypeNode setter : setBy) {
        if (conditions.stream().noneMatch(roles.possibleTypes(setter.name())::contains)) {
          invalid("no fragment applies to \"%s\", which sets the context too", setter.name());
          return;
        }
      }
      unused.forEach(condition -> invalid("\"%s\" does not set the context", condition));
    }

    /**
     * What is read must be what the argument takes. Of neither is it known that it is not null, at
     * whatever depth: the subgraph that has the value may fail, and the one that has the argument
     * is asked all the same.
     */
    private void value(FieldSet fields, TypeNode from) {
      TypeRef found = resolve(fields, from);
      if (found == null || found.equals(argument.type())) {
        return;
      }
      TypeRef named = new TypeRef.Named(argument.type().namedType());
      if (found.equals(bare(argument.type(), named))) {
        invalid("what it reads may be missing, so the argument has to be of type %s", found);
      } else {
        invalid(
            "what it reads from \"%s\" is of type %s, and the argument of type %s",
            from.name(), found, argument.type());
      }
    }

    /** The type of the one value that is selected, if it may be null; null after a problem. */
    private @Nullable TypeRef resolve(FieldSet fields, TypeNode from) {
      if (from.has(FederationDirective.INTERFACE_OBJECT)) {
        invalid("\"%s\" is an @interfaceObject, from which no context can be read", from.name());
        return null;
      }
      if (fields.selections().size() != 1
          || !(fields.selections().getFirst() instanceof FieldSet.Field selected)) {
        invalid("it has to select one field of \"%s\"", from.name());
        return null;
      }
      FieldNode definition =
          from instanceof TypeNode.WithFields withFields
              ? withFields.fields().get(selected.name())
              : null;
      if (definition == null) {
        invalid("there is no field \"%s.%s\"", from.name(), selected.name());
        return null;
      }
      TypeNode below = schema.types().get(definition.type().namedType());
      boolean composite =
          below instanceof TypeNode.WithFields || below instanceof TypeNode.UnionNode;
      FieldSet selection = selected.selection();
      if (selection == null) {
        if (composite) {
          invalid(
              "\"%s.%s\" is of type %s: select a field of it",
              from.name(), selected.name(), definition.type());
          return null;
        }
        return bare(definition.type(), new TypeRef.Named(definition.type().namedType()));
      }
      if (below == null || !composite) {
        invalid(
            "\"%s.%s\" is of type %s, which has no fields to select",
            from.name(), selected.name(), definition.type());
        return null;
      }
      TypeRef inner = resolve(selection, below);
      return inner == null ? null : bare(definition.type(), inner);
    }

    private void invalid(String what, Object... values) {
      error("CONTEXT_INVALID_SELECTION", what.formatted(values));
    }

    private void error(String code, String what) {
      problems.error(
          code,
          coordinate,
          use.place(),
          "@%s(field: %s) on \"%s\": %s."
              .formatted(use.name(), use.arguments().get("field"), coordinate, what));
    }
  }

  /** The lists of {@code outer} around {@code inner}: below a list stands a list of values. */
  private static TypeRef bare(TypeRef outer, TypeRef inner) {
    return switch (outer) {
      case TypeRef.Named _ -> inner;
      case TypeRef.NonNull(TypeRef nullable) -> bare(nullable, inner);
      case TypeRef.ListOf(TypeRef element) -> new TypeRef.ListOf(bare(element, inner));
    };
  }
}
