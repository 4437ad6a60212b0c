package dev.tributary.gateway;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 64KB}, {@code 2MB} (powers of 1,024; {@code KiB} is the
 * same) or plain bytes.
 */
record DataSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([KMG]?)(?:I?B)?");

  static DataSize ofMegabytes(long megabytes) {
    return new DataSize(megabytes << 20);
  }

  /** The size as an int, for limits that are ints; sizes beyond 2 GiB are cut to it. */
  int asInt() {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write for example 64KB, 2MB or 1GB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return new DataSize(Long.parseLong(matcher.group(1)) << shift);
  }

  @Override
  public String toString() {
    for (int shift = 30; shift > 0; shift -= 10) {
      if (bytes > 0 && bytes % (1L << shift) == 0) {
        return (bytes >> shift) + " KMG".substring(shift / 10, shift / 10 + 1) + "B";
      }
    }
    return bytes + "B";
  }
}
