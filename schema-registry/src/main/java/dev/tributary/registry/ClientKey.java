package dev.tributary.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key of a client of a graph, without its secret: what gateways know it by.
 *
 * @param id names the key in listings and to revoke it
 * @param hash {@code sha256:} or {@code hmac-sha256:} and 64 hexadecimal digits, as in a gateway's
 *     own file of keys
 * @param client who holds it
 * @param scopes what it allows, sorted
 * @param expires from when on it is refused; empty for never
 */
public record ClientKey(
    String id, String hash, String client, List<String> scopes, Optional<Instant> expires) {

  private static final Pattern HASH = Pattern.compile("(sha256|hmac-sha256):[0-9a-f]{64}");

  private static final int ID_LENGTH = 12;

  public ClientKey {
    scopes = scopes.stream().distinct().sorted().toList();
  }

  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /** The id of a key with such a hash: so many digits do not meet by chance. */
  static String id(String hash) {
    int digits = hash.indexOf(':') + 1;
    return hash.substring(digits, digits + ID_LENGTH);
  }
}
