package dev.tributary.gateway;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the gateway shows services that calls are its own. */
final class CallIdentityConfig {
  private CallIdentityConfig() {}

  record TokenConfig(
      @Setting("File of the private key: a JWK, or a JWK Set whose first key signs.") String key,
      @Setting("Who the gateway is: iss.") String issuer,
      @Setting("Whom a token is for: aud; the service's name, when it is not given.")
          @Nullable String audience,
      @Setting("How long a token is valid.") Duration lifetime,
      @Setting("The header field that carries it; in authorization, after the word Bearer.")
          String header,
      @Setting("Further claims, such as {claims.tenant}.") SortedMap<String, String> claims) {
    static final TokenConfig DEFAULTS =
        new TokenConfig(
            "service-key.json",
            "tributary",
            null,
            Duration.ofMinutes(1),
            "authorization",
            new TreeMap<>());
  }

  record SignatureConfig(
      @Setting("Tells the service which secret it is.") String keyId,
      @Setting("The secret, of at least 32 bytes.") String secret) {
    static final SignatureConfig DEFAULTS = new SignatureConfig("tributary", "");
  }

  record ServiceTlsConfig(
      @Setting("PEM file with the gateway's certificate, and those between it and the root.")
          @Nullable String certificate,
      @Setting("PEM file with its key (PKCS #8).") @Nullable String key,
      @Setting("PEM file with the authorities that vouch for the service, instead of the usual.")
          @Nullable String authorities) {
    static final ServiceTlsConfig DEFAULTS = new ServiceTlsConfig(null, null, null);
  }
}
