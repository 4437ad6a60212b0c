package dev.tributary.execute;

/**
 * What the services that have a part in one answer say of how long it may be kept (RFC 9111): the
 * least of all. Those that say nothing leave it to the schema. Confined to the request's event
 * loop.
 */
public final class Freshness {

  private long seconds = Long.MAX_VALUE;
  private long clientSeconds = Long.MAX_VALUE;
  private boolean ofOneCaller;

  /**
   * A service's answer has gone into it.
   *
   * @param shared how many seconds it may still be kept for all; negative when nothing is said
   * @param client how many by a client for itself; negative when nothing is said
   */
  public void meet(long shared, long client) {
    if (shared >= 0) {
      seconds = Math.min(seconds, shared);
    }
    if (client >= 0) {
      clientSeconds = Math.min(clientSeconds, client);
    }
  }

  /** It is for the caller who was given it, and nobody else. */
  public void keepToOneCaller() {
    ofOneCaller = true;
  }

  /** It must not be kept at all. */
  public void never() {
    meet(0, 0);
  }

  boolean isOfOneCaller() {
    return ofOneCaller;
  }

  /** The seconds that it may be kept for, of {@code most}. */
  int seconds(int most) {
    return (int) Math.min(seconds, most);
  }

  /** The same for a client by itself. */
  int clientSeconds(int most) {
    return (int) Math.min(clientSeconds, most);
  }
}
