package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the words of a query: names, strings and numbers. */
final class PathReader {

  /** Numbers outside are not the same everywhere (RFC 7493). */
  private static final long MOST = (1L << 53) - 1;

  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
  private static final Pattern NUMBER =
      Pattern.compile("(?:-?0|-?[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?");

  private final String text;
  private int at;

  PathReader(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  JsonPathException error(String message) {
    return new JsonPathException("at character " + (at + 1) + ": " + message);
  }

  JsonPathException unexpected(String wanted) {
    return error(
        isAtEnd()
            ? "it ends where " + wanted + " should be"
            : "'" + text.charAt(at) + "' stands where " + wanted + " should be");
  }

  void blanks() {
    while (!isAtEnd() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Goes back to a place that was {@link #position} before. */
  void back(int position) {
    at = position;
  }

  int position() {
    return at;
  }

  boolean isNext(String word) {
    return text.startsWith(word, at);
  }

  boolean skip(String word) {
    if (!isNext(word)) {
      return false;
    }
    at += word.length();
    return true;
  }

  void expect(String word) throws JsonPathException {
    if (!skip(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  /** A member's name without quotes; "" when there is none. */
  String shorthand() {
    int from = at;
    while (!isAtEnd()) {
      char c = text.charAt(at);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
      if (!letter && (at == from || c < '0' || c > '9')) {
        break;
      }
      at++;
    }
    return text.substring(from, at);
  }

  /** The name of a function, or of true, false and null; "" when there is none. */
  String word() {
    int from = at;
    while (!isAtEnd() && "abcdefghijklmnopqrstuvwxyz_0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return text.substring(from, at);
  }

  boolean isQuote() {
    return isNext("'") || isNext("\"");
  }

  boolean isInteger() {
    return !isAtEnd() && (isNext("-") || text.charAt(at) >= '0' && text.charAt(at) <= '9');
  }

  long integer() throws JsonPathException {
    Matcher matcher = INTEGER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw unexpected("a number");
    }
    if (matcher.end() - at > 17 || Math.abs(Long.parseLong(matcher.group())) > MOST) {
      throw error("the number is too large");
    }
    long value = Long.parseLong(matcher.group());
    at = matcher.end();
    if (isInteger()) {
      throw unexpected("the end of the number");
    }
    return value;
  }

  JsonNode number() throws JsonPathException {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw unexpected("a number");
    }
    at = matcher.end();
    return JsonNodeFactory.instance.numberNode(new BigDecimal(matcher.group()));
  }

  String string() throws JsonPathException {
    char quote = text.charAt(at++);
    StringBuilder out = new StringBuilder();
    while (!isAtEnd()) {
      char c = text.charAt(at);
      if (c == quote) {
        at++;
        return out.toString();
      }
      if (c < 0x20) {
        throw error("a control character must be escaped");
      }
      at++;
      out.append(c == '\\' ? escaped(quote) : String.valueOf(c));
    }
    throw error("the string has no end");
  }

  private String escaped(char quote) throws JsonPathException {
    char c = isAtEnd() ? ' ' : text.charAt(at);
    if (c == 'u') {
      at++;
      return unicode();
    }
    int escape = "bfnrt/\\".indexOf(c);
    if (escape < 0 && c != quote) {
      throw unexpected("what can be escaped");
    }
    at++;
    return String.valueOf(escape < 0 ? c : "\b\f\n\r\t/\\".charAt(escape));
  }

  private String unicode() throws JsonPathException {
    char first = hex();
    if (Character.isLowSurrogate(first)) {
      throw error("half a character");
    }
    if (!Character.isHighSurrogate(first)) {
      return String.valueOf(first);
    }
    if (!skip("\\u")) {
      throw unexpected("the other half of a character");
    }
    char second = hex();
    if (!Character.isLowSurrogate(second)) {
      throw error("half a character");
    }
    return "" + first + second;
  }

  private char hex() throws JsonPathException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = isAtEnd() || text.charAt(at) > 'f' ? -1 : Character.digit(text.charAt(at), 16);
      if (digit < 0) {
        throw unexpected("a hexadecimal digit");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }
}
