package dev.tributary.quota;

import java.util.List;

/**
 * {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10): lists
 * of structured-field strings with parameters.
 */
public final class RateLimitFields {

  public static final String POLICY = "ratelimit-policy";
  public static final String LIMIT = "ratelimit";

  private RateLimitFields() {}

  // Every answer to a client with a quota has them: a formatter takes as long as the quota itself.

  /** Such as {@code "second";q=100;w=1;qu="cost"}. */
  public static String policy(List<LimitStatus> limits) {
    StringBuilder out = new StringBuilder(64);
    for (LimitStatus status : limits) {
      Limit limit = status.limit();
      name(limit, out)
          .append(";q=")
          .append(limit.quota())
          .append(";w=")
          .append(Math.max(1, limit.period().toSeconds()))
          .append(";qu=\"")
          .append(
              switch (limit.unit()) {
                case COST -> "cost";
                case REQUESTS -> "requests";
              })
          .append('"');
    }
    return out.toString();
  }

  /** Such as {@code "second";r=57;t=1}. */
  public static String limit(List<LimitStatus> limits) {
    StringBuilder out = new StringBuilder(32);
    for (LimitStatus status : limits) {
      name(status.limit(), out)
          .append(";r=")
          .append(status.remaining())
          .append(";t=")
          .append((status.resetMillis() + 999) / 1_000);
    }
    return out.toString();
  }

  private static StringBuilder name(Limit limit, StringBuilder out) {
    return out.append(out.isEmpty() ? "\"" : ", \"").append(limit.name()).append('"');
  }
}
