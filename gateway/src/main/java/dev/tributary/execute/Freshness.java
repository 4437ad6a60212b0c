package dev.tributary.execute;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the services that have a part in one answer say of how long it may be kept (RFC 9111): the
 * least of all. Those that say nothing leave it to the schema. Confined to the request's event
 * loop.
 */
public final class Freshness {

  private long seconds = Long.MAX_VALUE;
  private long clientSeconds = Long.MAX_VALUE;
  private boolean ofOneCaller;
  private final BitSet steps = new BitSet();
  private final Set<String> tags = new LinkedHashSet<>();

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

  /**
   * What was fetched for a step has these tags besides those of its service and types.
   *
   * @param step of the plan, by its id
   * @param named that it is invalidated by
   */
  public void tagged(int step, Collection<String> named) {
    steps.set(step);
    tags.addAll(named);
  }

  /** Whether it is known for these steps what their answers are invalidated by. */
  boolean isTagged(BitSet wanted) {
    BitSet missing = (BitSet) wanted.clone();
    missing.andNot(steps);
    return missing.isEmpty();
  }

  Set<String> tags() {
    return tags;
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
