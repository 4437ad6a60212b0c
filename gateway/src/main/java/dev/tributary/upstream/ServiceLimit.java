package dev.tributary.upstream;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import dev.tributary.execute.RequestScope;
import dev.tributary.telemetry.ServiceMeters;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls to one service be under way at a time. The others wait: those of callers whom
 * somebody vouches for go first, and of these the cheapest. When too many wait, the last of them is
 * given up, at once and not when its time is over.
 *
 * <p>The limit is fixed, or follows the gradient of the service's latency: it falls when calls take
 * longer than they used to, which is when they wait for one another in the service.
 *
 * <p>Shared by all event loops; safe for use by many threads. Each call is begun and given up on
 * the event loop that it came from.
 */
final class ServiceLimit {

  /** How a call stands beside others. */
  record Rank(boolean vouchedFor, long cost) implements Comparable<Rank> {

    static final Rank UNKNOWN = new Rank(true, 0);

    private static final Comparator<Rank> BEST_FIRST =
        Comparator.comparing((Rank rank) -> !rank.vouchedFor).thenComparingLong(Rank::cost);

    static Rank of(RequestScope scope) {
      return new Rank(scope.caller().isAuthenticated(), scope.estimatedCost());
    }

    @Override
    public int compareTo(Rank other) {
      return BEST_FIRST.compare(this, other);
    }
  }

  private final Limit limit;
  private final int mostWaiting;

  /** The best first. Guarded by this, as all below. */
  private final TreeSet<Turn> waiting =
      new TreeSet<>(
          Comparator.comparing((Turn turn) -> turn.rank).thenComparingLong(turn -> turn.number));

  private int underWay;
  private long turns;

  ServiceLimit(LimitOptions options, ServiceMeters meters) {
    this.limit =
        options.isFixed()
            ? FixedLimit.of(options.most())
            : Gradient2Limit.newBuilder()
                .initialLimit(options.least())
                .minLimit(options.least())
                .maxConcurrency(options.most())
                .build();
    this.mostWaiting = options.waiting();
    meters.watchLimit(limit::getLimit, this::waiting);
  }

  private synchronized int waiting() {
    return waiting.size();
  }

  /**
   * One call, which must be {@linkplain Turn#end ended} in any case.
   *
   * @param begin makes the call; run when its turn comes
   * @param shed gives it up; run when others are preferred
   */
  Turn turn(Rank rank, Context context, Runnable begin, Runnable shed) {
    return new Turn(rank, context, begin, shed);
  }

  /** One call's place. What is not said otherwise is called on the call's event loop. */
  final class Turn {
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
    void enter() {
      Turn given;
      synchronized (ServiceLimit.this) {
        number = turns++;
        if (underWay < limit.getLimit()) {
          run();
          given = null;
        } else {
          waiting.add(this);
          given = waiting.size() > mostWaiting ? waiting.pollLast() : null;
        }
      }
      if (given == this) {
        shed.run();
      } else if (given != null) {
        given.context.runOnContext(other -> given.shed.run());
      } else if (running) {
        begin.run();
      }
    }

    /** With the lock. */
    private void run() {
      running = true;
      underWay++;
      beside = underWay;
      begun = System.nanoTime();
    }

    /** How long the call took says something of the service. */
    void measure() {
      measured = true;
    }

    /** The call is over, or need not be made any more. */
    void end() {
      List<Turn> next = List.of();
      synchronized (ServiceLimit.this) {
        if (ended) {
          return;
        }
        ended = true;
        if (!running) {
          waiting.remove(this);
          return;
        }
        underWay--;
        if (measured) {
          limit.onSample(begun, System.nanoTime() - begun, beside, false);
        }
        while (underWay < limit.getLimit() && !waiting.isEmpty()) {
          @Nullable Turn first = waiting.pollFirst();
          if (first == null) {
            break;
          }
          first.run();
          next = next.isEmpty() ? new ArrayList<>() : next;
          next.add(first);
        }
      }
      for (Turn turn : next) {
        turn.context.runOnContext(own -> turn.begin.run());
      }
    }
  }
}
