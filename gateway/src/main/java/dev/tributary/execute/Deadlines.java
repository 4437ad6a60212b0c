package dev.tributary.execute;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of one event loop's requests and calls. Confined to that loop.
 *
 * <p>Nearly every one ends long before its limit, and a timer of its own, made and cancelled, cost
 * three per cent of a whole request. Limits of the same length pass in the order in which they
 * began: so they stand in a queue, and one timer waits for its head.
 */
public final class Deadlines {

  /** Few: the lengths come from configuration. */
  private final Map<Duration, Line> lines = new HashMap<>();

  private final Vertx vertx;

  public Deadlines(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Those of the event loop that asks, made when it first does. */
  public static Supplier<Deadlines> ofLoops(Vertx vertx) {
    return ThreadLocal.withInitial(() -> new Deadlines(vertx))::get;
  }

  /**
   * Begins a limit.
   *
   * @param passed run when it passes before it is {@linkplain Deadline#cancel cancelled}, at most a
   *     millisecond or so late
   */
  public Deadline begin(Duration length, Runnable passed) {
    Line line = lines.get(length);
    if (line == null) {
      line = new Line(length);
      lines.put(length, line);
    }
    return line.begin(passed);
  }

  /** One limit. */
  public static final class Deadline {
    private final Line line;
    private final long atNanos;
    private final Runnable passed;
    private @Nullable Deadline before;
    private @Nullable Deadline after;
    private boolean waiting = true;

    private Deadline(Line line, long atNanos, Runnable passed) {
      this.line = line;
      this.atNanos = atNanos;
      this.passed = passed;
    }

    /** It no longer matters. Nothing is kept of it. */
    public void cancel() {
      if (waiting) {
        line.remove(this);
      }
    }
  }

  /** Limits of one length, the one that passes first at the head. */
  private final class Line {
    private final long nanos;
    private @Nullable Deadline head;
    private @Nullable Deadline tail;
    private boolean armed;

    Line(Duration length) {
      this.nanos = length.toNanos();
    }

    Deadline begin(Runnable passed) {
      Deadline last = new Deadline(this, System.nanoTime() + nanos, passed);
      Deadline before = tail;
      last.before = before;
      if (before == null) {
        head = last;
      } else {
        before.after = last;
      }
      tail = last;
      if (!armed) {
        arm(nanos);
      }
      return last;
    }

    void remove(Deadline one) {
      one.waiting = false;
      Deadline before = one.before;
      Deadline after = one.after;
      if (before == null) {
        head = after;
      } else {
        before.after = after;
      }
      if (after == null) {
        tail = before;
      } else {
        after.before = before;
      }
    }

    /** The timer is left alone when its deadline goes: it finds what to wait for when it fires. */
    private void arm(long left) {
      armed = true;
      vertx.setTimer(
          Math.max(1, TimeUnit.NANOSECONDS.toMillis(left + 999_999)), fired -> timeHasPassed());
    }

    private void timeHasPassed() {
      armed = false;
      long now = System.nanoTime();
      try {
        for (Deadline first = head; first != null && first.atNanos - now <= 0; first = head) {
          remove(first);
          first.passed.run();
        }
      } finally {
        // What one of them does wrong does not keep the others waiting.
        if (head != null && !armed) {
          arm(head.atNanos - now);
        }
      }
    }
  }
}
