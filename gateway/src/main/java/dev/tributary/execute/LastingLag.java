package dev.tributary.execute;

import java.util.function.LongConsumer;

/**
 * How late one event loop has been all the time of late: the least of its last few samples, as
 * CoDel tells a queue that stands from one that comes and goes (RFC 8289, 3.2). A pause of the
 * garbage collector, classes that are loaded, a machine that slept: each makes one sample late, and
 * more to do than can be done makes all of them late.
 *
 * <p>Confined to its event loop.
 */
final class LastingLag implements LongConsumer {

  static final int SAMPLES = 3;

  private final LongConsumer told;
  private final long[] last = new long[SAMPLES];
  private int next;

  /**
   * @param told how late the loop has been in all samples, with each
   */
  LastingLag(LongConsumer told) {
    this.told = told;
  }

  @Override
  public void accept(long nanos) {
    last[next] = nanos;
    next = (next + 1) % SAMPLES;
    long least = nanos;
    for (long one : last) {
      least = Math.min(least, one);
    }
    told.accept(least);
  }
}
