package dev.tributary.upstream;

import dev.tributary.upstream.ServiceCredentials.ClientCredentials;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A REST service as all event loops share it: how it is called, the gateway's tokens for it, and
 * how often it was changed. Safe for use by many threads.
 */
public final class RestService {

  private final String name;
  private final RestOptions options;
  private final @Nullable ClientTokens tokens;
  private final AtomicLong changes = new AtomicLong();

  public RestService(String name, RestOptions options) {
    this.name = name;
    this.options = options;
    this.tokens =
        options.credentials() instanceof ClientCredentials client ? new ClientTokens(client) : null;
  }

  String name() {
    return name;
  }

  RestOptions options() {
    return options;
  }

  @Nullable ClientTokens tokens() {
    return tokens;
  }

  /** Something is changed through us: what is being read right now may not show it. */
  void changed() {
    changes.incrementAndGet();
  }

  /** Grows with each change. */
  long changes() {
    return changes.get();
  }
}
