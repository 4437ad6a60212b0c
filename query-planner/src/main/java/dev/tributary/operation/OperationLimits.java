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
 * @param selections fields and fragments: what fragments that spread each other can multiply to
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

  public static final OperationLimits DEFAULT =
      new OperationLimits(15_000, 100, 200, 30, 20, 50, 100_000);

  public OperationLimits {
    requirePositive("tokens", tokens);
    requirePositive("depth", depth);
    requirePositive("height", height);
    requirePositive("aliases", aliases);
    requirePositive("rootFields", rootFields);
    requirePositive("directives", directives);
    requirePositive("selections", selections);
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("depth is at most " + MAX_DEPTH + ", not " + depth);
    }
  }

  /**
   * How deep selection sets may stand in each other, fragments included. Fragments add levels that
   * are no depth to the client but are to whoever walks the operation.
   */
  int nesting() {
    return 2 * depth + 50;
  }

  private static void requirePositive(String name, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException(name + " must not be negative: " + limit);
    }
  }
}
