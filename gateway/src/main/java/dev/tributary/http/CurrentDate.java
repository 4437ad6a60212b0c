package dev.tributary.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as {@code Date} fields tell it. Safe for use by many threads. */
final class CurrentDate {

  /** RFC 9110, 5.6.7. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Written once a second; whoever is late writes the same again. */
  private static volatile CurrentDate latest = at(0);

  private final long second;
  private final CharSequence text;

  private CurrentDate(long second, CharSequence text) {
    this.second = second;
    this.text = text;
  }

  private static CurrentDate at(long second) {
    return new CurrentDate(
        second, AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(second))));
  }

  static CharSequence text() {
    long second = System.currentTimeMillis() / 1000;
    CurrentDate known = latest;
    if (known.second != second) {
      known = at(second);
      latest = known;
    }
    return known.text;
  }
}
