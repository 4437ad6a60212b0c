package dev.tributary.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.IssuerKeys.Keys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verifies one issuer's tokens (RFC 7519, 7.2; RFC 8725). May block: for virtual threads. */
final class TokenVerifier {

  /** Without {@code kid}, so many keys are tried. */
  private static final int MOST_TRIED = 8;

  /** What a token may call itself; another type is meant for something else (RFC 8725, 3.11). */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final JwtIssuer issuer;
  private final IssuerKeys keys;
  private final Duration skew;
  private final Clock clock;
  private final List<ClaimPath> scopes;
  private final List<ClaimPath> client;

  TokenVerifier(JwtIssuer issuer, IssuerKeys keys, Duration skew, Clock clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.skew = skew;
    this.clock = clock;
    this.scopes = ClaimPath.parse(issuer.scopes());
    this.client = ClaimPath.parse(issuer.client());
  }

  IssuerKeys keys() {
    return keys;
  }

  /** What came of it. */
  sealed interface Verdict {

    /**
     * @param expires when the token ends, skew included
     * @param certificate the thumbprint of the certificate it is bound to (RFC 8705, 3.1); null
     *     when it is bound to none
     * @param keys those that verified it
     */
    record Right(Caller caller, Instant expires, @Nullable String certificate, Keys keys)
        implements Verdict {}

    record Wrong(Code code, String message) implements Verdict {}

    /** The issuer's keys cannot be had. */
    record Unknown() implements Verdict {}
  }

  Verdict verify(SignedJWT token, Map<String, @Nullable Object> claims) {
    JWSHeader header = token.getHeader();
    if (!issuer.allows(header.getAlgorithm())) {
      return wrong("The token's algorithm is not allowed.");
    }
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      return wrong("The token asks for extensions that are not known here.");
    }
    if (header.getType() != null
        && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
      return wrong("The token is of a type that is not for requests.");
    }
    // Before its signature: an expired token must not make us ask its issuer for keys.
    Verdict early = checkTimes(claims);
    if (early != null) {
      return early;
    }
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    if (matcher == null) {
      return wrong("The token's algorithm is not allowed.");
    }
    Keys usable = keys.having(held -> held.keys().stream().anyMatch(matcher::matches));
    if (usable == null) {
      return new Verdict.Unknown();
    }
    List<JWK> candidates =
        usable.keys().stream().filter(matcher::matches).limit(MOST_TRIED).toList();
    if (candidates.isEmpty()) {
      return wrong("The token is signed with a key that is not known.");
    }
    if (candidates.stream().noneMatch(key -> isSignedWith(key, token))) {
      return wrong("The token's signature is not valid.");
    }
    return checkClaims(claims, usable);
  }

  private static boolean isSignedWith(JWK key, SignedJWT token) {
    try {
      return switch (key) {
        case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
        case ECKey ec -> token.verify(new ECDSAVerifier(ec));
        default -> false;
      };
    } catch (JOSEException unfit) {
      // Such as a key of another curve: it did not sign this.
      return false;
    }
  }

  private @Nullable Verdict checkTimes(Map<String, @Nullable Object> claims) {
    Instant now = clock.instant();
    Instant expires = instant(claims.get("exp"));
    if (expires == null) {
      return wrong("The token does not say when it expires.");
    }
    if (!now.isBefore(expires.plus(skew))) {
      return new Verdict.Wrong(Code.TOKEN_EXPIRED, "The token has expired.");
    }
    for (String claim : List.of("nbf", "iat")) {
      Object value = claims.get(claim);
      if (value != null) {
        Instant from = instant(value);
        if (from == null || now.isBefore(from.minus(skew))) {
          return wrong("The token is not valid yet.");
        }
      }
    }
    return null;
  }

  private Verdict checkClaims(Map<String, @Nullable Object> claims, Keys usable) {
    if (!issuer.takesAnyAudience() && !isForUs(claims.get("aud"))) {
      return wrong("The token is for somebody else.");
    }
    String name = ClaimPath.firstText(client, claims);
    if (name == null) {
      return wrong("The token does not name its client.");
    }
    Object confirmation = claims.get("cnf");
    String thumbprint = null;
    if (confirmation != null) {
      // A bound token whose proof cannot be checked is as good as stolen.
      if (!(confirmation instanceof Map<?, ?> map)
          || map.size() != 1
          || !(map.get("x5t#S256") instanceof String text)) {
        return wrong("The token is bound to a proof that is not known here.");
      }
      thumbprint = text;
    }
    Instant expires = instant(claims.get("exp"));
    return new Verdict.Right(
        new Caller(issuer.clientPrefix() + name, ClaimPath.firstWords(scopes, claims), claims),
        expires == null ? clock.instant() : expires.plus(skew),
        thumbprint,
        usable);
  }

  private boolean isForUs(@Nullable Object audience) {
    return switch (audience) {
      case String one -> issuer.audiences().contains(one);
      case Collection<?> several -> several.stream().anyMatch(issuer.audiences()::contains);
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

  private static Verdict wrong(String message) {
    return new Verdict.Wrong(Code.INVALID_TOKEN, message);
  }
}
