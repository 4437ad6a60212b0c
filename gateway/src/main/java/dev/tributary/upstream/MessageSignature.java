package dev.tributary.upstream;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to a service with a secret that both know: HTTP Message Signatures (RFC 9421) with
 * {@code hmac-sha256} over the method, the path, the query, the body's digest (RFC 9530) and every
 * header field that the request has for its client's sake.
 */
public final class MessageSignature {

  private static final int LEAST_SECRET_BYTES = 32;

  private final String keyId;
  private final SecretKeySpec secret;
  private final Clock clock;

  /**
   * @param keyId tells the service which secret it is
   * @throws IllegalArgumentException when the secret is too short to be one
   */
  public MessageSignature(String keyId, String secret, Clock clock) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_SECRET_BYTES) {
      throw new IllegalArgumentException("the secret must have at least 32 bytes");
    }
    if (!keyId.matches("[ !#-\\[\\]-~]+")) {
      throw new IllegalArgumentException("keyId must be visible ASCII without quotes");
    }
    this.keyId = keyId;
    this.secret = new SecretKeySpec(bytes, "HmacSHA256");
    this.clock = clock;
  }

  /**
   * Adds the three fields of the signature.
   *
   * @param service for whom it is: a signature for one service does for no other
   * @param target path and query
   * @param covered fields of {@code headers} that are signed as well; lower case, each once
   */
  void sign(
      MultiMap headers,
      String service,
      String method,
      String target,
      byte[] body,
      List<String> covered) {
    String digest = "sha-256=:" + base64(sha256(body)) + ":";
    headers.set("content-digest", digest);
    int question = target.indexOf('?');
    StringBuilder base = new StringBuilder(256);
    line(base, "@method", method);
    line(base, "@path", question < 0 ? target : target.substring(0, question));
    line(base, "@query", question < 0 ? "?" : target.substring(question));
    line(base, "content-digest", digest);
    for (String name : covered) {
      line(
          base,
          name,
          headers.getAll(name).stream().map(String::strip).collect(Collectors.joining(", ")));
    }
    String parameters =
        "(\"@method\" \"@path\" \"@query\" \"content-digest\""
            + covered.stream().map(name -> " \"" + name + "\"").collect(Collectors.joining())
            + ");created="
            + clock.instant().getEpochSecond()
            + ";keyid=\""
            + keyId
            + "\";alg=\"hmac-sha256\";tag=\""
            + service
            + "\"";
    base.append("\"@signature-params\": ").append(parameters);
    headers.set("signature-input", "tributary=" + parameters);
    headers.set(
        "signature",
        "tributary=:" + base64(hmac(base.toString().getBytes(StandardCharsets.UTF_8))) + ":");
  }

  private static void line(StringBuilder base, String name, String value) {
    base.append('"').append(name).append("\": ").append(value).append('\n');
  }

  private byte[] hmac(byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "MessageSignature[keyId=" + keyId + "]";
  }
}
