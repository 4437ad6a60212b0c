package dev.tributary.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** {@code x5t#S256}: a certificate's SHA-256 in base64url (RFC 8705, 3.1). */
final class CertificateThumbprint {

  private CertificateThumbprint() {}

  static String of(X509Certificate certificate) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Sha256.of(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate from a handshake can be encoded", e);
    }
  }

  static boolean matches(X509Certificate certificate, String thumbprint) {
    return MessageDigest.isEqual(
        of(certificate).getBytes(StandardCharsets.US_ASCII),
        thumbprint.getBytes(StandardCharsets.UTF_8));
  }
}
