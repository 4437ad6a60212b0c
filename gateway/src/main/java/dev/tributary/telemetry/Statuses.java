package dev.tributary.telemetry;

/** Texts of HTTP statuses, made once. */
final class Statuses {

  private static final String[] TEXTS = texts();

  private Statuses() {}

  /** {@code gone} for 0: the client did not wait for one. */
  static String text(int status) {
    return status >= 0 && status < TEXTS.length ? TEXTS[status] : Bounded.OTHER;
  }

  private static String[] texts() {
    String[] texts = new String[600];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = Integer.toString(i);
    }
    texts[0] = "gone";
    return texts;
  }
}
