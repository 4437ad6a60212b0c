package dev.tributary.quota;

import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10): lists
 * of structured-field strings with parameters.
 */
public final class RateLimitFields {

  public static final String POLICY = "ratelimit-policy";
  public static final String LIMIT = "ratelimit";

  private RateLimitFields() {}

  /** Such as {@code "second";q=100;w=1;qu="cost"}. */
  public static String policy(List<LimitStatus> limits) {
    return limits.stream()
        .map(
            status ->
                "\"%s\";q=%d;w=%d;qu=\"%s\""
                    .formatted(
                        status.limit().name(),
                        status.limit().quota(),
                        Math.max(1, status.limit().period().toSeconds()),
                        switch (status.limit().unit()) {
                          case COST -> "cost";
                          case REQUESTS -> "requests";
                        }))
        .collect(Collectors.joining(", "));
  }

  /** Such as {@code "second";r=57;t=1}. */
  public static String limit(List<LimitStatus> limits) {
    return limits.stream()
        .map(
            status ->
                "\"%s\";r=%d;t=%d"
                    .formatted(
                        status.limit().name(),
                        status.remaining(),
                        (status.resetMillis() + 999) / 1_000))
        .collect(Collectors.joining(", "));
  }
}
