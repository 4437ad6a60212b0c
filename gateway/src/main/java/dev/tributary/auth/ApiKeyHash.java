package dev.tributary.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How API keys are kept: {@code sha256:HEX}, or {@code hmac-sha256:HEX} with a secret that is kept
 * elsewhere than the file. No slow hash is needed, since our keys hold 256 random bits.
 */
final class ApiKeyHash {

  private static final Pattern FORM = Pattern.compile("(sha256|hmac-sha256):[0-9a-f]{64}");

  private ApiKeyHash() {}

  static boolean isHash(String text) {
    return FORM.matcher(text).matches();
  }

  static String sha256(String key) {
    return "sha256:" + HexFormat.of().formatHex(Sha256.of(key));
  }

  static String hmac(String secret, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hash = mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
      return "hmac-sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Takes as long whatever the difference is. */
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }
}
