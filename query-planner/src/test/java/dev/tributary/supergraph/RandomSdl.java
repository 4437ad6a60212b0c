package dev.tributary.supergraph;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Type system documents as nobody would write them, and damaged ones. */
final class RandomSdl {

  private static final List<String> NAMES =
      List.of(
          "a",
          "B",
          "_x9",
          "type",
          "on",
          "extend",
          "implements",
          "repeatable",
          "schema",
          "query",
          "input",
          "null",
          "true",
          "fragment",
          "interface",
          "__T",
          "veryLongNameForAThing");

  private static final List<String> IGNORED =
      List.of(
          " ",
          "  ",
          "\n",
          "\r\n",
          "\r",
          "\t",
          ",",
          " # comment, \"not a string\" é 😀\n",
          "\uFEFF",
          "\u2028 ",
          "\n    ");

  private static final List<String> STRINGS =
      List.of(
          "\"\"",
          "\"plain\"",
          "\"é 😀 \u2028 \u0000\"",
          "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u{1F600}\\uD83D\\uDE00\"",
          "\"\"\"\"\"\"",
          "\"\"\"block\"\"\"",
          "\"\"\"\n    indented\n      more\n\n    back\n  \"\"\"",
          "\"\"\"first\r\n  second\r    third \\\"\"\" and \\n no escape\n\"\"\"",
          "\"\"\"\n\t tabs\n\t  \n\t and 😀\n\n\"\"\"",
          "\"\"\"with \"quotes\" and \"\"two \"\"\"");

  private static final List<String> NUMBERS =
      List.of("0", "-0", "1", "-42", "12345678901234567890", "0.5", "-1.25e10", "1e-3", "6E+2");

