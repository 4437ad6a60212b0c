package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.balance.Instances;
import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that holds, and those before on which something still runs. One that has given
 * way is closed as soon as nothing runs on it, and when its time is over.
 *
 * <p>Safe for use by many threads; {@link #hold} is called by one at a time.
 */
final class Generations {

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  /** How often it is looked whether something still runs. */
  private static final long LOOK_MILLIS = 500;

  /** What an event loop had begun to look at when the configuration changed has begun by then. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** However often the configuration changes. */
  private static final int MOST = 16;

  private final Lasting lasting;
  private volatile @Nullable Serving latest;

  /** Oldest first. */
  private final List<Past> past = new ArrayList<>();

  private long timer = -1;

  private record Past(Serving serving, long since) {
    boolean isOver(Duration most) {
      long age = System.nanoTime() - since;
      return age > most.toNanos() || (age > LEAST.toNanos() && serving.isIdle());
    }
  }

  Generations(Lasting lasting) {
    this.lasting = lasting;
  }

  /** What holds now. */
  Serving latest() {
    return requireNonNull(latest);
  }

  void begin(Serving first) {
    latest = first;
  }

  /**
   * This one holds from now on. Those before are told when requests do not come to them any more:
   * {@link #giveWay}.
   */
  void hold(Serving next) {
    latest = next;
  }

  /** No request comes to this one any more. */
  synchronized void giveWay(Serving before, Serving next) {
    before.giveWay(next);
    past.add(new Past(before, System.nanoTime()));
    if (timer < 0) {
      timer = lasting.vertx().setPeriodic(LOOK_MILLIS, due -> look());
    }
  }

  private synchronized void look() {
    Duration most = latest().config().server().handover();
    List<Past> over = new ArrayList<>(past.stream().filter(one -> one.isOver(most)).toList());
    for (Past one : past.subList(0, Math.max(0, past.size() - MOST))) {
      if (!over.contains(one)) {
        over.add(one);
      }
    }
    past.removeAll(over);
    if (!over.isEmpty()) {
      close(over.stream().map(Past::serving).toList());
    }
    if (past.isEmpty()) {
      lasting.vertx().cancelTimer(timer);
      timer = -1;
    }
  }

  private void close(List<Serving> over) {
    over.stream()
        .filter(serving -> !serving.isIdle())
        .forEach(
            serving ->
                LOG.warn(
                    "What began under an earlier configuration and goes on is left to itself"));
    Set<Pool> pools = new HashSet<>();
    Set<Instances> instances = Collections.newSetFromMap(new IdentityHashMap<>());
    past.forEach(one -> one.serving.reach().addTo(pools, instances));
    latest().reach().addTo(pools, instances);
    lasting
        .connections()
        .keep(pools, instances)
        .eventually(() -> Future.join(over.stream().map(Serving::close).toList()))
        .onFailure(e -> LOG.warn("What an earlier configuration held could not be closed", e));
  }

  /** How many there are on which something still runs, or may. */
  synchronized int past() {
    return past.size();
  }

  /** Subscriptions that run. */
  synchronized int subscriptions() {
    return latest().engine().subscriptions()
        + past.stream().mapToInt(one -> one.serving.engine().subscriptions()).sum();
  }

  /** Breaks off what is in flight, and lets go of everything. */
  synchronized Future<Void> close() {
    lasting.vertx().cancelTimer(timer);
    List<Serving> all = new ArrayList<>(past.stream().map(Past::serving).toList());
    past.clear();
    Serving last = latest;
    if (last != null) {
      all.add(last);
    }
    return lasting
        .connections()
        .close()
        .eventually(() -> Future.join(all.stream().map(Serving::close).toList()));
  }
}
