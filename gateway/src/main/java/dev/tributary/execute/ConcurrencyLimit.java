package dev.tributary.execute;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so much be under way at a time: calls to one service, or requests in this process. The rest
 * waits: what callers want whom somebody vouches for goes first, and of that the cheapest. When too
 * many wait, the last of them is given up, at once and not when its time is over.
 *
 * <p>The limit is fixed; or follows the gradient of a service's latency, and falls when calls take
 * longer than they used to, which is when they wait for one another in the service; or follows how
 * late event loops are.
 *
 * <p>Shared by all event loops; safe for use by many threads. Each call is begun and given up on
 * the event loop that it came from.
 */
public final class ConcurrencyLimit {

  /** How a call stands beside others. */
  public record Rank(boolean vouchedFor, long cost) implements Comparable<Rank> {

    public static final Rank UNKNOWN = new Rank(true, 0);

    private static final Comparator<Rank> BEST_FIRST =
        Comparator.comparing((Rank rank) -> !rank.vouchedFor).thenComparingLong(Rank::cost);

    public static Rank of(RequestScope scope) {
      return new Rank(scope.caller().isAuthenticated(), scope.estimatedCost());
    }

    @Override
    public int compareTo(Rank other) {
      return BEST_FIRST.compare(this, other);
    }
  }

  private final Limit limit;
  private final int mostWaiting;

  /** Changed without the lock as well: most come and go while nothing waits. */
  private final AtomicInteger underWay = new AtomicInteger();

  /** How much waits; written with the lock. */
  private volatile int queued;

  /** The best first. Guarded by this, as all below. */
  private final TreeSet<Turn> waiting =
      new TreeSet<>(
          Comparator.comparing((Turn turn) -> turn.rank).thenComparingLong(turn -> turn.number));

  private long turns;

  /** A limit that is fixed, or follows how long calls take. */
  public ConcurrencyLimit(LimitOptions options) {
    this(
        options.isFixed()
            ? FixedLimit.of(options.most())
            : Gradient2Limit.newBuilder()
                .initialLimit(options.least())
                .minLimit(options.least())
                .maxConcurrency(options.most())
                .build(),
        options.waiting());
  }

  ConcurrencyLimit(Limit limit, int mostWaiting) {
    this.limit = limit;
    this.mostWaiting = mostWaiting;
  }

  /** How much may be under way now. */
  public int now() {
    return limit.getLimit();
  }

  /** How much waits. */
  public int waiting() {
    return queued;
  }

  /** What the limit follows has been measured; where it follows what calls take, they tell it. */
  void sample(long nanos) {
    limit.onSample(System.nanoTime(), nanos, underWay.get(), false);
    // It may have grown.
    beginNext();
  }

  /** Counts one in if there is room at once; it must {@linkplain #leave() leave} then. */
  boolean enter() {
    return queued == 0 && take();
  }

  /** One that was counted in is over. */
  void leave() {
    underWay.decrementAndGet();
    beginNext();
  }

  private boolean take() {
    int now = underWay.get();
    while (now < limit.getLimit()) {
      int found = underWay.compareAndExchange(now, now + 1);
      if (found == now) {
        return true;
      }
      now = found;
    }
    return false;
  }

  private void beginNext() {
    if (queued > 0) {
      List<Turn> next;
      synchronized (this) {
        next = next();
      }
      begin(next);
    }
  }

  /** With the lock. */
  private List<Turn> next() {
    List<Turn> next = List.of();
    while (!waiting.isEmpty() && take()) {
      Turn first = Objects.requireNonNull(waiting.pollFirst());
      first.run();
      next = next.isEmpty() ? new ArrayList<>() : next;
      next.add(first);
    }
    queued = waiting.size();
    return next;
  }

  private static void begin(List<Turn> next) {
    for (Turn turn : next) {
      turn.context.runOnContext(own -> turn.begin.run());
    }
  }

  /**
   * One call, which must be {@linkplain Turn#end ended} in any case.
   *
   * @param begin makes the call; run when its turn comes
   * @param shed gives it up; run when others are preferred
   */
  public Turn turn(Rank rank, Context context, Runnable begin, Runnable shed) {
    return new Turn(rank, context, begin, shed);
  }

  /** One call's place. What is not said otherwise is called on the call's event loop. */
  public final class Turn {
    private final Rank rank;
    private final Context context;
    private final Runnable begin;
    private final Runnable shed;
    private long number;
    private long begun;
    private int beside;
    private boolean running;
    private boolean ended;
    private boolean measured;

    private Turn(Rank rank, Context context, Runnable begin, Runnable shed) {
      this.rank = rank;
      this.context = context;
      this.begin = begin;
      this.shed = shed;
    }

    /** Begins the call at once, or lets it wait, or gives it up. */
    public void enter() {
      boolean atOnce;
      List<Turn> next = List.of();
      Turn given = null;
      synchronized (ConcurrencyLimit.this) {
        number = turns++;
        atOnce = waiting.isEmpty() && take();
        if (atOnce) {
          run();
        } else {
          waiting.add(this);
          queued = waiting.size();
          // Whoever left before they could see that it waits has not looked for it.
          next = next();
          given = waiting.size() > mostWaiting ? waiting.pollLast() : null;
          queued = waiting.size();
        }
      }
      ConcurrencyLimit.begin(next);
      if (given == this) {
        shed.run();
      } else if (given != null) {
        Runnable other = given.shed;
        given.context.runOnContext(own -> other.run());
      } else if (atOnce) {
        begin.run();
      }
    }

    /** With the lock; it has been counted in. */
    private void run() {
      running = true;
      beside = underWay.get();
      begun = System.nanoTime();
    }

    /** How long the call took says something of the service. */
    public void measure() {
      measured = true;
    }

    /** Gives the call up if it still waits. */
    void leave() {
      boolean left;
      synchronized (ConcurrencyLimit.this) {
        left = !running && waiting.remove(this);
        queued = waiting.size();
      }
      if (left) {
        shed.run();
      }
    }

    /** The call is over, or need not be made any more. */
    public void end() {
      List<Turn> next;
      synchronized (ConcurrencyLimit.this) {
        if (ended) {
          return;
        }
        ended = true;
        if (!running) {
          waiting.remove(this);
          queued = waiting.size();
          return;
        }
        underWay.decrementAndGet();
        if (measured) {
          limit.onSample(begun, System.nanoTime() - begun, beside, false);
        }
        next = next();
      }
      ConcurrencyLimit.begin(next);
    }
  }
}
