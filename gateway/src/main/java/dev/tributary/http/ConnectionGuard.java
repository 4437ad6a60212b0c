package dev.tributary.http;

import dev.tributary.http.HttpOptions.FloodLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

  private volatile Limits limits;
  private final ConnectionCount count;
  private final ConnectionCount webSockets;
  private final ConnectionCount eventStreams;

  /** Those of one connection are touched by its event loop alone. */
  private final Map<HttpConnection, Set<EventStream>> streamsOf = new ConcurrentHashMap<>();

  private final Map<HttpConnection, Open> open = new ConcurrentHashMap<>();

  /**
   * An open connection.
   *
   * @param leaving what is done when it closes
   * @param holders who keep it though it is silent
   */
  private record Open(Runnable leaving, AtomicInteger holders) {}

  /**
   * @param idleNanos how long a connection may be silent: longer than a request may take and the
   *     connection is kept, it is not waiting for an answer
   */
  private record Limits(long headNanos, long idleNanos) {
    static Limits of(HttpOptions options) {
      FloodLimits floods = options.floods();
      return new Limits(floods.head().toNanos(), options.idle().toNanos());
    }
  }

  private ConnectionGuard(HttpOptions options) {
    FloodLimits floods = options.floods();
    StreamOptions streams = options.streams();
    this.limits = Limits.of(options);
    this.count = new ConnectionCount(floods.connections(), floods.connectionsPerAddress());
    this.webSockets = new ConnectionCount(streams.connections(), streams.connectionsPerAddress());
    this.eventStreams = new ConnectionCount(streams.connections(), streams.connectionsPerAddress());
  }

  /** For all servers that these options are for. */
  public static ConnectionGuard of(HttpOptions options) {
    return new ConnectionGuard(options);
  }

  /** From now on these limits hold; what is open stays so and counts. */
  public void limit(HttpOptions options) {
    FloodLimits floods = options.floods();
    StreamOptions streams = options.streams();
    limits = Limits.of(options);
    count.limit(floods.connections(), floods.connectionsPerAddress());
    webSockets.limit(streams.connections(), streams.connectionsPerAddress());
    eventStreams.limit(streams.connections(), streams.connectionsPerAddress());
  }

  /** All that are open. */
  ConnectionCount webSockets() {
    return webSockets;
  }

  /** All that are open. */
  ConnectionCount eventStreams() {
    return eventStreams;
  }

  /** The same by the connections they are on. */
  Map<HttpConnection, Set<EventStream>> streamsOf() {
    return streamsOf;
  }

  /** Begins to watch one server's connections, on the event loop that it is called on. */
  Loop begin(Vertx vertx) {
    Loop loop = new Loop();
    vertx.setPeriodic(SWEEP_MILLIS, due -> loop.sweep());
    return loop;
  }

  /** Keeps a connection that stays silent by design: its user watches it by other means. */
  void hold(HttpConnection connection) {
    Open known = open.get(connection);
    if (known != null) {
      known.holders.incrementAndGet();
    }
  }

  /**
   * A connection that was upgraded has closed: Vert.x does not tell who watched it before. To be
   * called on its event loop.
   */
  void closed(HttpConnection connection) {
    Open known = open.get(connection);
    if (known != null) {
      known.leaving.run();
    }
  }

  /** Ends what {@link #hold} began. */
  void release(HttpConnection connection) {
    Open known = open.get(connection);
    if (known != null) {
      known.holders.decrementAndGet();
    }
  }

  private boolean isHeld(HttpConnection connection) {
    Open known = open.get(connection);
    return known != null && known.holders.get() > 0;
  }

  /** The connections of one event loop. Confined to it. */
  final class Loop {
    private final Map<HttpConnection, Watched> connections = new IdentityHashMap<>();

    private static final class Watched {
      private long since = System.nanoTime();
      private boolean used;

      /** Whether a head has arrived since the last sweep. */
      private boolean busy;
    }

    /** A client has connected: it may stay, or is turned away. */
    void opened(HttpConnection connection) {
      SocketAddress peer = connection.remoteAddress();
      String address = peer == null ? null : peer.hostAddress();
      if (!count.enter(address)) {
        connection.close();
        return;
      }
      connections.put(connection, new Watched());
      Runnable leaving =
          () -> {
            if (connections.remove(connection) != null) {
              count.leave(address);
              open.remove(connection);
            }
          };
      open.put(connection, new Open(leaving, new AtomicInteger()));
      connection.closeHandler(closed -> leaving.run());
    }

    /** A whole head has arrived. */
    void used(HttpConnection connection) {
      Watched watched = connections.get(connection);
      if (watched != null) {
        // When exactly does not matter, and to ask would cost each request something.
        watched.used = true;
        watched.busy = true;
      }
    }

    private void sweep() {
      long now = System.nanoTime();
      Limits most = limits;
      // A closed one leaves the map while it is walked.
      for (Map.Entry<HttpConnection, Watched> each : List.copyOf(connections.entrySet())) {
        Watched watched = each.getValue();
        long silent = now - watched.since;
        if (watched.busy || isHeld(each.getKey())) {
          // It is silent from when it is held no more.
          watched.since = now;
          watched.busy = false;
        } else if (silent > (watched.used ? most.idleNanos : most.headNanos)) {
          each.getKey().close();
        }
      }
    }
  }
}
