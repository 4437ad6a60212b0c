package dev.tributary.auth;

import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Verified;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that have shown a certificate in the TLS handshake, which has verified it: who it names
 * is looked up here. Looked at last, so that a service of ours may bring a user's token along.
 */
final class CertificateMethod implements AuthenticationMethod {

  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  private final List<CertificateClient> clients;

  CertificateMethod(List<CertificateClient> clients) {
    this.clients = List.copyOf(clients);
  }

  @Override
  public String name() {
    return "certificate";
  }

  @Override
  public String challenge() {
    return "ClientCertificate realm=\"tributary\"";
  }

  @Override
  public Finding look(Credentials credentials) {
    X509Certificate certificate = credentials.certificate();
    if (certificate == null) {
      return Finding.ABSENT;
    }
    CertificateClient client = holder(certificate);
    if (client == null) {
      return Finding.Own.of(
          new Refused(
              Code.INVALID_CLIENT_CERTIFICATE,
              "The client certificate names nobody who is known here.",
              challenge()));
    }
    return Finding.Own.of(
        new Verified(
            new Caller(client.client(), client.scopes(), Map.of("client_id", client.client()))));
  }

  private @Nullable CertificateClient holder(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return null;
    }
    for (CertificateClient client : clients) {
      boolean matches =
          switch (client.name()) {
            case CertificateClient.Subject(var subject) ->
                certificate.getSubjectX500Principal().equals(subject);
            case CertificateClient.Dns(String host) -> holds(names, DNS, host);
            case CertificateClient.Uri(String uri) -> holds(names, URI, uri);
            case CertificateClient.Email(String address) -> holds(names, EMAIL, address);
          };
      if (matches) {
        return client;
      }
    }
    return null;
  }

  private static boolean holds(@Nullable Collection<List<?>> names, int kind, String value) {
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      if (name.get(0) instanceof Integer type
          && type == kind
          && name.get(1) instanceof String text
          && (kind == URI ? text.equals(value) : text.equalsIgnoreCase(value))) {
        return true;
      }
    }
    return false;
  }
}
