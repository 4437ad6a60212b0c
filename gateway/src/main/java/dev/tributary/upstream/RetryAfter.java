package dev.tributary.upstream;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Date;
import java.util.concurrent.ThreadLocalRandom;

/** When a call may be made again. */
final class RetryAfter {
  private RetryAfter() {}

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int MOST_DOUBLINGS = 10;

  /** How long an answer asks to wait (RFC 9110, 10.2.3), in milliseconds; -1 when it does not. */
  static long millis(MultiMap answer) {
    String value = answer.get(HttpHeaders.RETRY_AFTER);
    if (value == null) {
      return -1;
    }
    if (value.matches("\\d{1,9}")) {
      return Long.parseLong(value) * 1000;
    }
    Date at = DateFormatter.parseHttpDate(value);
    return at == null ? -1 : Math.max(0, at.getTime() - System.currentTimeMillis());
  }

  /**
   * A pause in milliseconds. Callers that failed together must not come back together.
   *
   * @param retried how often the call was made again before
   */
  static long backOff(int retried) {
    long most = FIRST_PAUSE_MILLIS << Math.min(retried, MOST_DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
  }
}
