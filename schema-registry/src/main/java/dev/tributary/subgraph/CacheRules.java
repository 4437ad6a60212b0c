package dev.tributary.subgraph;

import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.CacheTag.Part;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where {@code @cacheControl} and {@code @cacheTag} make sense (the latter: Federation 2.12). */
final class CacheRules {
  private final SubgraphSchema schema;
  private final Problems problems;

  private CacheRules(SubgraphSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
  }

  static void check(SubgraphSchema schema, Problems problems) {
    CacheRules rules = new CacheRules(schema, problems);
    for (TypeNode type : schema.types().values()) {
      rules.age(type, type.name());
      type.all(FederationDirective.CACHE_TAG).forEach(use -> rules.entityTag(type, use));
      if (type instanceof TypeNode.WithFields withFields) {
        for (FieldNode field : withFields.fields().values()) {
          String coordinate = type.name() + "." + field.name();
          rules.age(field, coordinate);
          field
              .all(FederationDirective.CACHE_TAG)
              .forEach(use -> rules.fieldTag(type, field, coordinate, use));
        }
      }
    }
  }

  private void age(ElementNode element, String coordinate) {
    DirectiveNode use = element.first(FederationDirective.CACHE_CONTROL);
    if (use != null
        && use.arguments().get("maxAge") instanceof Value.IntValue(var seconds)
        && seconds.signum() < 0) {
      error(
          "CACHE_CONTROL_INVALID_MAX_AGE",
          coordinate,
          use,
          "\"maxAge\" is %s, and an age is never negative: write 0 for what must not be kept"
              .formatted(seconds));
    }
  }

  private void entityTag(TypeNode type, DirectiveNode use) {
    List<FieldRoles.Key> keys =
        FieldRoles.keys(type).stream().filter(FieldRoles.Key::resolvable).toList();
    if (keys.isEmpty()) {
      error(
          "CACHE_TAG_INVALID_PLACE",
          type.name(),
          use,
          "the type is no entity that this subgraph resolves: give it a resolvable @key, or tag the"
              + " root fields that return it");
      return;
    }
    CacheTag tag = read(type.name(), use);
    if (tag == null) {
      return;
    }
    for (Part part : tag.parts()) {
      switch (part) {
        case Part.Text _ -> {}
        case Part.Argument(List<String> path) ->
            invalid(
                type.name(),
                use,
                "{$args.%s} stands on a type, which has no arguments: name a key field as {$key.name}"
                    .formatted(String.join(".", path)));
        case Part.Key(List<String> path) -> {
          for (FieldRoles.Key key : keys) {
            if (!selects(key.fields(), path)) {
              invalid(
                  type.name(),
                  use,
                  "the key \"%s\" has no such field as {$key.%s}: name fields without others below them that all resolvable keys have"
                      .formatted(key.fields(), String.join(".", path)));
            }
          }
        }
      }
    }
  }

  /** Whether {@code fields} has a leaf at {@code path}. */
  private static boolean selects(FieldSet fields, List<String> path) {
    for (FieldSet.Selection selection : fields.selections()) {
      if (selection instanceof FieldSet.Field field && field.name().equals(path.getFirst())) {
        return field.selection() == null
            ? path.size() == 1
            : path.size() > 1 && selects(field.selection(), path.subList(1, path.size()));
      }
    }
    return false;
  }

  private void fieldTag(TypeNode type, FieldNode field, String coordinate, DirectiveNode use) {
    if (!type.name().equals(RootKind.QUERY.typeName())) {
      error(
          "CACHE_TAG_INVALID_PLACE",
          coordinate,
          use,
          "the field is none of the query root's: tag the type that has it, or the root field that"
              + " leads to it");
      return;
    }
    CacheTag tag = read(coordinate, use);
    if (tag == null) {
      return;
    }
    for (Part part : tag.parts()) {
      switch (part) {
        case Part.Text _ -> {}
        case Part.Key(List<String> path) ->
            invalid(
                coordinate,
                use,
                "{$key.%s} stands on a root field, which has no key: name an argument as {$args.name}"
                    .formatted(String.join(".", path)));
        case Part.Argument(List<String> path) -> {
          if (!isLeaf(field, path)) {
            invalid(
                coordinate,
                use,
                "{$args.%s} is no argument of a scalar or enum type: name one that the field has"
                    .formatted(String.join(".", path)));
          }
        }
      }
    }
  }

  private boolean isLeaf(FieldNode field, List<String> path) {
    InputValueNode value = field.arguments().get(path.getFirst());
    for (String name : path.subList(1, path.size())) {
      value =
          value != null
                  && value.type().nullable() instanceof TypeRef.Named(String type)
                  && schema.types().get(type) instanceof TypeNode.InputNode input
              ? input.fields().get(name)
              : null;
    }
    return value != null
        && value.type().nullable() instanceof TypeRef.Named(String type)
        && !(schema.types().get(type) instanceof TypeNode.InputNode);
  }

  private @Nullable CacheTag read(String coordinate, DirectiveNode use) {
    String format = use.string("format");
    if (format == null) {
      return null; // said already, with other arguments of a wrong type
    }
    return switch (CacheTag.parse(format)) {
      case CacheTag.Valid(CacheTag tag) -> tag;
      case CacheTag.Malformed(String problem) -> {
        invalid(coordinate, use, "\"format\" " + problem);
        yield null;
      }
    };
  }

  private void invalid(String coordinate, DirectiveNode use, String what) {
    error("CACHE_TAG_INVALID_FORMAT", coordinate, use, what);
  }

  private void error(String code, String coordinate, DirectiveNode use, String what) {
    problems.error(
        code,
        coordinate,
        use.place(),
        "@%s on \"%s\": %s.".formatted(use.name(), coordinate, what));
  }
}
