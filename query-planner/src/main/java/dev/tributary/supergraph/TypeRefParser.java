package dev.tributary.supergraph;

import org.jspecify.annotations.Nullable;

/** Reads a type reference such as {@code [String!]!}. */
final class TypeRefParser {

  private static final int MAX_DEPTH = 50;

  private TypeRefParser() {}

  /** Null when {@code text} is not a type. */
  static @Nullable TypeRef parse(String text) {
    return parse(text.strip(), 0);
  }

  private static @Nullable TypeRef parse(String text, int depth) {
    if (depth > MAX_DEPTH) {
      return null;
    }
    if (text.endsWith("!")) {
      TypeRef inner = parse(text.substring(0, text.length() - 1).strip(), depth + 1);
      return inner == null || inner.isNonNull() ? null : new TypeRef.NonNull(inner);
    }
    if (text.startsWith("[") && text.endsWith("]")) {
      TypeRef inner = parse(text.substring(1, text.length() - 1).strip(), depth + 1);
      return inner == null ? null : new TypeRef.ListOf(inner);
    }
    return isName(text) ? new TypeRef.Named(text) : null;
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || Character.isDigit(text.charAt(0))) {
      return false;
    }
    return text.chars()
        .allMatch(
            c ->
                c == '_'
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9'));
  }
}
