package dev.tributary.execute;

import java.util.regex.Pattern;

/** What a client is told of an error message that a service wrote. */
public enum MessagePolicy {
  /** Everything, as it stands. */
  PASS,
  /**
   * The first line, for what follows is mostly a stack trace, without the hosts and URLs that name
   * machines of the inside.
   */
  REDACT,
  /** Nothing but that the service failed. */
  REPLACE;

  private static final int MAX_LENGTH = 1_000;
  private static final Pattern LINE_END = Pattern.compile("\\R");

  /** A URL, an IP address, or a host with a port; possessive, so that no message makes it slow. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}+://[^\\s\"'<>)]++"
              + "|\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?\\b"
              + "|\\b[a-zA-Z][a-zA-Z0-9.-]{0,252}:\\d{2,5}\\b");

  String apply(String message) {
    return switch (this) {
      case PASS -> message;
      case REDACT -> {
        String line = LINE_END.split(message, 2)[0];
        String bounded = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line;
        yield INSIDE.matcher(bounded).replaceAll("[redacted]");
      }
      case REPLACE -> "The service answered with an error.";
    };
  }
}
