package dev.tributary.operation;

import dev.tributary.operation.RequestError.Location;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a document's characters before it is parsed, so that a document beyond the limits
 * costs no more than reading it. Whether it is well-formed is not asked here: what this does not
 * understand it leaves to the parser.
 */
final class DocumentScan {

  /** No number that a type of GraphQL can hold is longer; reading one costs its length squared. */
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private final String text;
  private final OperationLimits limits;
  private int next;
  private int tokens;
  private int directives;

  /** Open braces outside of parentheses, and open brackets of any kind inside. */
  private int selectionDepth;

  private int valueDepth;
  private boolean inParentheses;

  private DocumentScan(String text, OperationLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /** The first limit that the document exceeds; null when it keeps within all that can be seen. */
  static @Nullable RequestError check(String text, OperationLimits limits) {
    return new DocumentScan(text, limits).check();
  }

  private @Nullable RequestError check() {
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c == '#') {
        skipLine();
      } else if (c <= ' ' || c == ',' || c == '\uFEFF') {
        next++;
      } else {
        RequestError error = token(c);
        if (error != null) {
          return error;
        }
      }
    }
    return null;
  }

  private @Nullable RequestError token(char c) {
    int start = next;
    if (++tokens > limits.tokens()) {
      return exceeded(
          ErrorCode.MAX_TOKENS_EXCEEDED,
          "The document has more than " + limits.tokens() + " tokens.",
          start);
    }
    if (c == '"') {
      skipString();
      return null;
    }
    if (isLetter(c)) {
      do {
        next++;
      } while (next < text.length() && isNamePart(text.charAt(next)));
      return null;
    }
    if (isNamePart(c) || c == '-') {
      do {
        next++;
      } while (next < text.length() && isNumberPart(text.charAt(next)));
      return next - start > MAX_NUMBER_LENGTH
          ? exceeded(
              ErrorCode.GRAPHQL_PARSE_FAILED,
              "A number is longer than " + MAX_NUMBER_LENGTH + " characters.",
              start)
          : null;
    }
    next += text.startsWith("...", next) ? 3 : 1;
    return punctuator(c, start);
  }

  private @Nullable RequestError punctuator(char c, int start) {
    switch (c) {
      case '@' -> {
        if (++directives > limits.directives()) {
          return exceeded(
              ErrorCode.MAX_DIRECTIVES_EXCEEDED,
              "The document has more than " + limits.directives() + " directives.",
              start);
        }
      }
      case '(' -> {
        inParentheses = true;
        valueDepth = 0;
      }
      case ')' -> inParentheses = false;
      case '{', '[' -> {
        if (inParentheses || c == '[') {
          valueDepth++;
        } else {
          selectionDepth++;
        }
      }
      case '}', ']' -> {
        if (inParentheses || c == ']') {
          valueDepth = Math.max(0, valueDepth - 1);
        } else {
          selectionDepth = Math.max(0, selectionDepth - 1);
        }
      }
      default -> {}
    }
    return Math.max(selectionDepth, valueDepth) > limits.nesting() ? tooDeep(start) : null;
  }

  private RequestError tooDeep(int start) {
    return exceeded(
        ErrorCode.MAX_DEPTH_EXCEEDED,
        "The document is nested more than " + limits.nesting() + " levels deep.",
        start);
  }

  private void skipLine() {
    while (next < text.length() && text.charAt(next) != '\n' && text.charAt(next) != '\r') {
      next++;
    }
  }

  private void skipString() {
    if (text.startsWith("\"\"\"", next)) {
      int end = text.indexOf("\"\"\"", next + 3);
      while (end > 0 && text.charAt(end - 1) == '\\') {
        end = text.indexOf("\"\"\"", end + 3);
      }
      next = end < 0 ? text.length() : end + 3;
      return;
    }
    next++;
    while (next < text.length() && text.charAt(next) != '"' && text.charAt(next) != '\n') {
      next += text.charAt(next) == '\\' ? 2 : 1;
    }
    next = Math.min(next + 1, text.length());
  }

  private RequestError exceeded(ErrorCode code, String message, int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && text.charAt(i + 1) != '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    return RequestError.of(code, message, new Location(line, offset - lineStart + 1));
  }

  private static boolean isNumberPart(char c) {
    return isNamePart(c) || c == '.' || c == '+' || c == '-';
  }

  private static boolean isNamePart(char c) {
    return isLetter(c) || (c >= '0' && c <= '9');
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