  /** What damages a document in an interesting way. */
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          ":",
          "=",
          "!",
          "|",
          "&",
          "@",
          "$",
          "...",
          ".",
          "\"",
          "\"\"\"",
          "\\",
          "\\u",
          "\\u{",
          "\\uD83D",
          "\\u{D83D}",
          "\\u{110000}",
          "-",
          "0",
          "01",
          "1.",
          "e",
          "#",
          "\n",
          "\r",
          "\uD83D",
          "\uDE00",
          "\u0000",
          "\u0007",
          "\u00A0",
          "?",
          "{}",
          "extend ",
          "type ",
          "on ",
          "implements ",
          "query { a }",
          "$v",
          "%",
          "é",
          " ");

  private final Random random;

  RandomSdl(long seed) {
    this.random = new Random(seed);
  }

  String document() {
    return (random.nextInt(8) == 0 ? "\uFEFF" : "") + many(1, 5, this::definition);
  }

  /** The document with a few characters taken out, doubled, or put in. */
  String damaged() {
    StringBuilder text = new StringBuilder(document());
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        case 1 -> text.insert(at, pick(PIECES));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 4)));
      }
    }
    return text.toString();
  }

  private String definition() {
    return switch (random.nextInt(9)) {
      case 0 -> schema();
      case 1 -> directiveDefinition();
      default -> random.nextInt(3) == 0 ? extension() : type();
    };
  }

  private String schema() {
    String roots = "{" + many(1, 3, this::root) + "}";
    return switch (random.nextInt(3)) {
      case 0 -> join("extend", "schema", many(1, 2, this::directive), maybe(() -> roots));
      case 1 -> join("extend", "schema", roots);
      default -> join(description(), "schema", directives(), roots);
    };
  }

  private String root() {
    return join(
        description(), pick(List.of("query", "mutation", "subscription")), ":", pick(NAMES));
  }

  private String directiveDefinition() {
    return join(
        description(),
        "directive",
        "@",
        pick(NAMES),
        arguments(),
        maybe(() -> "repeatable"),
        "on",
        separated("|", 1));
  }

  private String type() {
    String name = pick(NAMES);
    return switch (random.nextInt(6)) {
      case 0 -> join(description(), "scalar", name, directives());
      case 1 -> join(description(), "type", name, interfaces(), directives(), body(0, this::field));
      case 2 ->
          join(description(), "interface", name, interfaces(), directives(), body(0, this::field));
      case 3 -> join(description(), "union", name, directives(), members());
      case 4 -> join(description(), "enum", name, directives(), body(0, this::enumValue));
      default -> join(description(), "input", name, directives(), body(0, this::inputValue));
    };
  }

  private String extension() {
    String name = pick(NAMES);
    String directives = many(1, 2, this::directive);
    return switch (random.nextInt(7)) {
      case 0 -> join("extend", "scalar", name, directives);
      case 1 -> join("extend", "type", name, "implements", separated("&", 1));
      case 2 -> join("extend", "interface", name, "{", many(1, 2, this::field), "}");
      case 3 -> join("extend", "type", name, interfaces(), directives, body(0, this::field));
      case 4 -> join("extend", "union", name, maybe(() -> directives), "=", separated("|", 1));
      case 5 -> join("extend", "enum", name, directives, body(0, this::enumValue));
      default -> join("extend", "input", name, "{", many(1, 2, this::inputValue), "}");
    };
  }

  private String interfaces() {
    return maybe(() -> join("implements", separated("&", 1)));
  }

  private String members() {
    return maybe(() -> join("=", separated("|", 1)));
  }

  private String field() {
    return join(description(), pick(NAMES), arguments(), ":", type(2), directives());
  }

  private String arguments() {
    return random.nextInt(3) == 0 ? join("(", many(1, 2, this::inputValue), ")") : "";
  }

  private String inputValue() {
    return join(
        description(),
        pick(NAMES),
        ":",
        type(2),
        random.nextInt(2) == 0 ? join("=", value(2, false)) : "",
        directives());
  }

  private String enumValue() {
    String name = pick(NAMES);
    return join(
        description(), name.equals("null") || name.equals("true") ? "V" : name, directives());
  }

  private String directives() {
    return random.nextInt(3) == 0 ? many(1, 2, this::directive) : "";
  }

  private String directive() {
    return join(
        "@", pick(NAMES), random.nextInt(2) == 0 ? "(" + many(1, 2, this::argument) + ")" : "");
  }

  private String argument() {
    return join(pick(NAMES), ":", value(2, true));
  }

  private String type(int depth) {
    String type =
        depth > 0 && random.nextInt(3) == 0 ? join("[", type(depth - 1), "]") : pick(NAMES);
    return type + (random.nextInt(2) == 0 ? ignored(0) + "!" : "");
  }

  private String value(int depth, boolean variables) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> pick(STRINGS);
      case 1 -> pick(NUMBERS);
      case 2 -> pick(List.of("true", "false", "null"));
      case 3 -> variables ? "$" + pick(NAMES) : "0";
      case 4, 5 -> pick(NAMES);
      case 6 -> join("[", many(0, 3, () -> value(depth - 1, variables)), "]");
      default ->
          join("{", many(0, 2, () -> join(pick(NAMES), ":", value(depth - 1, variables))), "}");
    };
  }

  private String separated(String separator, int least) {
    int count = least + random.nextInt(3);
    return maybe(() -> separator)
        + IntStream.range(0, count)
            .mapToObj(i -> ignored(0) + pick(NAMES) + ignored(0))
            .collect(Collectors.joining(separator));
  }

  private String body(int least, Supplier<String> item) {
    return maybe(() -> "{" + many(least, 3, item) + "}");
  }

  private String description() {
    return random.nextInt(4) == 0 ? pick(STRINGS) : "";
  }

  private String maybe(Supplier<String> text) {
    return random.nextBoolean() ? text.get() : "";
  }

  private String many(int least, int most, Supplier<String> item) {
    int count = least + random.nextInt(most - least + 1);
    return IntStream.range(0, count)
        .mapToObj(i -> item.get())
        .collect(Collectors.joining(ignored(1)));
  }

  private String join(String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        joined.append(joined.isEmpty() ? "" : ignored(1)).append(part);
      }
    }
    return joined.toString();
  }

  private String ignored(int least) {
    int count = least + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
    return IntStream.range(0, count)
        .mapToObj(i -> random.nextInt(3) == 0 ? pick(IGNORED) : " ")
        .collect(Collectors.joining());
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
