package dev.tributary.upstream;

import java.util.regex.Pattern;

/** Takes credentials out of what a service wrote, before it is logged: services repeat them. */
final class Redaction {

  /** What follows the name of a way to show who one is, and anything that looks like a JWT. */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "(?i)(?<=\\b(?:bearer|basic|digest) )\\S+"
              + "|\\beyJ[\\w-]+\\.[\\w-]*(?:\\.[\\w-]*){0,3}|(?<=(?:password|secret|token|api[_-]?key|cookie|session)[\"']?[=:]"
              + " ?[\"']?)[^\\s\"'&;,]+");

  private Redaction() {}

  static String of(String text) {
    return CREDENTIALS.matcher(text).replaceAll("***");
  }
}
