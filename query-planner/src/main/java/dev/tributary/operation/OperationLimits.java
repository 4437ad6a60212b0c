package dev.tributary.operation;

/**
 * How large an operation may be. All counts are of one document or of one operation in it, with
 * fragments expanded; an operation at a limit passes.
 *
 * @param tokens in the document, comments and blanks not counted
 * @param depth of nested fields; at most {@value #MAX_DEPTH}, so that no stage can run out of stack
 * @param height different fields, an equal path of field names counted once; introspection is left
 *     out, for the usual introspection query is tall and answered in process
 * @param aliases fields with an alias
 * @param rootFields different response keys on the root type
 * @param directives in the document
 * @param selections fields and fragments: what fragments that spread each other can multiply to; at
 *     most {@value #MAX_SELECTIONS}, for each is visited
 */
public record OperationLimits(
    int tokens,
    int depth,
    int height,
    int aliases,
    int rootFields,
    int directives,
    int selections) {

  /** The most that {@code depth} may be. */
  public static final int MAX_DEPTH = 250;

  /** The most that {@code selections} may be. */
  public static final int MAX_SELECTIONS = 1_000_000;

  public static final OperationLimits DEFAULT =
      new OperationLimits(15_000, 100, 200, 30, 20, 50, 100_000);

  public OperationLimits {
    requireWithin("tokens", tokens, Integer.MAX_VALUE);
    requireWithin("depth", depth, MAX_DEPTH);
    requireWithin("height", height, Integer.MAX_VALUE);
    requireWithin("aliases", aliases, Integer.MAX_VALUE);
    requireWithin("rootFields", rootFields, Integer.MAX_VALUE);
    requireWithin("directives", directives, Integer.MAX_VALUE);
    requireWithin("selections", selections, MAX_SELECTIONS);
  }

  /**
   * How deep selection sets may stand in each other, fragments included. Fragments add levels that
   * are no depth to the client but are to whoever walks the operation.
   */
  int nesting() {
    return 2 * depth + 50;
  }

  private static void requireWithin(String name, int limit, int highest) {
    if (limit < 0 || limit > highest) {
      throw new IllegalArgumentException(name + " must be from 0 to " + highest + ", not " + limit);
    }
  }
}
