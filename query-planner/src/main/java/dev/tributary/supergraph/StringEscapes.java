package dev.tributary.supergraph;

/** The escapes of a string (GraphQL specification, 2.9.4). */
final class StringEscapes {
  private StringEscapes() {}

  /**
   * Where the escape at {@code at} ends.
   *
   * @throws SdlSyntaxException when it is no escape
   */
  static int end(String text, int at) {
    if (at + 1 == text.length()) {
      throw SdlLexer.problem(at, "a string that is not closed");
    }
    if (text.charAt(at + 1) != 'u') {
      if ("\"\\/bfnrt".indexOf(text.charAt(at + 1)) < 0) {
        throw SdlLexer.problem(at, "no escape begins like this");
      }
      return at + 2;
    }
    int end = endOfCode(text, at);
    int code = code(text, at, end);
    if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
      return end;
    }
    // Two four-digit escapes may make a pair; nothing else may hold half of one.
    boolean leads = code <= Character.MAX_HIGH_SURROGATE && text.charAt(at + 2) != '{';
    if (leads && text.startsWith("\\u", end) && !text.startsWith("{", end + 2)) {
      int trailing = code(text, end, endOfCode(text, end));
      if (trailing >= Character.MIN_LOW_SURROGATE && trailing <= Character.MAX_LOW_SURROGATE) {
        return end + 6;
      }
    }
    throw SdlLexer.problem(at, "an escape for half of a surrogate pair");
  }

  private static int endOfCode(String text, int at) {
    boolean braced = text.startsWith("{", at + 2);
    int first = braced ? at + 3 : at + 2;
    int end = first;
    while (end < text.length()
        && Character.digit(text.charAt(end), 16) >= 0
        && text.charAt(end) < 0x80
        && (braced || end < first + 4)) {
      end++;
    }
    if (braced ? end == first || !text.startsWith("}", end) : end < first + 4) {
      throw SdlLexer.problem(
          at, "\"\\u\" must be followed by four hexadecimal digits, or any number in braces");
    }
    return braced ? end + 1 : end;
  }

  private static int code(String text, int at, int end) {
    int code = 0;
    for (int i = at + 2; i < end; i++) {
      if (text.charAt(i) != '{' && text.charAt(i) != '}') {
        code = 16 * code + Character.digit(text.charAt(i), 16);
        if (code > Character.MAX_CODE_POINT) {
          throw SdlLexer.problem(at, "an escape beyond Unicode");
        }
      }
    }
    return code;
  }

  /** The text between two offsets, of which every escape is known to be one. */
  static String unescaped(String text, int start, int end) {
    StringBuilder out = new StringBuilder(end - start);
    int at = start;
    while (at < end) {
      char c = text.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
        continue;
      }
      char escaped = text.charAt(at + 1);
      if (escaped == 'u') {
        int after = endOfCode(text, at);
        out.appendCodePoint(code(text, at, after));
        at = after;
      } else {
        out.append(
            switch (escaped) {
              case 'b' -> '\b';
              case 'f' -> '\f';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> escaped;
            });
        at += 2;
      }
    }
    return out.toString();
  }
}
