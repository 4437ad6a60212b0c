package dev.tributary.gateway;

import dev.tributary.gateway.ServiceConfig.BasicConfig;
import dev.tributary.gateway.ServiceConfig.CredentialsConfig;
import dev.tributary.gateway.ServiceConfig.KeyConfig;
import dev.tributary.gateway.ServiceConfig.OAuthConfig;
import dev.tributary.upstream.ServiceCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the configured credentials of a REST service come to. */
final class RestCredentials {
  private RestCredentials() {}

  /**
   * @throws IllegalArgumentException when it is more than one, or not usable; the message holds no
   *     part of a secret
   */
  static ServiceCredentials of(@Nullable CredentialsConfig config) {
    if (config == null) {
      return new ServiceCredentials.None();
    }
    long kinds =
        Stream.of(config.bearer(), config.apiKey(), config.basic(), config.oauth2())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      throw new IllegalArgumentException(
          "credentials take one of bearer, apiKey, basic and oauth2, not " + kinds);
    }
    if (config.bearer() != null) {
      return new ServiceCredentials.Header("authorization", "Bearer " + config.bearer());
    } else if (config.apiKey() != null) {
      return apiKey(config.apiKey());
    } else if (config.basic() != null) {
      return basic(config.basic());
    } else {
      return oauth2(Objects.requireNonNull(config.oauth2()));
    }
  }

  private static ServiceCredentials apiKey(KeyConfig key) {
    if (key.value().isEmpty() || (key.header() != null && key.query() != null)) {
      throw new IllegalArgumentException("apiKey takes a value, and a header or a query parameter");
    }
    return key.query() != null
        ? new ServiceCredentials.QueryParameter(key.query(), key.value())
        : new ServiceCredentials.Header(
            key.header() == null ? "x-api-key" : key.header(), key.value());
  }

  private static ServiceCredentials basic(BasicConfig basic) {
    if (basic.user().indexOf(':') >= 0) {
      // RFC 7617, 2: it would be read as the beginning of the password.
      throw new IllegalArgumentException("the user of basic credentials cannot hold a colon");
    }
    String pair = basic.user() + ":" + basic.password();
    return new ServiceCredentials.Header(
        "authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static ServiceCredentials oauth2(OAuthConfig oauth2) {
    return ServiceCredentials.clientCredentials(
        oauth2.tokenUrl(),
        oauth2.clientId(),
        oauth2.clientSecret(),
        oauth2.scope(),
        oauth2.audience());
  }
}
