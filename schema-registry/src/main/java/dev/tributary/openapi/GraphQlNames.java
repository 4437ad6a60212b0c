package dev.tributary.openapi;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** GraphQL names out of what documents call things. */
final class GraphQlNames {

  private static final Set<String> RESERVED_TYPES =
      Set.of(
          "Query",
          "Mutation",
          "Subscription",
          "_Entity",
          "_Any",
          "_Service",
          "String",
          "Int",
          "Float",
          "Boolean",
          "ID",
          "JSON",
          "Long",
          "DateTime",
          "Date",
          "Time",
          "UUID",
          "Url",
          "BigDecimal",
          "RestLocation",
          "RestBodyCodec",
          "RestMapping");

  private GraphQlNames() {}

  static String type(String wire) {
    String words = joined(wire, true);
    String name = words.isEmpty() ? "Value" : words;
    return RESERVED_TYPES.contains(name) ? name + "Type" : name;
  }

  static String field(String wire) {
    String name = isLegal(wire) ? wire : joined(wire, false);
    return name.isEmpty() ? "field" : name;
  }

  /** In camel case whatever it was. */
  static String operation(String wire) {
    String name = joined(wire, false);
    return name.isEmpty() ? "operation" : name;
  }

  static String enumValue(String wire) {
    if (isLegal(wire) && !Set.of("true", "false", "null").contains(wire)) {
      return wire;
    }
    String signs = wire.replace("+", " plus ").replaceAll("^-", " minus ");
    String name = ascii(signs).trim().replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    String trimmed = name.replaceAll("^_+|_+$", "");
    return trimmed.isEmpty() ? "EMPTY" : digitsApart(trimmed);
  }

  static boolean isLegal(String text) {
    return text.matches("[A-Za-z_][A-Za-z0-9_]*") && !text.startsWith("__");
  }

  private static String joined(String wire, boolean pascal) {
    String text = wire.replaceAll("\\+(?=\\d)", " plus").replaceAll("(?<![\\w])-(?=\\d)", " minus");
    StringBuilder name = new StringBuilder();
    for (String word : ascii(text).split("[^A-Za-z0-9]+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      char first = word.charAt(0);
      boolean upper = pascal || !name.isEmpty();
      name.append(upper ? Character.toUpperCase(first) : Character.toLowerCase(first))
          .append(word, 1, word.length());
    }
    return digitsApart(name.toString());
  }

  private static String digitsApart(String name) {
    return !name.isEmpty() && Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static String ascii(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
  }
}
