package dev.tributary.auth;

import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A client that is known by its certificate.
 *
 * @param name what the certificate must say of its holder
 * @param scopes what the client may do
 */
public record CertificateClient(String client, Name name, Set<String> scopes) {

  /** Who a certificate is for. */
  public sealed interface Name {}

  /** The whole subject, such as {@code CN=billing, O=Acme} (RFC 4514). */
  public record Subject(X500Principal subject) implements Name {}

  /** One of its subject alternative names (RFC 5280, 4.2.1.6): a host. */
  public record Dns(String host) implements Name {}

  /** Likewise a URI, such as {@code spiffe://acme.example/billing}. */
  public record Uri(String uri) implements Name {}

  /** Likewise a mail address. */
  public record Email(String address) implements Name {}

  public CertificateClient {
    scopes = Set.copyOf(scopes);
    if (client.isBlank()) {
      throw new IllegalArgumentException("a certificate's client needs a name");
    }
  }
}
