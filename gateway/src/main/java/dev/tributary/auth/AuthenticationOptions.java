package dev.tributary.auth;

import dev.tributary.auth.Authenticator.Anonymity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How callers show who they are. What is null is not taken.
 *
 * @param directory what relative paths are relative to
 */
public record AuthenticationOptions(
    Path directory,
    Anonymity anonymity,
    @Nullable ApiKeyOptions apiKeys,
    @Nullable JwtOptions jwt) {

  /** No credentials are looked at. */
  public static final AuthenticationOptions NONE =
      new AuthenticationOptions(Path.of(""), Anonymity.ALLOWED, null, null);

  public AuthenticationOptions {
    if (anonymity == Anonymity.REFUSED && apiKeys == null && jwt == null) {
      throw new IllegalArgumentException(
          "credentials are required, but no kind of them is configured");
    }
  }

  /**
   * Keys of our own making.
   *
   * @param file see {@link ApiKeyFile}
   * @param header the header field that holds a key
   * @param secret for hashes with HMAC; null when there are none
   */
  public record ApiKeyOptions(String file, String header, @Nullable String secret) {
    public ApiKeyOptions {
      header = header.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return "ApiKeyOptions[" + file + ", " + header + "]";
    }
  }

  /**
   * Signed tokens.
   *
   * @param skew how far the issuers' clocks may be from ours
   * @param cached how many verified tokens are remembered
   */
  public record JwtOptions(
      List<JwtIssuer> issuers, TokenSource source, Duration skew, long cached) {
    public JwtOptions {
      issuers = List.copyOf(issuers);
      if (issuers.isEmpty()) {
        throw new IllegalArgumentException("tokens need an issuer");
      }
      Set<String> names = new HashSet<>();
      for (JwtIssuer issuer : issuers) {
        if (!names.add(issuer.issuer())) {
          throw new IllegalArgumentException("the issuer " + issuer.issuer() + " is there twice");
        }
      }
      if (skew.isNegative() || skew.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("skew must be from 0s to 10m");
      }
    }
  }

  AuthenticationOptions with(ApiKeyOptions other) {
    return new AuthenticationOptions(directory, anonymity, other, jwt);
  }

  AuthenticationOptions with(JwtOptions other) {
    return new AuthenticationOptions(directory, anonymity, apiKeys, other);
  }
}
