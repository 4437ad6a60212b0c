package dev.tributary.http;

import dev.tributary.http.HttpOptions.FloodLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold a connection, and for how long without asking for anything. A client that sends a
 * request's head byte by byte looks busy to a limit on idle time, so what counts here is when the
 * last whole head arrived.
 *
 * <p>Counts are shared by all event loops; connections are watched by the loop they live on.
 */
public final class ConnectionGuard {

  /** Connections over the limits are looked for this often. */
  private static final long SWEEP_MILLIS = 500;

  private final FloodLimits limits;
  private final long idleNanos;
  private final AtomicInteger open = new AtomicInteger();

  /** As many as there are open connections at most. */
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * @param requestTime how long a request may take: a connection that is silent for longer than
   *     that and the time that it is kept is not waiting for an answer
   */
  private ConnectionGuard(FloodLimits limits, Duration requestTime) {
    this.limits = limits;
    this.idleNanos = requestTime.plus(limits.keepAlive()).toNanos();
  }

  /** For all servers that these options are for. */
  public static ConnectionGuard of(HttpOptions options) {
    return new ConnectionGuard(options.floods(), options.limits().time());
  }

  /** Begins to watch one server's connections, on the event loop that it is called on. */
  Loop begin(Vertx vertx) {
    Loop loop = new Loop();
    vertx.setPeriodic(SWEEP_MILLIS, due -> loop.sweep());
    return loop;
  }

  /** Counts one in, unless there are too many. */
  private boolean enter(@Nullable String address) {
    if (open.incrementAndGet() > limits.connections()) {
      open.decrementAndGet();
      return false;
    }
    if (address == null || limits.connectionsPerAddress() == 0) {
      return true;
    }
    boolean[] entered = {false};
    byAddress.compute(
        address,
        (same, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < limits.connectionsPerAddress();
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    if (!entered[0]) {
      open.decrementAndGet();
    }
    return entered[0];
  }

  private void leave(@Nullable String address) {
    open.decrementAndGet();
    if (address != null && limits.connectionsPerAddress() > 0) {
      byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  /** The connections of one event loop. Confined to it. */
  final class Loop {
    private final Map<HttpConnection, Watched> connections = new IdentityHashMap<>();

    private static final class Watched {
      private long since = System.nanoTime();
      private boolean used;
    }

    /** A client has connected: it may stay, or is turned away. */
    void opened(HttpConnection connection) {
      SocketAddress peer = connection.remoteAddress();
      String address = peer == null ? null : peer.hostAddress();
      if (!enter(address)) {
        connection.close();
        return;
      }
      connections.put(connection, new Watched());
      connection.closeHandler(
          closed -> {
            if (connections.remove(connection) != null) {
              leave(address);
            }
          });
    }

    /** A whole head has arrived. */
    void used(HttpConnection connection) {
      Watched watched = connections.get(connection);
      if (watched != null) {
        watched.since = System.nanoTime();
        watched.used = true;
      }
    }

    private void sweep() {
      long now = System.nanoTime();
      // A closed one leaves the map while it is walked.
      for (Map.Entry<HttpConnection, Watched> each : List.copyOf(connections.entrySet())) {
        long silent = now - each.getValue().since;
        if (silent > (each.getValue().used ? idleNanos : limits.head().toNanos())) {
          each.getKey().close();
        }
      }
    }
  }
}
