package dev.tributary.gateway;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** When a key ends, as commands take it: days from now such as 90d, or an instant. */
final class KeyExpiry {

  private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");

  private KeyExpiry() {}

  /**
   * @param text null for never
   * @return null for never
   */
  static @Nullable Instant parse(@Nullable String text, CommandSpec spec) {
    if (text == null) {
      return null;
    }
    Matcher days = DAYS.matcher(text);
    try {
      return days.matches()
          ? Instant.now()
              .plus(Duration.ofDays(Long.parseLong(days.group(1))))
              .truncatedTo(ChronoUnit.SECONDS)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(), "--expires must be days such as 90d, or 2027-01-31T00:00:00Z", e);
    }
  }
}
