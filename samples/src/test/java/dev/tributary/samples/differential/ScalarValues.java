package dev.tributary.samples.differential;

import graphql.schema.GraphQLScalarType;
import java.util.Random;

/** What stands for a scalar in the arguments of random operations. */
@FunctionalInterface
public interface ScalarValues {

  /** Any value of the type; what the argument is called makes no difference. */
  ScalarValues BY_TYPE =
      (name, type, random) ->
          switch (type.getName()) {
            case "Int" -> random.nextInt(10);
            case "Float" -> random.nextInt(10) + 0.5;
            case "Boolean" -> random.nextBoolean();
            default -> "v" + random.nextInt(10);
          };

  /**
   * @param name of the argument or input field
   * @return JSON-able
   */
  Object value(String name, GraphQLScalarType type, Random random);
}
