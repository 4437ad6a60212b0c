package dev.tributary.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.IssuerKeys.Keys;
import dev.tributary.auth.TokenClaims.Binding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
  private final CallerNaming naming;

  TokenVerifier(JwtIssuer issuer, IssuerKeys keys, Duration skew, Clock clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.skew = skew;
    this.clock = clock;
    this.naming =
        new CallerNaming(
            ClaimPath.parse(issuer.scopes()),
            ClaimPath.parse(issuer.client()),
            issuer.clientPrefix());
  }

  IssuerKeys keys() {
    return keys;
  }

  /** What came of it. */
  sealed interface Verdict {

    /**
     * @param expires when the token ends, skew included
     * @param keys those that verified it
     */
    record Right(Caller caller, Instant expires, Binding binding, Keys keys) implements Verdict {}

    record Wrong(Code code, String message) implements Verdict {}

    /** The issuer's keys cannot be had. */
    record Unknown() implements Verdict {}
  }

  Verdict verify(SignedJWT token, TokenClaims claims) {
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
        case OctetKeyPair pair ->
            Ed25519.verifies(pair, token.getSigningInput(), token.getSignature().decode());
        default -> false;
      };
    } catch (JOSEException unfit) {
      // Such as a key of another curve: it did not sign this.
      return false;
    }
  }

  private @Nullable Verdict checkTimes(TokenClaims claims) {
    Instant now = clock.instant();
    Instant expires = claims.expires();
    if (expires == null) {
      return wrong("The token does not say when it expires.");
    }
    if (!now.isBefore(expires.plus(skew))) {
      return new Verdict.Wrong(Code.TOKEN_EXPIRED, "The token has expired.");
    }
    return claims.hasBegun(now, skew) ? null : wrong("The token is not valid yet.");
  }

  private Verdict checkClaims(TokenClaims claims, Keys usable) {
    if (!claims.isFor(issuer.audiences())) {
      return wrong("The token is for somebody else.");
    }
    if (claims.binding() instanceof Binding.Unknown) {
      return wrong("The token is bound to a proof that is not known here.");
    }
    Caller caller = naming.caller(claims);
    Instant expires = claims.expires();
    return caller == null || expires == null
        ? wrong("The token does not name its client.")
        : new Verdict.Right(caller, expires.plus(skew), claims.binding(), usable);
  }

  private static Verdict wrong(String message) {
    return new Verdict.Wrong(Code.INVALID_TOKEN, message);
  }
}
