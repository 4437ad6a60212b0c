package dev.tributary.execute;

import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Writes a valid query over a schema. Every alias is new, so that fields never conflict; {@code $t}
 * is true and {@code $f} is false.
 */
final class RandomOperation {

  private final GraphQLSchema schema;
  private final Random random;
  private int aliases;

  RandomOperation(GraphQLSchema schema, long seed) {
    this.schema = schema;
    this.random = new Random(seed);
  }

  String write() {
    String selection = selection(schema.getQueryType(), 2 + random.nextInt(4));
    // Both variables are always used, for an operation must use what it declares.
    return "query($t: Boolean!, $f: Boolean!)"
        + " { x: __typename @skip(if: $t) y: __typename @include(if: $f) "
        + selection.substring(1);
  }

  private String selection(GraphQLCompositeType type, int depth) {
    StringBuilder out = new StringBuilder("{ ");
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      out.append(
          switch (random.nextInt(8)) {
            case 0 -> alias() + "__typename" + condition();
            case 1, 2 -> fragment(type, depth);
            default -> field(type, depth);
          });
      out.append(' ');
    }
    return out.append('}').toString();
  }

  private String fragment(GraphQLCompositeType type, int depth) {
    List<GraphQLObjectType> possible = possible(type);
    GraphQLObjectType on = possible.get(random.nextInt(possible.size()));
    return "... on " + on.getName() + condition() + " " + selection(on, depth);
  }

  private String field(GraphQLCompositeType type, int depth) {
    if (!(type instanceof GraphQLFieldsContainer container)) {
      return fragment(type, depth);
    }
    List<GraphQLFieldDefinition> choices =
        container.getFieldDefinitions().stream()
            .filter(field -> depth > 0 || !(named(field) instanceof GraphQLCompositeType))
            .toList();
    if (choices.isEmpty()) {
      return "__typename";
    }
    GraphQLFieldDefinition field = choices.get(random.nextInt(choices.size()));
    String head = alias() + field.getName() + condition();
    return named(field) instanceof GraphQLCompositeType composite
        ? head + " " + selection(composite, depth - 1)
        : head;
  }

  private static GraphQLType named(GraphQLFieldDefinition field) {
    return GraphQLTypeUtil.unwrapAll(field.getType());
  }

  private String alias() {
    return random.nextInt(3) == 0 ? "a" + ++aliases + ": " : "";
  }

  private String condition() {
    return switch (random.nextInt(12)) {
      case 0 -> " @include(if: $t)";
      case 1 -> " @include(if: $f)";
      case 2 -> " @skip(if: $f)";
      case 3 -> " @skip(if: $t) @include(if: $t)";
      default -> "";
    };
  }

  private List<GraphQLObjectType> possible(GraphQLCompositeType type) {
    return switch (type) {
      case GraphQLObjectType object -> List.of(object);
      case GraphQLInterfaceType anInterface ->
          Objects.requireNonNull(schema.getImplementations(anInterface));
      case GraphQLUnionType union ->
          union.getTypes().stream()
              .map(GraphQLNamedOutputType::getName)
              .map(name -> Objects.requireNonNull(schema.getObjectType(name)))
              .toList();
      default -> throw new IllegalArgumentException(type.toString());
    };
  }
}
