package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Hides what looks like a secret in a request that is shown: by the name of a header, and by the
 * name that a value of {@code $config} or {@code $env} goes by.
 */
final class TrialSecrets {

  private static final String MASK = "***";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "auth|cookie|key|token|secret|passw|credential|signature|session",
          Pattern.CASE_INSENSITIVE);

  /** Shorter ones stand in many places where they are no secret. */
  private static final int SHORTEST = 3;

  /** The longest first, for one may be a part of another. */
  private final SortedSet<String> values =
      new TreeSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  TrialSecrets(List<JsonNode> settings) {
    settings.forEach(this::collect);
  }

  private void collect(JsonNode settings) {
    settings
        .properties()
        .forEach(
            setting -> {
              if (setting.getValue().isContainerNode()) {
                collect(setting.getValue());
              } else if (SECRET_NAME.matcher(setting.getKey()).find()) {
                String value = setting.getValue().asText();
                if (value.length() >= SHORTEST) {
                  values.add(value);
                  values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
                  values.add(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
                }
              }
            });
  }

  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }

  /** A header's value; the scheme of credentials, such as {@code Bearer}, stays. */
  String maskHeader(String name, String value) {
    if (!SECRET_NAME.matcher(name).find()) {
      return mask(value);
    }
    int blank = value.indexOf(' ');
    return (blank > 0 && name.toLowerCase(Locale.ROOT).contains("authorization")
            ? value.substring(0, blank + 1)
            : "")
        + MASK;
  }
}
