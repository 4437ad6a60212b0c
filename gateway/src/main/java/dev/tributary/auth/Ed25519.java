package dev.tributary.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * Signatures of Ed25519 (RFC 8032, RFC 8037) by the JDK, which Nimbus would have from another
 * library.
 */
final class Ed25519 {

  private static final int BYTES = 32;

  /** What stands before a key in its X.509 form (RFC 8410, 4). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  static boolean isPublicKey(OctetKeyPair key) {
    return Curve.Ed25519.equals(key.getCurve()) && key.getDecodedX().length == BYTES;
  }

  /** Whether the key signed this. */
  static boolean verifies(OctetKeyPair key, byte[] signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey(key));
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static PublicKey publicKey(OctetKeyPair key) throws GeneralSecurityException {
    byte[] encoded = new byte[X509.length + BYTES];
    System.arraycopy(X509, 0, encoded, 0, X509.length);
    System.arraycopy(key.getDecodedX(), 0, encoded, X509.length, BYTES);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
