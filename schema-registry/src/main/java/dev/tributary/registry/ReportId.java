package dev.tributary.registry;

import java.util.regex.Pattern;

/**
 * Which report of which reporter. A reporter sends one after the other: what is not beyond the last
 * that was counted is not counted again. Usage and traffic are reported under different names, or
 * numbered together.
 *
 * @param reporter what reports, in one process: another one after each start; 1 to 64 letters,
 *     digits, {@code -} and {@code _}
 * @param sequence greater with each report; from 1
 */
public record ReportId(String reporter, long sequence) {

  private static final Pattern REPORTER = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * @throws IllegalArgumentException when it is not so
   */
  public ReportId {
    if (!REPORTER.matcher(reporter).matches() || sequence < 1) {
      throw new IllegalArgumentException(
          "a reporter has 1 to 64 letters, digits, '-' and '_', and sequences begin with 1");
    }
  }
}
