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
 * @param certificates clients known by what they show in the TLS handshake; empty when certificates
 *     name nobody
 * @param directory what relative paths are relative to
 */
public record AuthenticationOptions(
    Path directory,
    Anonymity anonymity,
    @Nullable ApiKeyOptions apiKeys,
    @Nullable JwtOptions jwt,
    @Nullable IntrospectionOptions introspection,
    List<CertificateClient> certificates) {

  /** No credentials are looked at. */
  public static final AuthenticationOptions NONE =
      new AuthenticationOptions(Path.of(""), Anonymity.ALLOWED, null, null, null, List.of());

  public AuthenticationOptions {
    certificates = List.copyOf(certificates);
    if (anonymity == Anonymity.REFUSED
        && apiKeys == null
        && jwt == null
        && introspection == null
        && certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "credentials are required, but no kind of them is configured");
    }
  }

  /**
   * Keys of our own making, from a file, from elsewhere, or both: then the file's come first.
   *
   * @param file see {@link ApiKeyFile}; null for none
   * @param header the header field that holds a key
   * @param secret for hashes with HMAC; null when there are none
   * @param delivered keys that come while the gateway runs; null for none
   */
  public record ApiKeyOptions(
      @Nullable String file,
      String header,
      @Nullable String secret,
      @Nullable DeliveredKeys delivered) {

    public ApiKeyOptions {
      header = header.toLowerCase(Locale.ROOT);
      if (file == null && delivered == null) {
        throw new IllegalArgumentException(
            "API keys need a 'file' that holds them, or a registry that keeps them");
      }
    }

    /** Of a file alone. */
    public ApiKeyOptions(String file, String header, @Nullable String secret) {
      this(file, header, secret, null);
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
    return new AuthenticationOptions(directory, anonymity, other, jwt, introspection, certificates);
  }

  AuthenticationOptions with(JwtOptions other) {
    return new AuthenticationOptions(
        directory, anonymity, apiKeys, other, introspection, certificates);
  }

  AuthenticationOptions with(IntrospectionOptions other) {
    return new AuthenticationOptions(directory, anonymity, apiKeys, jwt, other, certificates);
  }

  AuthenticationOptions with(List<CertificateClient> other) {
    return new AuthenticationOptions(directory, anonymity, apiKeys, jwt, introspection, other);
  }

  /**
   * Tokens that a server is asked about (RFC 7662).
   *
   * @param url of the introspection endpoint
   * @param clientId who we are to it, with {@code clientSecret}
   * @param audiences of which one must be told; {@code *} takes any
   * @param scopes claims that say what a token allows: the first that is there
   * @param client claims that name the client: the first that is there
   * @param remember how long an answer holds; a token that is taken back is refused after that
   * @param cached how many answers are remembered
   */
  public record IntrospectionOptions(
      String url,
      String clientId,
      String clientSecret,
      TokenSource source,
      Set<String> audiences,
      List<String> scopes,
      List<String> client,
      Duration remember,
      long cached) {
    public IntrospectionOptions {
      audiences = Set.copyOf(audiences);
      scopes = List.copyOf(scopes);
      client = List.copyOf(client);
      if (!url.startsWith("https://") && !url.startsWith("http://")) {
        throw new IllegalArgumentException("introspection needs the URL of its endpoint");
      }
      if (audiences.isEmpty()) {
        throw new IllegalArgumentException(
            "say which audiences are meant for this gateway; * takes any");
      }
    }

    @Override
    public String toString() {
      return "IntrospectionOptions[" + url + "]";
    }
  }
}
