package dev.tributary.supergraph;

/** Reads the field sets of {@code @key}, {@code @requires} and {@code @provides}. */
public final class FieldSets {
  private FieldSets() {}

  /** What came of a text. */
  public sealed interface Parsed {}

  /** A well-formed field set; whether its fields exist is for others to say. */
  public record Valid(FieldSet fieldSet) implements Parsed {}

  /**
   * Not a field set.
   *
   * @param problem one sentence without a final stop, such as {@code expected a name but found ")"}
   * @param offset where in the text, counted from 0
   */
  public record Malformed(Reason reason, String problem, int offset) implements Parsed {}

  /** Why a text is not a field set: composition has error codes of its own for some. */
  public enum Reason {
    SYNTAX,
    ALIAS,
    DIRECTIVE,
    VARIABLE
  }

  /**
   * Reads {@code text}, such as {@code id organization { id }}. One pair of braces around the whole
   * is allowed. Never throws.
   */
  public static Parsed parse(String text) {
    try {
      return new Valid(new FieldSetParser(text).fieldSet());
    } catch (FieldSetParser.Unreadable unreadable) {
      return unreadable.malformed;
    }
  }
}
