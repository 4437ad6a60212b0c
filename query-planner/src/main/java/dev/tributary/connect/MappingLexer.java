package dev.tributary.connect;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads tokens of the mapping language at a moving position. Blanks and comments go before. */
final class MappingLexer {

  private final String text;
  private int position;

  MappingLexer(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  void moveTo(int position) {
    this.position = position;
  }

  /** The position of the next token. */
  int next() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        position++;
      } else {
        break;
      }
    }
    return position;
  }

  boolean atEnd() {
    return next() == text.length();
  }

  /** The next token's first character; NUL at the end. */
  char peek() {
    return at(next());
  }

  boolean startsWith(String token) {
    return text.startsWith(token, next());
  }

  /** Takes {@code token} when it is next. */
  boolean take(String token) {
    if (startsWith(token)) {
      position += token.length();
      return true;
    }
    return false;
  }

  void expect(String token) {
    if (!take(token)) {
      throw unexpected("'" + token + "'");
    }
  }

  MappingSyntaxException unexpected(String expected) {
    String found = atEnd() ? "the end" : "'" + Character.toString(text.codePointAt(position)) + "'";
    return new MappingSyntaxException("Expected " + expected + ", found " + found, position);
  }

  /** The identifier that begins right here, blanks not skipped; null when none does. */
  @Nullable String identifierHere() {
    if (!isIdentifierStart(at(position))) {
      return null;
    }
    int start = position;
    while (isIdentifierPart(at(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  /** Takes {@code word} when it is next and is a whole identifier. */
  boolean takeWord(String word) {
    if (startsWith(word) && !isIdentifierPart(at(position + word.length()))) {
      position += word.length();
      return true;
    }
    return false;
  }

  /** An identifier or a quoted key; null when neither is next. */
  @Nullable String key() {
    char c = peek();
    return c == '"' || c == '\'' ? string() : identifierHere();
  }

  boolean atString() {
    char c = peek();
    return c == '"' || c == '\'';
  }

  String string() {
    int start = next();
    char quote = at(start);
    StringBuilder value = new StringBuilder();
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        position = i + 1;
        return value.toString();
      }
      if (c == '\\') {
        i++;
        if (i == text.length()) {
          break;
        }
        c = text.charAt(i);
        value.append(c == 'n' ? '\n' : c);
      } else {
        value.append(c);
      }
    }
    throw new MappingSyntaxException("This string is not closed", start);
  }

  boolean atNumber() {
    int start = next();
    char c = at(start);
    if (c == '-') {
      position = start + 1;
      c = at(next());
      boolean number = isDigit(c) || (c == '.' && isDigit(at(position + 1)));
      position = start;
      return number;
    }
    return isDigit(c) || (c == '.' && isDigit(at(start + 1)));
  }

  /** No exponent; blanks may stand after the minus and around the point. */
  BigDecimal number() {
    int start = next();
    StringBuilder digits = new StringBuilder();
    if (take("-")) {
      digits.append('-');
    }
    next();
    int whole = digits.length();
    digits(digits);
    if (digits.length() == whole) {
      digits.append('0');
    }
    int end = position;
    if (!startsWith("...") && take(".")) {
      next();
      int afterPoint = position;
      digits.append('.');
      int fraction = digits.length();
      digits(digits);
      if (digits.length() == fraction) {
        digits.append('0');
        position = Math.min(position, afterPoint);
      }
    } else {
      position = end;
    }
    if (digits.length() > MAX_DIGITS) {
      throw new MappingSyntaxException("A number has at most " + MAX_DIGITS + " digits", start);
    }
    return new BigDecimal(digits.toString());
  }

  /** Parsing a decimal takes time that grows with the square of its length. */
  private static final int MAX_DIGITS = 1_000;

  private void digits(StringBuilder into) {
    while (isDigit(at(position))) {
      into.append(at(position++));
    }
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c);
  }
}
