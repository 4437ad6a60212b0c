package dev.tributary.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as far as it was proved.
 *
 * @param client what quotas, metrics and logs know the caller by; null when the caller is anonymous
 * @param scopes what the caller's token or key allows (RFC 6749, section 3.3)
 * @param claims what the issuer says of the caller (RFC 7519, section 4): JSON values as strings,
 *     numbers, booleans, lists and maps
 */
public record Caller(
    @Nullable String client, Set<String> scopes, Map<String, @Nullable Object> claims) {

  /** Nobody in particular. */
  public static final Caller ANONYMOUS = new Caller(null, Set.of(), Map.of());

  public Caller {
    scopes = Set.copyOf(scopes);
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /** Whether somebody vouches for the caller: what {@code @authenticated} asks for. */
  public boolean isAuthenticated() {
    return client != null;
  }
}
