package dev.tributary.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${env.NAME}}, {@code ${env.NAME:-default}} and {@code ${file.PATH}} in scalars of
 * the configuration. A file's trailing line break is dropped: secrets are mounted that way.
 */
final class Substitution {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(env|file)\\.([^}:]+?)(?::-([^}]*))?}");

  private final UnaryOperator<@Nullable String> environment;
  private final Path directory;

  /**
   * @param environment a variable's value by name, or null
   * @param directory what relative file paths are relative to
   */
  Substitution(UnaryOperator<@Nullable String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /**
   * @throws IllegalArgumentException naming the variable or file that is not there
   */
  String apply(String text) {
    if (text.indexOf("${") < 0) {
      return text;
    }
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value =
          matcher.group(1).equals("env")
              ? variable(matcher.group(2), matcher.group(3))
              : file(matcher.group(2), matcher.group(3));
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }

  private String variable(String name, @Nullable String fallback) {
    String value = environment.apply(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (fallback != null) {
      return fallback;
    }
    throw new IllegalArgumentException(
        "environment variable "
            + name
            + " is not set; set it, or write ${env."
            + name
            + ":-default}");
  }

  private String file(String path, @Nullable String fallback) {
    try {
      return Files.readString(directory.resolve(path)).stripTrailing();
    } catch (IOException e) {
      if (fallback != null) {
        return fallback;
      }
      throw new IllegalArgumentException("file " + path + " cannot be read", e);
    }
  }
}
