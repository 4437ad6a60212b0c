package dev.tributary.catalogue;

import graphql.analysis.FieldComplexityCalculator;
import graphql.analysis.FieldComplexityEnvironment;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLAppliedDirectiveArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLTypeUtil;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a field costs, by the directives {@code @cost} and {@code @listSize} of the schema: the same
 * that a gateway in front of it goes by. An object costs 1, a scalar nothing, and a list as much as
 * it may have items.
 */
final class FieldCost implements FieldComplexityCalculator {

  /** More is too much already; so that sums of these stay numbers. */
  private static final long MOST = 1_000_000;

  @Override
  public int calculate(FieldComplexityEnvironment field, int ofSelection) {
    GraphQLFieldDefinition definition = field.getFieldDefinition();
    long items = items(definition, field.getArguments());
    long all = weight(definition) + items * Math.max(items > 1 ? 1 : 0, ofSelection);
    return (int) Math.min(all, MOST);
  }

  private static long weight(GraphQLFieldDefinition definition) {
    GraphQLAppliedDirective cost = definition.getAppliedDirective("cost");
    if (cost != null && value(cost, "weight") instanceof Integer weight) {
      return weight;
    }
    return GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLCompositeType ? 1 : 0;
  }

  private static long items(GraphQLFieldDefinition definition, Map<String, Object> arguments) {
    if (arguments.get(RegistryGraph.REPRESENTATIONS) instanceof List<?> representations) {
      return representations.size();
    }
    GraphQLAppliedDirective size = definition.getAppliedDirective("listSize");
    if (size == null) {
      return 1;
    }
    if (value(size, "slicingArguments") instanceof List<?> slicing) {
      for (Object argument : slicing) {
        if (arguments.get(argument) instanceof Integer wanted) {
          return Math.clamp(wanted, 0, MOST);
        }
      }
    }
    return value(size, "assumedSize") instanceof Integer assumed ? assumed : 1;
  }

  private static @Nullable Object value(GraphQLAppliedDirective directive, String argument) {
    GraphQLAppliedDirectiveArgument given = directive.getArgument(argument);
    return given == null ? null : given.getValue();
  }
}
