package dev.tributary.execute;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is found out while one answer is worked out of how it may be kept: what the services that
 * have a part in it say of how long (RFC 9111, RFC 5861), the least of all, where those that say
 * nothing leave it to schema and configuration; and what {@code @cacheTag} names their fetches.
 * Confined to the request's event loop.
 */
public final class Freshness {

  private long seconds = Long.MAX_VALUE;
  private long clientSeconds = Long.MAX_VALUE;
  private long staleSeconds = Long.MAX_VALUE;
  private boolean staleUnsaid;
  private boolean ofOneCaller;

  /** Why it must not be kept; null when nobody has said so. */
  private @Nullable String why;

  /** Null unless somebody wants to know. */
  private @Nullable Set<String> names;

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

  /**
   * A service's answer has gone into it.
   *
   * @param more how many seconds after that it may be used while it is asked for anew; negative
   *     when nothing is said
   */
  public void meetStale(long more) {
    if (more < 0) {
      staleUnsaid = true;
    } else {
      staleSeconds = Math.min(staleSeconds, more);
    }
  }

  /** It is for the caller who was given it, and nobody else. */
  public void keepToOneCaller() {
    ofOneCaller = true;
  }

  /**
   * It must not be kept at all.
   *
   * @param reason one of few texts of ours
   */
  public void never(String reason) {
    why = reason;
    meet(0, 0);
    meetStale(0);
  }

  /** From now on it is noted what fetches are named by. */
  void wantNames() {
    names = new LinkedHashSet<>();
  }

  boolean wantsNames() {
    return names != null;
  }

  /**
   * A fetch is made.
   *
   * @param tags what it is named by; null when that cannot be told: then nobody could say that the
   *     answer does not hold any more
   */
  void named(@Nullable List<String> tags) {
    if (tags == null) {
      why = "@cacheTag without a value";
      meet(0, -1);
      meetStale(0);
    } else if (names != null) {
      names.addAll(tags);
    }
  }

  /** What the fetches are named by. */
  Set<String> names() {
    return names == null ? Set.of() : names;
  }

  /** Why it must not be kept; null when nobody has said so. */
  @Nullable String why() {
    return why;
  }

  boolean isOfOneCaller() {
    return ofOneCaller;
  }

  /** The seconds that it may be kept for, of {@code most}. */
  int seconds(int most) {
    return (int) Math.min(seconds, most);
  }

  /**
   * The seconds after these that it may be used while it is worked out anew.
   *
   * @param unsaid where a service does not say it, or none has a part in it
   */
  int staleSeconds(int unsaid) {
    long least = staleUnsaid ? Math.min(unsaid, staleSeconds) : staleSeconds;
    return (int) Math.min(Integer.MAX_VALUE, least == Long.MAX_VALUE ? unsaid : least);
  }

  /** The seconds that a client may keep it for by itself, of {@code most}. */
  int clientSeconds(int most) {
    return (int) Math.min(clientSeconds, most);
  }
}
