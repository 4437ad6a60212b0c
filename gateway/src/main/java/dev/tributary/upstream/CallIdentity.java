package dev.tributary.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway shows a service that a call is its own.
 *
 * @param token a signed token that tells for whom it calls; null for none
 * @param signature what requests are signed with; null for none
 */
public record CallIdentity(@Nullable Token token, @Nullable MessageSignature signature) {

  public static final CallIdentity NONE = new CallIdentity(null, null);

  /**
   * @param issuer who the gateway is: {@code iss}
   * @param audience {@code aud}; null for the service's name
   * @param lifetime from when it is made
   * @param header the header field that carries it, lower case; {@code authorization} has {@code
   *     Bearer} before it
   * @param claims further ones about the caller
   */
  public record Token(
      TokenSigner signer,
      String issuer,
      @Nullable String audience,
      Duration lifetime,
      String header,
      Map<String, ValueTemplate> claims) {

    private static final Set<String> OURS =
        Set.of("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "client_id", "scope");

    public Token {
      claims = Map.copyOf(claims);
      if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
          || lifetime.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("a token's lifetime is from one second to one hour");
      }
      claims.keySet().stream()
          .filter(OURS::contains)
          .findAny()
          .ifPresent(
              name -> {
                throw new IllegalArgumentException("the claim " + name + " is the gateway's own");
              });
      if (HeaderNames.OF_A_CONNECTION.contains(header)) {
        throw new IllegalArgumentException("a token cannot be sent in " + header);
      }
    }
  }
}
