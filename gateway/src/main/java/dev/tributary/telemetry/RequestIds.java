package dev.tributary.telemetry;

import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names requests, so that a client's report and a line of the log can be brought together. */
final class RequestIds {

  private static final int LENGTH = 20;
  private static final int MOST = 64;
  private static final byte[] DIGITS = digits();

  private final @Nullable String accepted;

  private RequestIds(@Nullable String accepted) {
    this.accepted = accepted;
  }

  /** Ids of our own only. */
  static RequestIds generated() {
    return new RequestIds(null);
  }

  /**
   * Ids that a proxy in front has given, where they are short and plain.
   *
   * @param header the field that they are in
   */
  static RequestIds accepted(String header) {
    return new RequestIds(header);
  }

  String of(MultiMap headers) {
    String given = accepted == null ? null : headers.get(accepted);
    return given != null && isPlain(given) ? given : generate();
  }

  /** Nothing in it can end a line of a log or a header field, or be taken for markup. */
  private static boolean isPlain(String id) {
    if (id.isEmpty() || id.length() > MOST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** 100 random bits: they need to differ, and not to be secret. */
  @SuppressWarnings("deprecation")
  private static String generate() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] id = new byte[LENGTH];
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      if (i % 10 == 0) {
        bits = random.nextLong();
      }
      id[i] = DIGITS[(int) (bits & 31)];
      bits >>>= 5;
    }
    return new String(id, 0);
  }

  /** Crockford's: none of them is easily taken for another. */
  private static byte[] digits() {
    byte[] digits = new byte[32];
    String text = "0123456789abcdefghjkmnpqrstvwxyz";
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) text.charAt(i);
    }
    return digits;
  }
}
