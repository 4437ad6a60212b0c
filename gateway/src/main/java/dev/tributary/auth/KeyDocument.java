package dev.tributary.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an issuer's public keys are: a JWK Set (RFC 7517, section 5). May block. */
interface KeyDocument {

  /**
   * @throws IOException when it cannot be had; its message may go to logs
   */
  String load() throws IOException;

  static KeyDocument file(Path file) {
    return () -> Files.readString(file);
  }

  static KeyDocument url(URI uri, HttpFetch http) {
    return () -> http.get(uri);
  }

  /** Asks the issuer where its keys are (OpenID Connect Discovery 1.0, section 4). */
  static KeyDocument discovered(String issuer, HttpFetch http) {
    URI configuration =
        URI.create(issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration");
    JsonMapper json = new JsonMapper();
    return () -> {
      JsonNode metadata;
      try {
        metadata = json.readTree(http.get(configuration));
      } catch (JsonProcessingException e) {
        throw new IOException("its OpenID configuration is not JSON");
      }
      // Else a provider could speak for another one (section 4.3).
      if (!metadata.path("issuer").asText().equals(issuer)) {
        throw new IOException("its OpenID configuration is another issuer's");
      }
      URI keys;
      try {
        keys = URI.create(metadata.path("jwks_uri").asText());
      } catch (IllegalArgumentException e) {
        throw new IOException("its jwks_uri is not a URI");
      }
      boolean asSafe =
          "https".equals(keys.getScheme())
              || "http".equals(keys.getScheme()) && "http".equals(configuration.getScheme());
      if (!asSafe) {
        throw new IOException("its jwks_uri is not an https URL");
      }
      return http.get(keys);
    };
  }
}
