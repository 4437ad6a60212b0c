package dev.tributary.supergraph;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The tokens of a GraphQL document (GraphQL specification, 2.1), one at a time. Confined to one
 * thread.
 *
 * <p>A token is a kind and two offsets: a string is cut out of the text only when it is asked for,
 * and a name is one that the table knows already, mostly.
 */
final class SdlLexer {

  /** Kinds that are no punctuators; those stand for themselves, {@code '.'} for a spread. */
  static final char END = 0;

  static final char NAME = 'n';
  static final char STRING = '"';
  static final char BLOCK_STRING = 'b';
  static final char INT = 'i';
  static final char FLOAT = 'f';

  /** More digits than any number that means something; reading them takes quadratic time. */
  private static final int MAX_DIGITS = 400;

  private static final String PUNCTUATORS = "{}()[]:@=!|&$";

  private final String text;
  private final NameTable names;
  private char kind;
  private int start;
  private int end;

  SdlLexer(String text, NameTable names) {
    this.text = text;
    this.names = names;
  }

  /** The current token's kind: a constant of this class, or the punctuator itself. */
  char kind() {
    return kind;
  }

  boolean at(char expected) {
    return kind == expected;
  }

  /** Where the current token begins. */
  int start() {
    return start;
  }

  boolean takes(char expected) {
    if (kind != expected) {
      return false;
    }
    advance();
    return true;
  }

  void expect(char expected) {
    if (!takes(expected)) {
      throw unexpected("\"" + expected + "\"");
    }
  }

  /** The current token, which must be a name. */
  String name() {
    return names.name(text, start, end);
  }

  boolean isName(String expected) {
    return kind == NAME && end - start == expected.length() && text.startsWith(expected, start);
  }

  /** Takes a name. */
  String name(String what) {
    if (kind != NAME) {
      throw unexpected(what);
    }
    String name = name();
    advance();
    return name;
  }

  SdlSyntaxException unexpected(String expected) {
    return problem(start, "expected " + expected + " but found " + found());
  }

  private String found() {
    if (kind == END) {
      return "the end of the document";
    }
    String token = text.substring(start, Math.min(end, start + 40));
    return token.startsWith("\"") ? "a string" : "\"" + token + "\"";
  }

  /** Whether nothing stands before the current token on its line. */
  boolean beginsLine() {
    return start == 0 || text.charAt(start - 1) == '\n' || text.charAt(start - 1) == '\r';
  }

  /** Moves behind the character that could not be read. */
  void skip() {
    end = Math.min(end + 1, text.length());
  }

  /** Moves to the next token; {@link #END} behind the last. */
  void advance() {
    skipIgnored();
    start = end;
    if (end == text.length()) {
      kind = END;
      return;
    }
    char c = text.charAt(end);
    if (isNameStart(c)) {
      kind = NAME;
      do {
        end++;
      } while (end < text.length() && isNamePart(text.charAt(end)));
    } else if (PUNCTUATORS.indexOf(c) >= 0) {
      kind = c;
      end++;
    } else if (c == '"') {
      if (text.startsWith("\"\"\"", end)) {
        blockString();
      } else {
        string();
      }
    } else if (c == '-' || isDigit(end)) {
      number();
    } else if (text.startsWith("...", end)) {
      kind = '.';
      end += 3;
    } else {
      throw problem(start, "unexpected character " + printable(text.codePointAt(end)));
    }
  }

  private void skipIgnored() {
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '#') {
        skipComment();
      } else if (c == ' '
          || c == '\n'
          || c == ','
          || c == '\t'
          || c == '\r'
          || c == '\uFEFF'
          // No line terminators since 2016, and parsers go on to ignore them.
          || c == '\u2028'
          || c == '\u2029') {
        end++;
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      character();
    }
  }

  /** Moves over one character, which must be a Unicode scalar value (2.1.1). */
  private void character() {
    if (Character.isSurrogate(text.charAt(end))) {
      int code = text.codePointAt(end);
      if (code < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        throw problem(end, "half of a surrogate pair");
      }
      end++;
    }
    end++;
  }

  private void string() {
    kind = STRING;
    end++;
    while (end < text.length() && text.charAt(end) != '"') {
      char c = text.charAt(end);
      if (c == '\n' || c == '\r') {
        throw problem(start, "a string that is not closed on its line");
      }
      if (c == '\\') {
        end = StringEscapes.end(text, end);
      } else {
        character();
      }
    }
    if (end == text.length()) {
      throw problem(start, "a string that is not closed");
    }
    end++;
  }

  private void blockString() {
    kind = BLOCK_STRING;
    end += 3;
    while (end < text.length()) {
      if (text.startsWith("\"\"\"", end)) {
        end += 3;
        return;
      }
      if (text.startsWith("\\\"\"\"", end)) {
        end += 4;
      } else {
        character();
      }
    }
    throw problem(start, "a block string that is not closed");
  }

  /** What the current token, which must be a string, says. */
  String description() {
    if (kind == BLOCK_STRING) {
      return BlockString.value(text.substring(start + 3, end - 3));
    }
    return text.indexOf('\\', start, end) < 0
        ? text.substring(start + 1, end - 1)
        : StringEscapes.unescaped(text, start + 1, end - 1);
  }

  /** The same for one that is likely to be there many times, such as a key. */
  String value() {
    return kind == STRING && text.indexOf('\\', start, end) < 0
        ? names.name(text, start + 1, end - 1)
        : names.name(description());
  }

  private void number() {
    kind = INT;
    if (text.charAt(end) == '-') {
      end++;
    }
    if (text.startsWith("0", end)) {
      end++;
    } else {
      digits();
    }
    if (text.startsWith(".", end)) {
      kind = FLOAT;
      end++;
      digits();
    }
    if (text.startsWith("e", end) || text.startsWith("E", end)) {
      kind = FLOAT;
      end++;
      if (text.startsWith("+", end) || text.startsWith("-", end)) {
        end++;
      }
      digits();
    }
    // "0123", "1.2.3" and "12px" are no two tokens (2.9.1).
    if (end < text.length() && (isNamePart(text.charAt(end)) || text.charAt(end) == '.')) {
      throw problem(start, "a number that runs into " + printable(text.codePointAt(end)));
    }
    if (end - start > MAX_DIGITS) {
      throw problem(start, "a number of more than " + MAX_DIGITS + " characters");
    }
  }

  private void digits() {
    if (!isDigit(end)) {
      throw problem(start, "a number that lacks a digit");
    }
    while (isDigit(end)) {
      end++;
    }
  }

  /** The current token, which must be an {@link #INT} or a {@link #FLOAT}. */
  Value readNumber() {
    String digits = text.substring(start, end);
    try {
      return kind == INT
          ? new Value.IntValue(new BigInteger(digits))
          : new Value.FloatValue(new BigDecimal(digits));
    } catch (NumberFormatException outOfRange) {
      // Only an exponent beyond what BigDecimal can hold gets here.
      throw problem(start, "the number " + digits + " is out of range");
    }
  }

  static SdlSyntaxException problem(int at, String problem) {
    return new SdlSyntaxException(at, problem);
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || (c >= '0' && c <= '9');
  }

  private boolean isDigit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static String printable(int c) {
    return c < 0x20 || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF)
        ? "U+%04X".formatted(c)
        : "\"" + Character.toString(c) + "\"";
  }
}
