package dev.tributary.upstream;

import dev.tributary.balance.Instances;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Connections to services, for as long as the process runs: several {@link Services}, one after the
 * other or beside each other, use the same ones. Safe to share between event loops, each of which
 * has its own.
 */
public final class ServiceConnections {

  private final Queue<LoopConnections> all = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<LoopConnections> ofLoop;

  /**
   * @param telemetry is told of every call
   */
  public ServiceConnections(Vertx vertx, Telemetry telemetry) {
    this.ofLoop =
        ThreadLocal.withInitial(
            () -> {
              LoopConnections connections = new LoopConnections(vertx, telemetry);
              all.add(connections);
              return connections;
            });
  }

  /** Those of the event loop that this is called on. */
  LoopConnections here() {
    return ofLoop.get();
  }

  /**
   * Closes the others. What is in flight on them is broken off.
   *
   * @param pools what tells how services are reached that are still called
   * @param instances of services that are still called
   */
  public Future<Void> keep(Set<Pool> pools, Set<Instances> instances) {
    Set<Pool> all = new HashSet<>(pools);
    pools.forEach(pool -> all.add(pool.forStreams()));
    return keep(all::contains, instances);
  }

  /** Closes all. What is in flight is broken off. */
  public Future<Void> close() {
    return keep(pool -> false, Set.of());
  }

  private Future<Void> keep(Predicate<Pool> pools, Set<Instances> instances) {
    return Future.join(all.stream().map(one -> one.keep(pools, instances)).toList()).mapEmpty();
  }
}
