package dev.tributary.registry;

/**
 * What graphs, variants and subgraphs may be called. One rule for all three: such a name stands in
 * URLs, in file names and in the supergraph's enum of subgraphs without being escaped.
 */
final class Names {

  static final int MAX_LENGTH = 64;

  /** The rule in words, for messages. */
  static final String RULE =
      "A name begins with a letter, goes on with letters, digits, '_' and '-', and has at most "
          + MAX_LENGTH
          + " characters.";

  private Names() {}

  static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetter(text.charAt(0))) {
      return false;
    }
    return text.chars()
        .allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-');
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
