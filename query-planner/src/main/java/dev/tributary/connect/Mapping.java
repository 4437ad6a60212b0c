package dev.tributary.connect;

/**
 * A mapping as written in {@code selection}, {@code body}, {@code path} and the like, parsed.
 *
 * @param text as written; the spans of {@code root} point into it
 */
public record Mapping(String text, ConnectVersion version, Expression root) {

  /** What parsing came to. */
  public sealed interface Result {}

  public record Parsed(Mapping mapping) implements Result {}

  /**
   * @param offset in the text, in UTF-16 units; its length at most
   */
  public record Malformed(String message, int offset) implements Result {}

  /** Never throws, whatever the text. */
  public static Result parse(String text, ConnectVersion version) {
    try {
      return new Parsed(new Mapping(text, version, new MappingParser(text, version).parse()));
    } catch (MappingSyntaxException wrong) {
      return new Malformed(wrong.message(), wrong.offset());
    }
  }

  /** Whether nothing is written but blanks and comments. */
  public boolean isEmpty() {
    return root instanceof Expression.Path path
        && path.steps().isEmpty()
        && path.head() instanceof Expression.Head.Root
        && path.group() != null
        && path.group().items().isEmpty();
  }
}
