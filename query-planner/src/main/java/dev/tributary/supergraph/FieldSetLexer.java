package dev.tributary.supergraph;

import dev.tributary.supergraph.FieldSetParser.Unreadable;
import dev.tributary.supergraph.FieldSets.Malformed;
import dev.tributary.supergraph.FieldSets.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The tokens of a field set (GraphQL specification, 2.1), one at a time. */
final class FieldSetLexer {

  private static final int MAX_DIGITS = 400;

  private final String text;
  private int next;

  /** Where the current token begins. */
  private int start;

  /** The current token's punctuator, {@code '.'} for a spread, 0 when it is something else. */
  private char punctuator;

  private @Nullable String name;
  private @Nullable Value literal;

  FieldSetLexer(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return punctuator == 0 && name == null && literal == null;
  }

  boolean at(char expected) {
    return punctuator == expected;
  }

  boolean takes(char expected) {
    if (punctuator != expected) {
      return false;
    }
    advance();
    return true;
  }

  boolean takesSpread() {
    return takes('.');
  }

  void expect(char expected) {
    if (!takes(expected)) {
      throw unexpected("\"" + expected + "\"");
    }
  }

  @Nullable String name() {
    return name;
  }

  @Nullable Value literal() {
    return literal;
  }

  Unreadable unexpected(String expected) {
    String found =
        atEnd() ? "the end" : "\"" + text.substring(start, Math.min(next, start + 40)) + "\"";
    return problem(Reason.SYNTAX, "expected " + expected + " but found " + found);
  }

  Unreadable problem(Reason reason, String problem) {
    return new Unreadable(new Malformed(reason, problem, start));
  }

  /** Moves to the next token. */
  void advance() {
    punctuator = 0;
    name = null;
    literal = null;
    skipIgnored();
    start = next;
    if (next == text.length()) {
      return;
    }
    char c = text.charAt(next);
    if (isNameStart(c)) {
      while (next < text.length() && (isNameStart(text.charAt(next)) || isDigit(next))) {
        next++;
      }
      name = text.substring(start, next);
    } else if ("{}()[]:$@!=|&".indexOf(c) >= 0) {
      next++;
      punctuator = c;
    } else if (text.startsWith("...", next)) {
      next += 3;
      punctuator = '.';
    } else if (c == '"') {
      literal = new Value.StringValue(string());
    } else if (c == '-' || isDigit(next)) {
      literal = number();
    } else {
      next++;
      throw problem(Reason.SYNTAX, "unexpected character \"" + printable(c) + "\"");
    }
  }

  private void skipIgnored() {
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c == '#') {
        while (next < text.length() && text.charAt(next) != '\n' && text.charAt(next) != '\r') {
          next++;
        }
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\uFEFF') {
        next++;
      } else {
        return;
      }
    }
  }

  private Value number() {
    if (text.charAt(next) == '-') {
      next++;
    }
    digits();
    boolean fractional = false;
    if (next < text.length() && text.charAt(next) == '.') {
      fractional = true;
      next++;
      digits();
    }
    if (next < text.length() && (text.charAt(next) == 'e' || text.charAt(next) == 'E')) {
      fractional = true;
      next++;
      if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
        next++;
      }
      digits();
    }
    String digits = text.substring(start, next);
    if (digits.length() > MAX_DIGITS) {
      throw problem(Reason.SYNTAX, "a number of more than " + MAX_DIGITS + " characters");
    }
    try {
      return fractional
          ? new Value.FloatValue(new BigDecimal(digits))
          : new Value.IntValue(new BigInteger(digits));
    } catch (NumberFormatException outOfRange) {
      // Only an exponent beyond what BigDecimal can hold gets here.
      throw problem(Reason.SYNTAX, "the number " + digits + " is out of range");
    }
  }

  private void digits() {
    if (!isDigit(next)) {
      throw problem(Reason.SYNTAX, "expected a digit");
    }
    while (isDigit(next)) {
      next++;
    }
  }

  private String string() {
    if (text.startsWith("\"\"\"", next)) {
      throw problem(Reason.SYNTAX, "block strings are not supported in a field set");
    }
    StringBuilder out = new StringBuilder();
    next++;
    while (next < text.length() && text.charAt(next) != '"') {
      char c = text.charAt(next++);
      if (c == '\n' || c == '\r') {
        throw problem(Reason.SYNTAX, "a string that is not closed");
      }
      out.append(c == '\\' ? escape() : c);
    }
    if (next == text.length()) {
      throw problem(Reason.SYNTAX, "a string that is not closed");
    }
    next++;
    return out.toString();
  }

  private char escape() {
    char c = next < text.length() ? text.charAt(next++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int end = Math.min(next + 4, text.length());
        String hex = text.substring(next, end);
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw problem(Reason.SYNTAX, "\"\\u\" must be followed by four hexadecimal digits");
        }
        next = end;
        yield (char) Integer.parseInt(hex, 16);
      }
      default -> throw problem(Reason.SYNTAX, "\"\\" + printable(c) + "\" is no escape");
    };
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private boolean isDigit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static String printable(char c) {
    return c < 0x20 || Character.isSurrogate(c) ? String.format("U+%04X", (int) c) : "" + c;
  }
}
