package dev.tributary.openapi;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GraphQL names made of any text. */
final class Names {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern WORD =
      Pattern.compile("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[A-Z]|[0-9]+");
  private static final Set<String> NOT_ENUM_VALUES = Set.of("true", "false", "null");

  private Names() {}

  static boolean isPlain(String text) {
    return NAME.matcher(text).matches();
  }

  /** A field's or an argument's name: legal names stay as they are. */
  static String field(String text) {
    return isPlain(text) && !text.startsWith("__") ? text : camelCase(text);
  }

  /** An operation's name. */
  static String camelCase(String text) {
    StringBuilder name = new StringBuilder();
    for (String word : words(text)) {
      name.append(name.isEmpty() ? word.toLowerCase(Locale.ROOT) : capital(word));
    }
    return started(name.isEmpty() ? "field" : name.toString());
  }

  /** A type's name. */
  static String pascalCase(String text) {
    if (isPlain(text) && Character.isUpperCase(text.charAt(0)) && text.indexOf('_') < 0) {
      return text;
    }
    StringBuilder name = new StringBuilder();
    words(text).forEach(word -> name.append(capital(word)));
    return started(name.isEmpty() ? "Type" : name.toString());
  }

  static String enumValue(String text) {
    if (isPlain(text) && !text.startsWith("__") && !NOT_ENUM_VALUES.contains(text)) {
      return text;
    }
    String name = String.join("_", words(text)).toUpperCase(Locale.ROOT);
    return started(name.isEmpty() ? "EMPTY" : name);
  }

  /** The name, or the first with a number behind it that is not taken. */
  static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + i;
    }
    return free;
  }

  private static List<String> words(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replaceAll("^\\+(?=[0-9])", "plus ")
            .replaceAll("^-(?=[0-9])", "minus ")
            .replaceAll("^@", "at ");
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(plain);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT)
        + word.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String started(String name) {
    return Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }
}
