package dev.tributary.plan;

import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A valid operation made by chance: fragments, aliases, repeated fields, conditions. */
final class RandomOperation {

  private final GraphQLSchema schema;
  private final Random random;
  private int alias;
  private int budget;

  private RandomOperation(GraphQLSchema schema, long seed, int size) {
    this.schema = schema;
    this.random = new Random(seed);
    this.budget = size;
  }

  static String of(GraphQLSchema schema, long seed, int size) {
    RandomOperation operation = new RandomOperation(schema, seed, size);
    String body = operation.selections(schema.getQueryType(), 0);
    return "query($a: Boolean!, $b: Boolean!) {"
        + body
        + " t: __typename @include(if: $a) u: __typename @skip(if: $b) }";
  }

  private String selections(GraphQLCompositeType type, int depth) {
    StringBuilder out = new StringBuilder();
    int count = 1 + random.nextInt(depth == 0 ? 4 : 3);
    for (int i = 0; i < count; i++) {
      out.append(selection(type, depth)).append(' ');
    }
    return out.toString();
  }

  private String selection(GraphQLCompositeType type, int depth) {
    int kind = random.nextInt(10);
    if (kind == 0 || !(type instanceof GraphQLFieldsContainer) && kind < 3) {
      return "__typename";
    }
    boolean isAbstract = !(type instanceof GraphQLObjectType);
    if (!(type instanceof GraphQLFieldsContainer fields) || isAbstract && kind < 7) {
      List<GraphQLObjectType> members = members(type);
      GraphQLObjectType member = members.get(random.nextInt(members.size()));
      return "... on " + member.getName() + condition() + " {" + selections(member, depth) + "}";
    }
    if (kind == 9) {
      return "... on "
          + ((GraphQLNamedType) type).getName()
          + condition()
          + " {"
          + selections(type, depth)
          + "}";
    }
    List<GraphQLFieldDefinition> choice =
        fields.getFieldDefinitions().stream()
            .filter(field -> depth < 5 && budget > 0 || isLeaf(field))
            .toList();
    if (choice.isEmpty()) {
      return "__typename";
    }
    GraphQLFieldDefinition field = choice.get(random.nextInt(choice.size()));
    budget--;
    String arguments = field.getArguments().isEmpty() ? "" : "(first: " + random.nextInt(2) + ")";
    // Always an alias where arguments differ: one response key must not have two.
    String key = arguments.isEmpty() && random.nextInt(3) != 0 ? "" : "k" + alias++ + ": ";
    String below =
        isLeaf(field)
            ? ""
            : " {" + selections((GraphQLCompositeType) unwrapped(field), depth + 1) + "}";
    return key + field.getName() + arguments + condition() + below;
  }

  private String condition() {
    return switch (random.nextInt(12)) {
      case 0 -> " @include(if: $a)";
      case 1 -> " @skip(if: $b)";
      case 2 -> " @include(if: $b) @skip(if: $a)";
      default -> "";
    };
  }

  private List<GraphQLObjectType> members(GraphQLCompositeType type) {
    return switch (type) {
      case GraphQLInterfaceType one -> Objects.requireNonNull(schema.getImplementations(one));
      case GraphQLUnionType one ->
          one.getTypes().stream().map(GraphQLObjectType.class::cast).toList();
      case GraphQLCompositeType one -> List.of((GraphQLObjectType) one);
    };
  }

  private static boolean isLeaf(GraphQLFieldDefinition field) {
    return !(unwrapped(field) instanceof GraphQLCompositeType);
  }

  private static GraphQLNamedOutputType unwrapped(GraphQLFieldDefinition field) {
    return (GraphQLNamedOutputType) GraphQLTypeUtil.unwrapAll(field.getType());
  }
}
