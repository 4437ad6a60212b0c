package dev.tributary.execute;

import dev.tributary.cache.CacheKey;
import dev.tributary.cache.CachedAnswer;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of kept answers that are sent again and again, in memory outside the heap, from which
 * the system sends them as they are. From an array they are copied for each client first: of an
 * answer of 87 kB, that is a quarter of all that sending it takes.
 *
 * <p>An answer has to be asked for some times before it has such a body, so that the first copy
 * pays, and what is asked for once drives nothing out. Each thread has its own, and no other
 * touches them.
 *
 * <p>Memory is used for another body when nobody sends from it any more, which whoever was given it
 * has to say. Who never does leaves it to the garbage collector.
 */
final class SentBodies {

  private static final int MOST_BYTES = 8 << 20;
  private static final int OFTEN = 4;

  /** Answers that are counted, with bodies or without. */
  private static final int MOST_ANSWERS = 1_000;

  private static final ThreadLocal<SentBodies> OF_THREAD =
      ThreadLocal.withInitial(() -> new SentBodies(MOST_BYTES));

  private final int mostBytes;
  private final Thread thread = Thread.currentThread();

  /** The one that was asked for longest ago comes first. */
  private final LinkedHashMap<CacheKey, Asked> answers = new LinkedHashMap<>(64, 0.75f, true);

  private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();

  /** In bodies and in what is spare. */
  private int bytes;

  SentBodies(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Those of the current thread. */
  static SentBodies ofThread() {
    return OF_THREAD.get();
  }

  /**
   * A body to send.
   *
   * @param release what to run when it has been sent, or will not be: nobody may read it after that
   */
  record Body(Buffer buffer, Runnable release) {}

  /**
   * The body of an answer; null when it is not asked for so often.
   *
   * @param key what the answer is kept under
   * @param from where the body begins in the answer's bytes
   */
  @Nullable Body of(CacheKey key, CachedAnswer answer, int from) {
    Asked asked = answers.get(key);
    if (asked == null || asked.answer != answer) {
      Asked outdated = answers.put(key, new Asked(answer));
      if (outdated != null) {
        leave(outdated);
      } else if (answers.size() > MOST_ANSWERS) {
        leaveOldest();
      }
      return null;
    }
    Stored stored = asked.stored;
    if (stored == null) {
      if (++asked.times < OFTEN) {
        return null;
      }
      stored = store(answer.bytes(), from, asked);
      asked.stored = stored;
      if (stored == null) {
        asked.times = 0;
        return null;
      }
    }
    return new Body(stored.body, new Sending(stored));
  }

  private @Nullable Stored store(byte[] whole, int from, Asked asking) {
    int length = whole.length - from;
    ByteBuffer memory = take(length);
    while (memory == null && bytes + length > mostBytes) {
      if (!spare.isEmpty()) {
        bytes -= spare.removeFirst().capacity();
      } else if (answers.firstEntry().getValue() != asking) {
        leaveOldest();
        memory = take(length);
      } else {
        return null;
      }
    }
    if (memory == null) {
      memory = ByteBuffer.allocateDirect(length);
      bytes += length;
    }
    return new Stored(memory, memory.duplicate().put(whole, from, length).flip());
  }

  /** Spare memory that is not much too large. */
  private @Nullable ByteBuffer take(int length) {
    for (Iterator<ByteBuffer> each = spare.iterator(); each.hasNext(); ) {
      ByteBuffer memory = each.next();
      if (memory.capacity() >= length && memory.capacity() / 2 <= length) {
        each.remove();
        return memory;
      }
    }
    return null;
  }

  private void leaveOldest() {
    Asked oldest = answers.pollFirstEntry().getValue();
    leave(oldest);
  }

  private void leave(Asked one) {
    Stored stored = one.stored;
    if (stored != null) {
      bytes -= stored.memory.capacity();
      stored.left = true;
      give(stored);
    }
  }

  private void give(Stored stored) {
    if (stored.left && stored.sending == 0 && stored.memory.capacity() <= mostBytes - bytes) {
      spare.addLast(stored.memory);
      bytes += stored.memory.capacity();
    }
  }

  /** How often an answer is asked for. */
  private static final class Asked {
    private final CachedAnswer answer;
    private int times;
    private @Nullable Stored stored;

    Asked(CachedAnswer answer) {
      this.answer = answer;
    }
  }

  /** A body outside the heap, and how many times it is being sent now. */
  private static final class Stored {
    private final ByteBuffer memory;
    private final Buffer body;
    private int sending;
    private boolean left;

    Stored(ByteBuffer memory, ByteBuffer body) {
      this.memory = memory;
      this.body = BufferInternal.buffer(Unpooled.wrappedBuffer(body).asReadOnly());
    }
  }

  private final class Sending implements Runnable {
    private @Nullable Stored stored;

    Sending(Stored stored) {
      this.stored = stored;
      stored.sending++;
    }

    @Override
    public void run() {
      Stored sent = stored;
      // Said twice, it would be written to while somebody else sends it.
      stored = null;
      if (sent != null && Thread.currentThread() == thread) {
        sent.sending--;
        give(sent);
      }
    }
  }
}
