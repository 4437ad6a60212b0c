package dev.tributary.subgraph;

import dev.tributary.supergraph.FieldSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What part each field plays in its subgraph: external or not, part of a key, provided, shareable,
 * used by some federation directive. Fields go by their coordinate, {@code Type.field}.
 */
public final class FieldRoles {
  private final SubgraphSchema schema;
  private final Map<String, Set<String>> implementations = new HashMap<>();
  private final Set<String> external = new HashSet<>();
  private final Set<String> keyFieldsOfExtensions = new HashSet<>();
  private final Set<String> provided = new HashSet<>();
  private final Set<String> keyFields = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> shareable = new HashSet<>();

  private FieldRoles(SubgraphSchema schema) {
    this.schema = schema;
  }

  public static FieldRoles of(SubgraphSchema schema) {
    FieldRoles roles = new FieldRoles(schema);
    roles.compute();
    return roles;
  }

  /**
   * Marked {@code @external}. A key field of an {@code extend type} is not: Federation 1 wanted the
   * mark there, though such a subgraph can resolve the field.
   */
  public boolean isExternal(String coordinate) {
    return external.contains(coordinate) && !keyFieldsOfExtensions.contains(coordinate);
  }

  /** Marked {@code @external}, and counted as resolvable all the same. */
  boolean isExternalInNameOnly(String coordinate) {
    return external.contains(coordinate) && keyFieldsOfExtensions.contains(coordinate);
  }

  /** External, and provided by no path of this subgraph either. */
  public boolean isFullyExternal(String coordinate) {
    return isExternal(coordinate) && !provided.contains(coordinate);
  }

  /** Whether other subgraphs may resolve the field too. */
  public boolean isShareable(String coordinate) {
    return shareable.contains(coordinate)
        || keyFields.contains(coordinate)
        || provided.contains(coordinate);
  }

  /**
   * Named in a {@code @key}, {@code @requires}, {@code @provides} or {@code @fromContext}, or
   * wanted by an interface.
   */
  public boolean isUsed(String coordinate) {
    return used.contains(coordinate);
  }

  /** The object types that implement {@code name} here. */
  public Set<String> implementations(String name) {
    return implementations.getOrDefault(name, Set.of());
  }

  /** The object types that something of type {@code name} may be here. */
  Set<String> possibleTypes(String name) {
    return switch (schema.types().get(name)) {
      case TypeNode.ObjectNode object -> Set.of(object.name());
      case TypeNode.InterfaceNode contract -> implementations(contract.name());
      case TypeNode.UnionNode union -> union.members().keySet();
      case null, default -> Set.of();
    };
  }

  private void compute() {
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.ObjectNode object) {
        object
            .interfaces()
            .keySet()
            .forEach(
                name ->
                    implementations.computeIfAbsent(name, _ -> new HashSet<>()).add(object.name()));
      }
    }
    Map<String, Set<String>> contexts = contexts();
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        marks(withFields);
        keys(withFields);
        withFields.fields().values().forEach(field -> selections(withFields.name(), field));
        withFields.fields().values().forEach(field -> contextual(field, contexts));
        if (type instanceof TypeNode.InterfaceNode) {
          for (String implementation : implementations(type.name())) {
            withFields.fields().keySet().forEach(field -> used.add(implementation + "." + field));
          }
        }
      }
    }
  }

  private void marks(TypeNode.WithFields type) {
    for (FieldNode field : type.fields().values()) {
      String coordinate = type.name() + "." + field.name();
      if (field.has(FederationDirective.EXTERNAL)) {
        external.add(coordinate);
      }
      if (field.has(FederationDirective.SHAREABLE)) {
        shareable.add(coordinate);
      }
    }
  }

  private void keys(TypeNode.WithFields type) {
    for (DirectiveNode key : type.all(FederationDirective.KEY)) {
      FieldSet fields = FieldSetReader.tryRead(key.string("fields"));
      if (fields == null) {
        continue;
      }
      collect(type.name(), fields, keyFields, false);
      collect(type.name(), fields, used, true);
      if (key.onExtension() || type.has(FederationDirective.EXTENDS)) {
        collect(type.name(), fields, keyFieldsOfExtensions, false);
      }
    }
  }

  private void selections(String type, FieldNode field) {
    DirectiveNode requires = field.first(FederationDirective.REQUIRES);
    if (requires != null) {
      collect(type, FieldSetReader.tryRead(requires.string("fields")), used, true);
    }
    DirectiveNode provides = field.first(FederationDirective.PROVIDES);
    if (provides != null) {
      FieldSet fields = FieldSetReader.tryRead(provides.string("fields"));
      collect(field.type().namedType(), fields, provided, true);
      collect(field.type().namedType(), fields, used, true);
    }
  }

  /** The types that set each context. */
  private Map<String, Set<String>> contexts() {
    Map<String, Set<String>> contexts = new HashMap<>();
    for (TypeNode type : schema.types().values()) {
      for (DirectiveNode use : type.all(FederationDirective.CONTEXT)) {
        contexts
            .computeIfAbsent(String.valueOf(use.string("name")), _ -> new HashSet<>())
            .add(type.name());
      }
    }
    return contexts;
  }

  private void contextual(FieldNode field, Map<String, Set<String>> contexts) {
    for (InputValueNode argument : field.arguments().values()) {
      ContextReference reference = ContextReference.of(argument);
      if (reference != null) {
        FieldSet fields = reference.fields();
        contexts
            .getOrDefault(reference.context(), Set.of())
            .forEach(type -> collect(type, fields, used, true));
      }
    }
  }

  private void collect(
      String type, @Nullable FieldSet fields, Set<String> into, boolean withImplementations) {
    if (fields == null) {
      return;
    }
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Field field -> {
          TypeNode.WithFields parent = schema.withFields(type);
          FieldNode definition = parent == null ? null : parent.fields().get(field.name());
          if (definition == null) {
            continue;
          }
          into.add(type + "." + field.name());
          if (withImplementations && parent instanceof TypeNode.InterfaceNode) {
            implementations(type)
                .forEach(implementation -> into.add(implementation + "." + field.name()));
          }
          collect(definition.type().namedType(), field.selection(), into, withImplementations);
        }
        case FieldSet.Fragment fragment ->
            collect(fragment.typeCondition(), fragment.selection(), into, withImplementations);
      }
    }
  }

  /** The keys that a type declares here, parsed; those that do not parse are left out. */
  public static List<Key> keys(TypeNode type) {
    return type.all(FederationDirective.KEY).stream()
        .mapMulti(
            (DirectiveNode key, java.util.function.Consumer<Key> keep) -> {
              FieldSet fields = FieldSetReader.tryRead(key.string("fields"));
              if (fields != null) {
                keep.accept(new Key(fields, key.flag("resolvable", true), key));
              }
            })
        .toList();
  }

  /** A {@code @key} as declared. */
  public record Key(FieldSet fields, boolean resolvable, DirectiveNode use) {}
}
