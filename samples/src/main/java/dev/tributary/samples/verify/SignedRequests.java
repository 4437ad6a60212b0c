package dev.tributary.samples.verify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what {@code services.NAME.signature} of the gateway signs (RFC 9421): for a service that
 * wants to copy it, with nothing but the JDK.
 *
 * @param service the service's own name: signatures for others do not do
 * @param secrets what is shared with the gateway, by key id; two during a change
 * @param window how old a signature may be, and how far clocks may be apart
 */
public record SignedRequests(
    String service, Map<String, byte[]> secrets, Duration window, Clock clock) {

  private static final Pattern INPUT =
      Pattern.compile(
          "tributary=(\\(([^)]*)\\);created=(\\d{1,12});keyid=\"([^\"]+)\";alg=\"hmac-sha256\""
              + ";tag=\"([^\"]+)\")");
  private static final Pattern SIGNATURE = Pattern.compile("tributary=:([A-Za-z0-9+/=]+):");
  private static final Pattern COMPONENT = Pattern.compile("\"([^\"]+)\"");
  private static final List<String> LEAST = List.of("@method", "@path", "@query", "content-digest");

  /**
   * Whether the gateway sent this.
   *
   * @param target path and query, as they stand in the request line
   * @param headers all values by lower-case name
   */
  public boolean verify(
      String method, String target, Map<String, List<String>> headers, byte[] body) {
    Matcher input = INPUT.matcher(value(headers, "signature-input"));
    Matcher signature = SIGNATURE.matcher(value(headers, "signature"));
    if (!input.matches() || !signature.matches() || !input.group(5).equals(service)) {
      return false;
    }
    byte[] secret = secrets.get(input.group(4));
    long age = clock.instant().getEpochSecond() - Long.parseLong(input.group(3));
    String digest = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":";
    if (secret == null
        || Math.abs(age) > window.toSeconds()
        || !digest.equals(value(headers, "content-digest"))) {
      return false;
    }
    List<String> covered = new ArrayList<>();
    COMPONENT.matcher(input.group(2)).results().forEach(each -> covered.add(each.group(1)));
    if (!covered.containsAll(LEAST)) {
      return false;
    }
    StringBuilder base = new StringBuilder();
    for (String name : covered) {
      String text = component(name, method, target, headers);
      if (text == null) {
        return false;
      }
      base.append('"').append(name).append("\": ").append(text).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    byte[] expected = hmac(secret, base.toString());
    return MessageDigest.isEqual(expected, decoded(signature.group(1)));
  }

  private static @Nullable String component(
      String name, String method, String target, Map<String, List<String>> headers) {
    int question = target.indexOf('?');
    return switch (name) {
      case "@method" -> method;
      case "@path" -> question < 0 ? target : target.substring(0, question);
      case "@query" -> question < 0 ? "?" : target.substring(question);
      default -> headers.containsKey(name) ? value(headers, name) : null;
    };
  }

  private static String value(Map<String, List<String>> headers, String name) {
    return String.join(
        ", ", headers.getOrDefault(name, List.of()).stream().map(String::strip).toList());
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
