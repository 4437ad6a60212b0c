package dev.tributary.subgraph;

import dev.tributary.supergraph.FieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Federation's own rules for one subgraph: where its directives make sense. */
final class FederationRules {
  private final SubgraphSchema schema;
  private final Problems problems;
  private final FieldRoles roles;
  private final FieldSetRules fieldSets;

  private FederationRules(SubgraphSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
    this.roles = FieldRoles.of(schema);
    this.fieldSets = new FieldSetRules(schema, roles, problems);
  }

  static void check(SubgraphSchema schema, Problems problems) {
    FederationRules rules = new FederationRules(schema, problems);
    CostRules.check(schema, problems);
    CacheRules.check(schema, problems);
    ContextRules.check(schema, rules.roles, problems);
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        rules.type(withFields);
        withFields.fields().values().forEach(field -> rules.field(withFields, field));
      }
    }
  }

  private void type(TypeNode.WithFields type) {
    access(type, type, type.name());
    for (DirectiveNode key : type.all(FederationDirective.KEY)) {
      Link federation = schema.links().federation();
      if (type instanceof TypeNode.InterfaceNode
          && (federation == null || federation.feature().minor() < 3)) {
        error(
            "KEY_UNSUPPORTED_ON_INTERFACE",
            type.name(),
            key.place(),
            "@%s on the interface \"%s\" needs Federation v2.3 or later: link to a newer version."
                .formatted(key.name(), type.name()));
      } else {
        fieldSets.check(FieldSetRules.Kind.KEY, key, type.name(), type.name());
        if (type instanceof TypeNode.InterfaceNode) {
          implementationKeys(type, key);
        }
      }
    }
    if (type.has(FederationDirective.INTERFACE_OBJECT) && !type.has(FederationDirective.KEY)) {
      error(
          "INTERFACE_OBJECT_USAGE_ERROR",
          type.name(),
          type.place(),
          "\"%s\" stands for an interface and has no key: give it the interface's @key."
              .formatted(type.name()));
    }
  }

  /** Whoever holds an object by the interface's key must be able to ask for the object by it. */
  private void implementationKeys(TypeNode.WithFields contract, DirectiveNode key) {
    FieldSet fields = FieldSetReader.tryRead(key.string("fields"));
    if (fields == null) {
      return;
    }
    boolean resolvable = key.flag("resolvable", true);
    List<TypeNode> lacking = new ArrayList<>();
    for (String name : new TreeSet<>(roles.implementations(contract.name()))) {
      TypeNode type = schema.types().get(name);
      if (type != null
          && FieldRoles.keys(type).stream()
              .noneMatch(
                  own ->
                      sorted(own.fields()).equals(sorted(fields))
                          && (own.resolvable() || !resolvable))) {
        lacking.add(type);
      }
    }
    if (!lacking.isEmpty()) {
      List<Place> places = new ArrayList<>(lacking.stream().map(TypeNode::place).toList());
      places.add(key.place());
      problems.error(
          "INTERFACE_KEY_NOT_ON_IMPLEMENTATION",
          contract.name(),
          places,
          "\"%s\" has the key \"%s\", and %s, which %s it, cannot be asked for by that key: add @%s(fields: \"%s\") there."
              .formatted(
                  contract.name(),
                  fields,
                  lacking.stream()
                      .map(type -> "\"" + type.name() + "\"")
                      .collect(Collectors.joining(", ")),
                  lacking.size() == 1 ? "implements" : "implement",
                  key.name(),
                  fields));
    }
  }

  /** The same text for keys that differ in the order of their fields only. */
  private static String sorted(FieldSet fields) {
    return fields.selections().stream()
        .map(
            selection ->
                switch (selection) {
                  case FieldSet.Field field ->
                      field.selection() == null
                          ? field.name()
                          : field.name() + " { " + sorted(field.selection()) + " }";
                  case FieldSet.Fragment fragment ->
                      "... on %s { %s }"
                          .formatted(fragment.typeCondition(), sorted(fragment.selection()));
                })
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private void field(TypeNode.WithFields type, FieldNode field) {
    String coordinate = type.name() + "." + field.name();
    boolean onInterface = type instanceof TypeNode.InterfaceNode;
    requires(type, field, coordinate, onInterface);
    provides(field, coordinate, onInterface);
    external(field, coordinate, onInterface);
    sharing(type, field, coordinate, onInterface);
    access(type, field, coordinate);
  }

  /** An interface gets its conditions from the types that implement it, by composition. */
  private void access(TypeNode type, ElementNode element, String coordinate) {
    // The fields of an interface object are resolved here, and protected here.
    boolean standsForInterface = element == type && type.has(FederationDirective.INTERFACE_OBJECT);
    if (!(type instanceof TypeNode.InterfaceNode) && !standsForInterface) {
      return;
    }
    for (FederationDirective directive : FederationDirective.ACCESS) {
      for (DirectiveNode use : element.all(directive)) {
        error(
            "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE",
            coordinate,
            use.place(),
            "@%s on \"%s\": interfaces and interface objects cannot be protected themselves. Protect the types that implement it."
                .formatted(use.name(), coordinate));
      }
    }
  }

  private void requires(
      TypeNode.WithFields type, FieldNode field, String coordinate, boolean onInterface) {
    for (DirectiveNode use : field.all(FederationDirective.REQUIRES)) {
      if (onInterface) {
        unsupported("REQUIRES_UNSUPPORTED_ON_INTERFACE", use, coordinate);
      }
      fieldSets.check(FieldSetRules.Kind.REQUIRES, use, coordinate, type.name());
    }
  }

  private void provides(FieldNode field, String coordinate, boolean onInterface) {
    for (DirectiveNode use : field.all(FederationDirective.PROVIDES)) {
      TypeNode target = schema.types().get(field.type().namedType());
      if (onInterface) {
        unsupported("PROVIDES_UNSUPPORTED_ON_INTERFACE", use, coordinate);
      }
      if (roles.isExternal(coordinate)) {
        error(
            "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE",
            coordinate,
            use.place(),
            "@%s on \"%s\", which is @external: what another subgraph resolves, this one provides nothing of."
                .formatted(use.name(), coordinate));
      } else if (target instanceof TypeNode.WithFields || target instanceof TypeNode.UnionNode) {
        fieldSets.check(FieldSetRules.Kind.PROVIDES, use, coordinate, target.name());
      } else {
        error(
            "PROVIDES_ON_NON_OBJECT_FIELD",
            coordinate,
            use.place(),
            "@%s on \"%s\", which is of type %s: it belongs on a field of an object, interface or union type."
                .formatted(use.name(), coordinate, field.type()));
      }
    }
  }

  private void external(FieldNode field, String coordinate, boolean onInterface) {
    DirectiveNode external = field.first(FederationDirective.EXTERNAL);
    if (onInterface) {
      if (external != null) {
        error(
            "EXTERNAL_ON_INTERFACE",
            coordinate,
            external.place(),
            "@%s on \"%s\", a field of an interface: mark the implementations' fields instead."
                .formatted(external.name(), coordinate));
      }
    }
    if (!roles.isExternal(coordinate)) {
      return;
    }
    if (!roles.isUsed(coordinate)) {
      error(
          "EXTERNAL_UNUSED",
          coordinate,
          field.place(),
          "\"%s\" is marked @external and nothing uses it: no @key, @requires or @provides names it, and no interface wants it. Remove the field, or the mark if this subgraph resolves it."
              .formatted(coordinate));
    }
  }

  private void sharing(
      TypeNode.WithFields type, FieldNode field, String coordinate, boolean onInterface) {
    DirectiveNode use = field.first(FederationDirective.SHAREABLE);
    if (use != null && onInterface) {
      error(
          "INVALID_SHAREABLE_USAGE",
          coordinate,
          use.place(),
          "@%s on \"%s\", a field of an interface: only fields of object types can be shared."
              .formatted(use.name(), coordinate));
    }
    if (use != null && type.name().equals(RootKind.SUBSCRIPTION.typeName())) {
      error(
          "INVALID_FIELD_SHARING",
          coordinate,
          use.place(),
          "\"%s\" cannot be shared: a subscription has one source of events."
              .formatted(coordinate));
    }
  }

  private void unsupported(String code, DirectiveNode use, String coordinate) {
    error(
        code,
        coordinate,
        use.place(),
        "@%s on \"%s\", a field of an interface: put it on the implementations' fields."
            .formatted(use.name(), coordinate));
  }

  private void error(String code, String coordinate, Place place, String message) {
    problems.error(code, coordinate, place, message);
  }
}
