package dev.tributary.upstream;

import dev.tributary.upstream.ServiceCredentials.ClientCredentials;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A REST service as all event loops share it: how it is called, the gateway's tokens for it, what
 * is kept of its answers, and how often it was changed. Safe for use by many threads.
 */
public final class RestService {

  private final String name;
  private final RestOptions options;
  private final @Nullable ServiceAddress own;
  private final @Nullable ClientTokens tokens;
  private final @Nullable AnswerCache cache;
  private final AtomicLong changes = new AtomicLong();

  public RestService(String name, RestOptions options) {
    this(name, options, InstantSource.system());
  }

  /**
   * @param clock which answers' ages are told by
   */
  RestService(String name, RestOptions options, InstantSource clock) {
    this.name = name;
    this.options = options;
    String url = options.service().url();
    this.own = url == null ? null : ServiceAddress.parse(url);
    this.tokens =
        options.credentials() instanceof ClientCredentials client ? new ClientTokens(client) : null;
    this.cache =
        options.cacheBytes() == 0 || !options.service().propagation().mayShareAnswers()
            ? null
            : new AnswerCache(options.cacheBytes(), clock);
  }

  String name() {
    return name;
  }

  RestOptions options() {
    return options;
  }

  /** Which addresses a call may go to. */
  AddressPolicy addressesOf(ServiceAddress called) {
    // A connector can have a URL of its own beside the one that the operator has written.
    return own != null
            && own.host().equals(called.host())
            && own.port() == called.port()
            && own.tls() == called.tls()
        ? options.addresses().withPrivateOnes()
        : options.addresses();
  }

  @Nullable ClientTokens tokens() {
    return tokens;
  }

  /** Null when nothing is kept. */
  @Nullable AnswerCache cache() {
    return cache;
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
