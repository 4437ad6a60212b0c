package dev.tributary.openapi;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths with parameters in braces. */
final class PathTemplate {

  private static final Pattern PARAMETER = Pattern.compile("\\{([^{}]+)\\}");

  private PathTemplate() {}

  static List<String> parameters(String path) {
    return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
  }

  /**
   * @param replacement what stands in the place of a parameter, by its name
   */
  static String replaced(String path, UnaryOperator<String> replacement) {
    return PARAMETER
        .matcher(path)
        .replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match.group(1))));
  }
}
