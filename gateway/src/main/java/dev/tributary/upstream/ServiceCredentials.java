package dev.tributary.upstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the gateway shows a REST service who it is. Never printed: most of it is secret. */
public sealed interface ServiceCredentials {

  /** It does not, or the schema's headers do. */
  record None() implements ServiceCredentials {}

  /** A value of a header field that stays the same, such as {@code Bearer ...}. */
  record Header(String name, String value) implements ServiceCredentials {

    /**
     * @throws IllegalArgumentException when they cannot stand in a header
     */
    public Header {
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !isVisible(value)) {
        throw new IllegalArgumentException("credentials cannot be sent in a header field");
      }
    }

    @Override
    public String toString() {
      return "Header[name=" + name + "]";
    }
  }

  /** A parameter of the query, as some services want their API key. */
  record QueryParameter(String name, String value) implements ServiceCredentials {
    @Override
    public String toString() {
      return "QueryParameter[name=" + name + "]";
    }
  }

  /**
   * A token that an OAuth 2 server gives the gateway (RFC 6749, 4.4).
   *
   * @param tokenUrl the token endpoint
   * @param scope what is asked for, separated by spaces; null to leave it to the server
   * @param audience sent as {@code audience}, which some servers want; null for none
   */
  record ClientCredentials(
      ServiceAddress tokenUrl,
      String clientId,
      String clientSecret,
      @Nullable String scope,
      @Nullable String audience)
      implements ServiceCredentials {
    @Override
    public String toString() {
      return "ClientCredentials[tokenUrl=" + tokenUrl + "]";
    }
  }

  /**
   * @throws IllegalArgumentException when the URL is not an http or https URL
   */
  static ServiceCredentials clientCredentials(
      String tokenUrl,
      String clientId,
      String clientSecret,
      @Nullable String scope,
      @Nullable String audience) {
    ServiceAddress address = ServiceAddress.parse(tokenUrl);
    if (address == null) {
      throw new IllegalArgumentException("the token URL must be an http or https URL");
    }
    return new ClientCredentials(address, clientId, clientSecret, scope, audience);
  }

  /** The header field that carries them, lower case; null when none does. */
  default @Nullable String headerName() {
    return switch (this) {
      case None none -> null;
      case Header(String name, String value) -> name.toLowerCase(Locale.ROOT);
      case QueryParameter parameter -> null;
      case ClientCredentials client -> "authorization";
    };
  }

  /** Printable ASCII: nothing that ends a header field. */
  static boolean isVisible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
