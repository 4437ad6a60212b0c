package dev.tributary.subgraph;

import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites Federation 1 documents to what they mean in Federation 2: extensions become plain types,
 * {@code @external} stays only where a field is really resolved elsewhere, and what Federation 1
 * let several subgraphs resolve becomes {@code @shareable}. Some of that depends on the other
 * subgraphs, which is why all are handed in together.
 */
public final class FederationOneUpgrade {
  private static final Set<FederationDirective> NOT_ON_INTERFACES =
      Set.of(
          FederationDirective.KEY,
          FederationDirective.REQUIRES,
          FederationDirective.PROVIDES,
          FederationDirective.EXTERNAL);

  private final SubgraphSchema schema;
  private final List<SubgraphSchema> others;
  private final Problems problems;

  private FederationOneUpgrade(
      SubgraphSchema schema, List<SubgraphSchema> others, Problems problems) {
    this.schema = schema;
    this.others = others;
    this.problems = problems;
  }

  /**
   * The same subgraphs in the same order, those of Federation 1 upgraded and checked by
   * federation's rules.
   */
  public static List<SubgraphSchema> upgrade(List<SubgraphSchema> schemas, Problems problems) {
    if (schemas.stream().allMatch(schema -> schema.links().isFederation2())) {
      return schemas;
    }
    interfaceObjects(schemas, problems);
    List<SubgraphSchema> upgraded = new ArrayList<>();
    Map<SubgraphSchema, FieldRoles> roles = new HashMap<>();
    for (SubgraphSchema schema : schemas) {
      if (schema.links().isFederation2()) {
        upgraded.add(schema);
        continue;
      }
      List<SubgraphSchema> others = schemas.stream().filter(other -> other != schema).toList();
      FederationOneUpgrade upgrade = new FederationOneUpgrade(schema, others, problems);
      SubgraphSchema result = upgrade.withoutOldExternals();
      result = upgrade.withoutIdleSelections(result);
      result = upgrade.withoutUnusedExternals(result);
      result = upgrade.shared(result, roles);
      FederationRules.check(result, problems);
      upgraded.add(result);
    }
    return upgraded;
  }

  /**
   * An interface's key in Federation 1 promises nothing that an interface object could build on.
   */
  private static void interfaceObjects(List<SubgraphSchema> schemas, Problems problems) {
    Map<String, List<Place>> standIns = new LinkedHashMap<>();
    for (SubgraphSchema schema : schemas) {
      for (TypeNode type : schema.types().values()) {
        if (schema.links().isFederation2() && type.has(FederationDirective.INTERFACE_OBJECT)) {
          standIns.computeIfAbsent(type.name(), _ -> new ArrayList<>()).add(type.place());
        }
      }
    }
    standIns.forEach(
        (name, places) -> {
          List<Place> all = new ArrayList<>(places);
          List<String> keyed = new ArrayList<>();
          for (SubgraphSchema schema : schemas) {
            if (!schema.links().isFederation2()
                && schema.types().get(name) instanceof TypeNode.InterfaceNode contract
                && contract.has(FederationDirective.KEY)) {
              all.add(contract.place());
              keyed.add("\"" + schema.name() + "\"");
            }
          }
          if (!keyed.isEmpty()) {
            problems.error(
                "INTERFACE_OBJECT_USAGE_ERROR",
                name,
                all,
                "\"%s\" is an @interfaceObject, and its key in %s is Federation 1's, by which nobody learns an object's type: upgrade that to Federation 2, or take the interface's key away."
                    .formatted(name, String.join(", ", keyed)));
          }
        });
  }

