package dev.tributary.supergraph;

import java.util.List;

/** The scalars that GraphQL defines itself (GraphQL specification, 3.5). */
public final class BuiltInScalars {

  private static final List<String> NAMES = List.of("Int", "Float", "String", "Boolean", "ID");

  private BuiltInScalars() {}

  /** In the specification's order. */
  static List<String> names() {
    return NAMES;
  }

  /** Whether {@code name} is one of them. */
  public static boolean has(String name) {
    return NAMES.contains(name);
  }

  /**
   * Whether a literal other than null may be given for a scalar. Only the subgraph that defines
   * another scalar knows its rules: it takes anything.
   */
  public static boolean takes(String name, Value literal) {
    return switch (name) {
      case "Int" -> literal instanceof Value.IntValue(var number) && number.bitLength() < 32;
      case "Float" -> literal instanceof Value.IntValue || literal instanceof Value.FloatValue;
      case "String" -> literal instanceof Value.StringValue;
      case "Boolean" -> literal instanceof Value.BooleanValue;
      case "ID" -> literal instanceof Value.StringValue || literal instanceof Value.IntValue;
      default -> true;
    };
  }
}
