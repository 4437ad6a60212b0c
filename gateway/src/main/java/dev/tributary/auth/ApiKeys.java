package dev.tributary.auth;

import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Verified;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients that hold a secret of ours. Keys are found by their hash, so that neither the look-up's
 * time nor memory tells anything of keys that nearly exist.
 */
final class ApiKeys implements AuthenticationMethod {

  /** Longer ones are not hashed at all. */
  private static final int LONGEST = 1024;

  private final String header;
  private final @Nullable String secret;
  private final List<Supplier<Index>> keys;
  private final Clock clock;

  /** Keys by their hash. */
  record Index(Map<String, ApiKey> byHash) {
    static Index of(List<ApiKey> keys) {
      return new Index(
          keys.stream()
              .collect(
                  Collectors.toUnmodifiableMap(ApiKey::hash, Function.identity(), (a, b) -> b)));
    }
  }

  /**
   * @param secret for hashes with HMAC; null when there are none
   * @param keys what is valid now; of a key that is in several, the first has its say
   */
  ApiKeys(
      String header, @Nullable String secret, List<? extends Supplier<Index>> keys, Clock clock) {
    this.header = header;
    this.secret = secret;
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "api-key";
  }

  @Override
  public String challenge() {
    return "ApiKey realm=\"tributary\", header=\"" + header + "\"";
  }

  @Override
  public Set<String> headers() {
    return Set.of(header);
  }

  @Override
  public Finding look(Credentials credentials) {
    List<String> values = credentials.header(header);
    if (values.isEmpty()) {
      return Finding.ABSENT;
    }
    if (values.size() > 1) {
      return refused("There is more than one API key.");
    }
    ApiKey key = find(values.getFirst().strip());
    if (key == null) {
      return refused("The API key is not known.");
    }
    Instant expires = key.expires();
    if (expires != null && !clock.instant().isBefore(expires)) {
      return refused("The API key has expired.");
    }
    return Finding.Own.of(
        new Verified(new Caller(key.client(), key.scopes(), Map.of("client_id", key.client()))));
  }

  private @Nullable ApiKey find(String key) {
    if (key.isEmpty() || key.length() > LONGEST) {
      return null;
    }
    ApiKey plain = known(ApiKeyHash.sha256(key));
    return plain != null || secret == null ? plain : known(ApiKeyHash.hmac(secret, key));
  }

  private @Nullable ApiKey known(String hash) {
    for (Supplier<Index> some : keys) {
      ApiKey found = some.get().byHash().get(hash);
      if (found != null && ApiKeyHash.same(found.hash(), hash)) {
        return found;
      }
    }
    return null;
  }

  private Finding refused(String message) {
    return Finding.Own.of(new Refused(Code.INVALID_API_KEY, message, challenge()));
  }
}