  /** Interfaces lose federation's directives, extensions become types, their keys internal. */
  private SubgraphSchema withoutOldExternals() {
    Set<String> keyFields = new HashSet<>();
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.ObjectNode object && isExtension(object)) {
        keysOf(object).forEach(key -> collect(object, key, keyFields));
      }
    }
    return map(
        schema,
        type -> {
          boolean contract = type instanceof TypeNode.InterfaceNode;
          List<DirectiveNode> directives = new ArrayList<>();
          for (DirectiveNode use : type.directives()) {
            boolean dropped =
                use.is(FederationDirective.EXTERNAL)
                    || (contract
                        && use.meaning() != null
                        && NOT_ON_INTERFACES.contains(use.meaning()));
            if (!dropped) {
              directives.add(plain(use));
            }
          }
          return directives;
        },
        (type, field) -> {
          String coordinate = type.name() + "." + field.name();
          boolean external = field.has(FederationDirective.EXTERNAL);
          boolean composite =
              schema.types().get(field.type().namedType()) instanceof TypeNode.WithFields
                  || schema.types().get(field.type().namedType()) instanceof TypeNode.UnionNode;
          List<DirectiveNode> directives = new ArrayList<>();
          for (DirectiveNode use : field.directives()) {
            boolean dropped =
                (type instanceof TypeNode.InterfaceNode
                        && use.meaning() != null
                        && NOT_ON_INTERFACES.contains(use.meaning()))
                    || (use.is(FederationDirective.EXTERNAL) && keyFields.contains(coordinate))
                    || (use.is(FederationDirective.TAG)
                        && external
                        && !keyFields.contains(coordinate)
                        && isTaggedElsewhere(type.name(), field.name(), use))
                    || (use.is(FederationDirective.PROVIDES) && !composite);
            if (!dropped) {
              directives.add(plain(use));
            }
          }
          return field.withDirectives(directives);
        });
  }

  /** Whether a subgraph that resolves the field has the same tag on it. */
  private boolean isTaggedElsewhere(String type, String field, DirectiveNode tag) {
    for (SubgraphSchema other : others) {
      TypeNode.WithFields there = other.withFields(type);
      FieldNode node = there == null ? null : there.fields().get(field);
      if (node != null
          && !node.has(FederationDirective.EXTERNAL)
          && node.all(FederationDirective.TAG).stream()
              .anyMatch(use -> use.arguments().equals(tag.arguments()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isExtension(TypeNode.ObjectNode type) {
    return type.head().extensionOnly()
        || type.has(FederationDirective.EXTENDS)
        || type.all(FederationDirective.KEY).stream().anyMatch(DirectiveNode::onExtension);
  }

  /** An extension may leave the key to the type's owner, whose first one counts. */
  private List<FieldSet> keysOf(TypeNode.ObjectNode type) {
    List<FieldSet> own = keys(type);
    if (!own.isEmpty()) {
      return own;
    }
    List<FieldSet> found = new ArrayList<>();
    for (SubgraphSchema other : others) {
      TypeNode there = other.types().get(type.name());
      if (there != null) {
        keys(there).stream().limit(1).forEach(found::add);
      }
    }
    return found;
  }

  private static List<FieldSet> keys(TypeNode type) {
    return type.all(FederationDirective.KEY).stream()
        .map(key -> FieldSetReader.tryRead(plain(key).string("fields")))
        .filter(fields -> fields != null)
        .toList();
  }

  /**
   * Federation 1 also took a list of strings, or a bare name; and an extension's directive is like
   * any other.
   */
  private static DirectiveNode plain(DirectiveNode use) {
    SequencedMap<String, Value> arguments = new LinkedHashMap<>(use.arguments());
    if (arguments.get("fields") instanceof Value.ListValue(List<Value> parts)) {
      List<String> texts = new ArrayList<>();
      for (Value part : parts) {
        if (part instanceof Value.StringValue(String text)) {
          texts.add(text);
        }
      }
      if (texts.size() == parts.size()) {
        arguments.put("fields", new Value.StringValue(String.join(" ", texts)));
      }
    } else if (arguments.get("fields") instanceof Value.EnumValue(String name)) {
      arguments.put("fields", new Value.StringValue(name));
    }
    return new DirectiveNode(use.name(), use.meaning(), arguments, use.place(), false);
  }

  /** The key's fields of the type itself: only those Federation 1 took for the extension's own. */
  private static void collect(TypeNode.ObjectNode type, FieldSet fields, Set<String> into) {
    for (FieldSet.Selection selection : fields.selections()) {
      if (selection instanceof FieldSet.Field field && type.fields().containsKey(field.name())) {
        into.add(type.name() + "." + field.name());
      }
    }
  }

  /** What a {@code @requires} or {@code @provides} names and the subgraph resolves says nothing. */
  private SubgraphSchema withoutIdleSelections(SubgraphSchema changed) {
    FieldRoles roles = FieldRoles.of(changed);
    return map(
        changed,
        TypeNode::directives,
        (type, field) -> {
          List<DirectiveNode> directives = new ArrayList<>();
          for (DirectiveNode use : field.directives()) {
            boolean requires = use.is(FederationDirective.REQUIRES);
            FieldSet fields =
                requires || use.is(FederationDirective.PROVIDES)
                    ? FieldSetReader.tryRead(use.string("fields"))
                    : null;
            if (fields == null) {
              directives.add(use);
              continue;
            }
            String target = requires ? type.name() : field.type().namedType();
            FieldSet needed = needed(changed, roles, target, fields);
            if (needed != null) {
              directives.add(
                  new DirectiveNode(
                      use.name(), use.meaning(), fields(use, needed), use.place(), false));
            }
          }
          return field.withDirectives(directives);
        });
  }

  private static SequencedMap<String, Value> fields(DirectiveNode use, FieldSet fields) {
    SequencedMap<String, Value> arguments = new LinkedHashMap<>(use.arguments());
    arguments.put("fields", new Value.StringValue(fields.toString()));
    return arguments;
  }

  private static @Nullable FieldSet needed(
      SubgraphSchema schema, FieldRoles roles, String type, FieldSet fields) {
    List<FieldSet.Selection> kept = new ArrayList<>();
    TypeNode.WithFields parent = schema.withFields(type);
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment -> {
          FieldSet below = needed(schema, roles, fragment.typeCondition(), fragment.selection());
          if (below != null) {
            kept.add(new FieldSet.Fragment(fragment.typeCondition(), below));
          }
        }
        case FieldSet.Field field -> {
          FieldNode node = parent == null ? null : parent.fields().get(field.name());
          FieldSet below = field.selection();
          // What is wrong stays, for the rules to report.
          if (node == null
              || parent instanceof TypeNode.InterfaceNode
              || roles.isExternal(type + "." + field.name())) {
            kept.add(field);
          } else if (below != null) {
            FieldSet inner = needed(schema, roles, node.type().namedType(), below);
            if (inner != null) {
              kept.add(new FieldSet.Field(field.name(), field.arguments(), inner));
            }
          }
        }
      }
    }
    return kept.isEmpty() ? null : new FieldSet(kept);
  }

  /** Federation 1 let external fields stand about that nothing used. */
  private SubgraphSchema withoutUnusedExternals(SubgraphSchema changed) {
    FieldRoles roles = FieldRoles.of(changed);
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    Set<String> emptied = new HashSet<>();
    for (TypeNode type : changed.types().values()) {
      if (!(type instanceof TypeNode.ObjectNode object)) {
        types.put(type.name(), type);
        continue;
      }
      SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
      for (FieldNode field : object.fields().values()) {
        String coordinate = type.name() + "." + field.name();
        if (roles.isExternal(coordinate) && !roles.isUsed(coordinate)) {
          problems.hint(
              Severity.DEBUG,
              "UPGRADE_REMOVED_UNUSED_EXTERNAL",
              coordinate,
              List.of(field.place()),
              "\"%s\" is @external and nothing uses it, so it is left out.".formatted(coordinate));
        } else {
          fields.put(field.name(), field);
        }
      }
      if (fields.isEmpty() && !object.fields().isEmpty()) {
        emptied.add(object.name());
      } else {
        types.put(type.name(), object.withFields(fields));
      }
    }
    for (TypeNode type : types.values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        for (FieldNode field : withFields.fields().values()) {
          if (emptied.contains(field.type().namedType())) {
            problems.error(
                "TYPE_WITH_ONLY_UNUSED_EXTERNAL",
                field.type().namedType(),
                field.place(),
                "\"%s\" has nothing but @external fields that nothing uses, and \"%s.%s\" returns it: give it a field that this subgraph resolves, or a key."
                    .formatted(field.type().namedType(), type.name(), field.name()));
          }
        }
      }
    }
    return changed.withTypes(types);
  }

  /** Federation 1 shared value types, and whatever else two subgraphs happened to resolve. */
  private SubgraphSchema shared(SubgraphSchema changed, Map<SubgraphSchema, FieldRoles> known) {
    FieldRoles roles = FieldRoles.of(changed);
    return map(
        changed,
        TypeNode::directives,
        (type, field) -> {
          String coordinate = type.name() + "." + field.name();
          boolean shares =
              type instanceof TypeNode.ObjectNode
                  && !type.name().equals(RootKind.SUBSCRIPTION.typeName())
                  && !roles.isShareable(coordinate)
                  && !roles.isExternal(coordinate)
                  && others.stream().anyMatch(other -> resolves(other, type, field, known));
          if (!shares) {
            return field;
          }
          List<DirectiveNode> directives = new ArrayList<>(field.directives());
          directives.add(
              new DirectiveNode(
                  FederationDirective.SHAREABLE.directiveName(),
                  FederationDirective.SHAREABLE,
                  new LinkedHashMap<>(),
                  field.place(),
                  false));
          return field.withDirectives(directives);
        });
  }

  private static boolean resolves(
      SubgraphSchema other,
      TypeNode.WithFields type,
      FieldNode field,
      Map<SubgraphSchema, FieldRoles> known) {
    TypeNode.WithFields there = other.withFields(type.name());
    return there != null
        && there.fields().containsKey(field.name())
        && !known
            .computeIfAbsent(other, FieldRoles::of)
            .isFullyExternal(type.name() + "." + field.name());
  }

  private interface TypeDirectives {
    List<DirectiveNode> of(TypeNode type);
  }

  private interface FieldChange {
    FieldNode of(TypeNode.WithFields type, FieldNode field);
  }

  private static SubgraphSchema map(
      SubgraphSchema schema, TypeDirectives directives, FieldChange change) {
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    for (TypeNode type : schema.types().values()) {
      TypeNode.Head head =
          new TypeNode.Head(
              type.name(), type.description(), directives.of(type), type.place(), false);
      types.put(
          type.name(),
          switch (type) {
            case TypeNode.ObjectNode object ->
                new TypeNode.ObjectNode(head, fields(object, change), object.interfaces());
            case TypeNode.InterfaceNode contract ->
                new TypeNode.InterfaceNode(head, fields(contract, change), contract.interfaces());
            case TypeNode.UnionNode union -> new TypeNode.UnionNode(head, union.members());
            case TypeNode.EnumNode constants -> new TypeNode.EnumNode(head, constants.values());
            case TypeNode.InputNode input -> new TypeNode.InputNode(head, input.fields());
            case TypeNode.ScalarNode _ -> new TypeNode.ScalarNode(head);
          });
    }
    return schema.withTypes(types);
  }

  private static SequencedMap<String, FieldNode> fields(
      TypeNode.WithFields type, FieldChange change) {
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
    type.fields().forEach((name, field) -> fields.put(name, change.of(type, field)));
    return fields;
  }
}
