package dev.tributary.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Unavailable;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.TokenClaims.Binding;
import dev.tributary.auth.TokenSource.Look;
import dev.tributary.auth.TokenVerifier.Verdict;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that issuers have signed. What was verified once is known until the token expires or its
 * issuer's keys change, so that a caller who comes again costs one hash.
 */
final class JwtMethod implements AuthenticationMethod {

  private final TokenSource source;
  private final Map<String, TokenVerifier> verifiers;
  private final Workers workers;
  private final Clock clock;
  private final Cache<TokenDigest, Known> known;

  /** A token that was verified. */
  private record Known(Verdict.Right right, TokenVerifier verifier) {}

  /**
   * @param verifiers one for each issuer
   * @param cached how many tokens are known at most
   */
  JwtMethod(
      TokenSource source,
      Map<JwtIssuer, TokenVerifier> verifiers,
      long cached,
      Workers workers,
      Clock clock) {
    this.source = source;
    this.verifiers =
        verifiers.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(each -> each.getKey().issuer(), Map.Entry::getValue));
    this.workers = workers;
    this.clock = clock;
    this.known = Caffeine.newBuilder().maximumSize(cached).build();
  }

  @Override
  public String name() {
    return "jwt";
  }

  @Override
  public String challenge() {
    return TokenSource.challenge(null);
  }

  @Override
  public Set<String> headers() {
    return Set.of(source.header());
  }

  @Override
  public Finding look(Credentials credentials) {
    return switch (source.look(credentials)) {
      case Look.Nothing nothing -> Finding.ABSENT;
      case Look.OtherScheme other -> Finding.FOREIGN;
      case Look.Malformed(String message) -> Finding.Own.of(refused(message));
      case Look.Token(String token) -> look(token, credentials.certificate());
    };
  }

  private Finding look(String token, @Nullable X509Certificate certificate) {
    if (!hasFormOfJwt(token)) {
      return Finding.FOREIGN;
    }
    TokenDigest digest = TokenDigest.of(token);
    Known before = known.getIfPresent(digest);
    if (before != null) {
      if (isStillRight(before)) {
        return Finding.Own.of(admitted(before.right, certificate));
      }
      known.invalidate(digest);
    }
    return new Finding.Own(workers.check(() -> verify(token, digest, certificate)));
  }

  /** Header, payload and signature; whatever else has two dots is no other method's business. */
  private static boolean hasFormOfJwt(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return first >= 0 && second >= 0;
  }

  private boolean isStillRight(Known token) {
    return clock.instant().isBefore(token.right.expires())
        && token.verifier.keys().usable() == token.right.keys();
  }

  private Authentication verify(
      String text, TokenDigest digest, @Nullable X509Certificate certificate) {
    SignedJWT token;
    Map<String, @Nullable Object> claims;
    try {
      token = SignedJWT.parse(text);
      // Decoders overlook what does not belong; then one token would have many forms.
      if (!Base64URL.encode(token.getSignature().decode()).equals(token.getSignature())) {
        return refused("The token cannot be read.");
      }
      claims = token.getPayload().toJSONObject();
    } catch (ParseException | RuntimeException wrong) {
      // Whatever a parser throws at foreign bytes, it is the bytes' fault.
      return refused("The token cannot be read.");
    }
    if (claims == null) {
      return refused("The token cannot be read.");
    }
    TokenVerifier verifier =
        claims.get("iss") instanceof String issuer ? verifiers.get(issuer) : null;
    if (verifier == null) {
      return refused("The token's issuer is not known.");
    }
    return switch (verifier.verify(token, new TokenClaims(claims))) {
      case Verdict.Right right -> {
        known.put(digest, new Known(right, verifier));
        yield admitted(right, certificate);
      }
      case Verdict.Wrong(Code code, String message) ->
          new Refused(code, message, TokenSource.challenge("invalid_token"));
      case Verdict.Unknown unknown ->
          new Unavailable("The token cannot be checked now: its issuer cannot be reached.");
    };
  }

  /** A bound token is worth nothing without its certificate (RFC 8705, section 3). */
  private static Authentication admitted(
      Verdict.Right right, @Nullable X509Certificate certificate) {
    if (right.binding() instanceof Binding.Certificate bound && !bound.isHeldWith(certificate)) {
      return refused("The token is bound to another certificate.");
    }
    return new Verified(right.caller());
  }

  private static Refused refused(String message) {
    return new Refused(Code.INVALID_TOKEN, message, TokenSource.challenge("invalid_token"));
  }
}
