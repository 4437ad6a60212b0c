package dev.tributary.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Signs the gateway's own tokens with the first key of a JWK Set (RFC 7517), all of which it
 * publishes: so a new key is published before it signs, and an old one until its tokens are over.
 *
 * <p>Safe to share: immutable but for {@link #replace}, which changes one reference.
 */
public final class TokenSigner {

  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
          "Ed25519", "HS256", "HS384", "HS512");

  /** What stands before an Ed25519 key in its PKCS #8 form (RFC 8410, 7). */
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private record Keys(JWK signing, JWSAlgorithm algorithm, JWSHeader header, String published) {}

  private volatile Keys keys;

  /**
   * @param text a private JWK, or a set of them
   * @throws IllegalArgumentException when it is not, or cannot sign; the message holds nothing of
   *     it
   */
  public TokenSigner(String text) {
    this.keys = read(text);
  }

  /**
   * Signs with these keys from now on.
   *
   * @throws IllegalArgumentException when they cannot sign: nothing has changed then
   */
  public void replace(String text) {
    keys = read(text);
  }

  private static Keys read(String text) {
    List<JWK> all;
    try {
      all = text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
    } catch (ParseException e) {
      // Its message may hold a part of the key.
      throw new IllegalArgumentException("not a JWK or a JWK Set");
    }
    if (all.isEmpty() || !all.getFirst().isPrivate()) {
      throw new IllegalArgumentException("the first key must be a private one");
    }
    JWK first = all.getFirst();
    JWSAlgorithm algorithm = algorithm(first);
    if (first.getKeyID() == null || first.getKeyID().isBlank()) {
      throw new IllegalArgumentException("the first key needs a kid");
    }
    JWSHeader header =
        new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(first.getKeyID()).build();
    List<JWK> published = new ArrayList<>();
    for (JWK key : all) {
      JWK open = key.toPublicJWK();
      // Null for a shared secret.
      if (open != null) {
        published.add(open);
      }
    }
    Keys read = new Keys(first, algorithm, header, new JWKSet(published).toString(true));
    sign(new JWTClaimsSet.Builder().build(), read);
    return read;
  }

  private static JWSAlgorithm algorithm(JWK key) {
    String name =
        key.getAlgorithm() != null
            ? key.getAlgorithm().getName()
            : switch (key) {
              case RSAKey rsa -> "RS256";
              case ECKey ec when Curve.P_256.equals(ec.getCurve()) -> "ES256";
              case OctetKeyPair pair -> "EdDSA";
              default -> "";
            };
    if (!ALGORITHMS.contains(name)) {
      throw new IllegalArgumentException("the first key's alg must be one of " + ALGORITHMS);
    }
    return JWSAlgorithm.parse(name);
  }

  /** The public keys, for services that verify: a JWK Set. */
  public String published() {
    return keys.published;
  }

  /** Whether signing takes longer than an event loop has time for. */
  boolean isSlow() {
    return keys.signing instanceof RSAKey;
  }

  String sign(JWTClaimsSet claims) {
    return sign(claims, keys);
  }

  private static String sign(JWTClaimsSet claims, Keys keys) {
    try {
      if (keys.signing instanceof OctetKeyPair pair) {
        return signed(claims, keys.header, pair);
      }
      SignedJWT token = new SignedJWT(keys.header, claims);
      token.sign(
          switch (keys.signing) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            case OctetSequenceKey secret -> new MACSigner(secret);
            default -> throw new IllegalArgumentException("the first key cannot sign");
          });
      return token.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the first key cannot sign with its alg", e);
    }
  }

  /** By the JDK: Nimbus would have this signature from another library. */
  private static String signed(JWTClaimsSet claims, JWSHeader header, OctetKeyPair pair)
      throws GeneralSecurityException {
    byte[] secret = pair.getDecodedD();
    if (!Curve.Ed25519.equals(pair.getCurve()) || secret.length != 32) {
      throw new IllegalArgumentException("of these keys, only Ed25519 can sign");
    }
    byte[] encoded = new byte[PKCS8.length + secret.length];
    System.arraycopy(PKCS8, 0, encoded, 0, PKCS8.length);
    System.arraycopy(secret, 0, encoded, PKCS8.length, secret.length);
    PrivateKey key =
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    String text = header.toBase64URL() + "." + Base64URL.encode(claims.toString());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + Base64URL.encode(signature.sign());
  }

  @Override
  public String toString() {
    return "TokenSigner[kid=" + keys.signing.getKeyID() + "]";
  }
}
