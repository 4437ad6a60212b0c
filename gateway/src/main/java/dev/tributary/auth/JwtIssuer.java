package dev.tributary.auth;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who vouches for callers with signed tokens (RFC 7519).
 *
 * @param issuer the exact value of {@code iss}
 * @param keys a URL or a file with its JWK Set; null to ask the issuer's OpenID configuration
 * @param audiences of which a token's {@code aud} must name one; {@code *} takes any
 * @param algorithms that signatures may have (RFC 7518, 3.1); never those with a shared secret
 * @param scopes claims that say what a token allows: the first that is there
 * @param client claims that name the client: the first that is there
 * @param clientPrefix put before the client's name, so that two issuers' clients stay apart
 * @param timing when keys are fetched, and how long they hold
 */
public record JwtIssuer(
    String issuer,
    @Nullable String keys,
    Set<String> audiences,
    Set<String> algorithms,
    List<String> scopes,
    List<String> client,
    String clientPrefix,
    KeyTiming timing) {

  /** What public keys can verify, and the JDK can compute. */
  private static final Set<String> ASYMMETRIC =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EDDSA",
          "ED25519");

  public static final Set<String> USUAL_ALGORITHMS =
      Set.of("RS256", "PS256", "ES256", "EdDSA", "Ed25519");
  public static final List<String> USUAL_SCOPES = List.of("scope", "scp");
  public static final List<String> USUAL_CLIENT = List.of("client_id", "azp", "sub");

  /**
   * When keys are fetched.
   *
   * @param refresh how often; a key that the issuer takes back is refused after that at the latest,
   *     when the issuer can be reached
   * @param outage how much longer keys hold while the issuer cannot be reached
   * @param unknownKey how soon an unknown key may make us ask again
   */
  public record KeyTiming(Duration refresh, Duration outage, Duration unknownKey) {
    public KeyTiming {
      if (!refresh.isPositive() || outage.isNegative() || unknownKey.isNegative()) {
        throw new IllegalArgumentException("times of keys must be positive");
      }
    }

    public static final KeyTiming DEFAULT =
        new KeyTiming(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(5));
  }

  public JwtIssuer {
    if (issuer.isBlank()) {
      throw new IllegalArgumentException("an issuer must be named: it is compared with 'iss'");
    }
    audiences = Set.copyOf(audiences);
    algorithms =
        algorithms.stream()
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    scopes = List.copyOf(scopes);
    client = List.copyOf(client);
    List<String> refused = new ArrayList<>(algorithms);
    refused.removeAll(ASYMMETRIC);
    if (!refused.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "algorithms of "
              + issuer
              + " must be some of "
              + ASYMMETRIC.stream().sorted().toList()
              + (refused.isEmpty() ? "" : ", not " + refused));
    }
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException(
          "say which audiences of "
              + issuer
              + " are meant for this gateway, else tokens for others would do; * takes any");
    }
    if (client.isEmpty()) {
      throw new IllegalArgumentException("some claim of " + issuer + " must name the client");
    }
    if (keys == null && !issuer.startsWith("https://") && !issuer.startsWith("http://")) {
      throw new IllegalArgumentException(
          "the keys of " + issuer + " must be given, since it is not a URL to ask");
    }
  }

  /** One that is asked for its keys, with what is usual for everything else. */
  public static JwtIssuer discovered(String issuer, String audience) {
    return new JwtIssuer(
        issuer,
        null,
        Set.of(audience),
        USUAL_ALGORITHMS,
        USUAL_SCOPES,
        USUAL_CLIENT,
        "",
        KeyTiming.DEFAULT);
  }

  boolean allows(JWSAlgorithm algorithm) {
    return algorithms.contains(algorithm.getName().toUpperCase(Locale.ROOT));
  }
}
