package dev.tributary.upstream;

/**
 * How long an answer that was made of several may be kept: no longer, and by nobody else, than each
 * of them allows (RFC 9111, 5.2.2).
 */
final class CachePolicy {

  private long seconds = Long.MAX_VALUE;
  private boolean noStore;
  private boolean noCache;
  private boolean oneClient;

  /**
   * One more answer has gone into it.
   *
   * @param said what it says of being kept; one that says no time must not be
   * @param age how many seconds of its time are over
   */
  void meet(CacheDirectives said, long age) {
    noCache |= said.noCache();
    oneClient |= said.isPrivate();
    if (said.noStore() || said.clientSeconds() < 0) {
      noStore = true;
    } else {
      seconds = Math.min(seconds, Math.max(0, said.clientSeconds() - age));
    }
  }

  /** Something went into it of which nobody said that it may be kept. */
  void never() {
    noStore = true;
  }

  /** It is for the client who asked, and not for caches that others use. */
  void keepToOneClient() {
    oneClient = true;
  }

  /** The value of {@code Cache-Control}. */
  @Override
  public String toString() {
    if (noStore) {
      return "no-store";
    }
    return (oneClient ? "private, " : "public, ")
        + (noCache ? "no-cache, " : "")
        + "max-age="
        + seconds;
  }
}
