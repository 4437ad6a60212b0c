package dev.tributary.auth;

import dev.tributary.auth.Authenticator.Anonymity;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How callers show who they are.
 *
 * @param apiKeys null when there are none
 */
public record AuthenticationOptions(Anonymity anonymity, @Nullable ApiKeyOptions apiKeys) {

  /**
   * Keys of our own making.
   *
   * @param file see {@link ApiKeyFile}
   * @param header the header field that holds a key
   * @param secret for hashes with HMAC; null when there are none
   */
  public record ApiKeyOptions(Path file, String header, @Nullable String secret) {
    public ApiKeyOptions {
      header = header.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return "ApiKeyOptions[" + file + ", " + header + "]";
    }
  }
}
