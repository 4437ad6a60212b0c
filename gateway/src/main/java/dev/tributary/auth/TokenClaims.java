package dev.tributary.auth;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, as its issuer wrote it or as its issuer's server tells it.
 *
 * @param values JSON values by their name
 */
record TokenClaims(Map<String, @Nullable Object> values) {

  /** What a token is bound to: who holds it must prove to hold that as well. */
  sealed interface Binding {
    record None() implements Binding {}

    /** A client certificate (RFC 8705, 3.1). */
    record Certificate(String thumbprint) implements Binding {

      boolean isHeldWith(@Nullable X509Certificate presented) {
        return presented != null && CertificateThumbprint.matches(presented, thumbprint);
      }
    }

    /** What nothing here can check: the token is as good as stolen. */
    record Unknown() implements Binding {}
  }

  Binding binding() {
    return switch (values.get("cnf")) {
      case null -> new Binding.None();
      case Map<?, ?> map when map.size() == 1 && map.get("x5t#S256") instanceof String text ->
          new Binding.Certificate(text);
      default -> new Binding.Unknown();
    };
  }

  /** Null when it does not say, or not in numbers. */
  @Nullable Instant expires() {
    return instant(values.get("exp"));
  }

  /** Whether {@code nbf} and {@code iat}, where they are given, have passed. */
  boolean hasBegun(Instant now, Duration skew) {
    for (String claim : List.of("nbf", "iat")) {
      Object value = values.get(claim);
      if (value != null) {
        Instant from = instant(value);
        if (from == null || now.isBefore(from.minus(skew))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * @param audiences of which one must be named; {@code *} stands for any
   */
  boolean isFor(Set<String> audiences) {
    return audiences.contains("*")
        || switch (values.get("aud")) {
          case String one -> audiences.contains(one);
          case Collection<?> several -> several.stream().anyMatch(audiences::contains);
          case null, default -> false;
        };
  }

  /** Seconds since 1970, perhaps with a fraction (RFC 7519, section 2); null for anything else. */
  private static @Nullable Instant instant(@Nullable Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    double seconds = number.doubleValue();
    // Beyond these, arithmetic with skew would overflow.
    return seconds >= 0 && seconds < 1e11 ? Instant.ofEpochMilli((long) (seconds * 1000)) : null;
  }
}
