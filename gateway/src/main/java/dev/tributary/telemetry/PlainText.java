package dev.tributary.telemetry;

/** What others wrote, as far as it goes into a log. */
final class PlainText {

  private static final int MOST = 100;

  private PlainText() {}

  /** At most 100 characters, and none that a terminal or a line does more with than show. */
  static String of(String text) {
    boolean plain = text.length() <= MOST;
    for (int i = 0; plain && i < text.length(); i++) {
      plain = isPlain(text.charAt(i));
    }
    if (plain) {
      return text;
    }
    StringBuilder kept = new StringBuilder(MOST);
    for (int i = 0; i < Math.min(text.length(), MOST); i++) {
      kept.append(isPlain(text.charAt(i)) ? text.charAt(i) : '?');
    }
    return kept.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f;
  }
}
