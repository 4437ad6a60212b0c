package dev.tributary.execute;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that answers of one thread are written to, one after another. An answer is the largest
 * thing that a request makes; a new array for each would be half of all that is allocated, and
 * would push everything else out of the processor's caches.
 *
 * <p>One that is never given back is collected like any other.
 */
final class SpareArrays {

  /** Bytes kept for each thread. */
  private static final int MOST_BYTES = 4 << 20;

  private static final FastThreadLocal<SpareArrays> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected SpareArrays initialValue() {
          return new SpareArrays(Thread.currentThread());
        }
      };

  private final Thread thread;
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private int bytes;

  private SpareArrays(Thread thread) {
    this.thread = thread;
  }

  /** Those of the current thread. */
  static SpareArrays ofThread() {
    return OF_THREAD.get();
  }

  /**
   * An array with anything in it.
   *
   * @param atLeast its length, unless there is a spare one: whoever writes to it lets it grow
   */
  byte[] take(int atLeast) {
    byte[] last = spare.pollLast();
    if (last == null) {
      return new byte[atLeast];
    }
    bytes -= last.length;
    return last;
  }

  /** What gives an array back when it is run first: nobody may read the array after that. */
  Runnable giving(byte[] array) {
    return new Giving(this, array);
  }

  private static final class Giving implements Runnable {
    private final SpareArrays to;
    private byte @Nullable [] array;

    Giving(SpareArrays to, byte[] array) {
      this.to = to;
      this.array = array;
    }

    @Override
    public void run() {
      byte[] given = array;
      // Given twice, it would be written to by two.
      array = null;
      if (given != null) {
        to.give(given);
      }
    }
  }

  /** From another thread, an array is let go. */
  private void give(byte[] array) {
    if (Thread.currentThread() == thread && array.length <= MOST_BYTES - bytes) {
      spare.addLast(array);
      bytes += array.length;
    }
  }
}
