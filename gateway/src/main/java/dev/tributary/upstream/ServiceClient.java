package dev.tributary.upstream;

import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections from one event loop to services. Confined to that loop: no locks, and an answer
 * arrives on the thread that asked.
 */
final class ServiceClient {

  private static final Logger log = LoggerFactory.getLogger(ServiceClient.class);

  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /** As much as is read at once: most answers come in one piece then, and are not copied. */
  private static final int CHUNK_BYTES = 64 * 1024;

  /** What is done to the bodies of answers. */
  enum Bodies {
    /** Compressed ones are asked for, and unpacked. */
    UNPACKED,
    AS_THEY_ARE
  }

  private final HttpClientAgent client;
  private final LongAdder connections;
  private final @Nullable ServiceTls tls;

  /** What is known of each open connection. */
  private final Map<HttpConnection, Known> open = new IdentityHashMap<>();

  /**
   * @param connections counts those that are open
   */
  ServiceClient(Vertx vertx, Pool pool, Bodies bodies, LongAdder connections) {
    this.connections = connections;
    HttpClientOptions options = clientOptions(pool, bodies);
    this.tls = pool.tls();
    this.client =
        vertx
            .httpClientBuilder()
            .with(tls == null ? options : tls.applyTo(options))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(pool.maxConnections())
                    .setHttp2MaxSize(1)
                    .setMaxWaitQueueSize(pool.maxWaiting()))
            .withConnectHandler(this::watch)
            .build();
    if (tls != null) {
      tls.follow(client, options);
    }
  }

  private void watch(HttpConnection connection) {
    connections.increment();
    open.put(connection, new Known());
    connection.closeHandler(
        closed -> {
          connections.decrement();
          open.remove(connection);
        });
    // Whoever has a request on the connection is told, and tells the operators.
    connection.exceptionHandler(broken -> log.debug("A connection to a service broke", broken));
  }

  private static HttpClientOptions clientOptions(Pool pool, Bodies bodies) {
    int keepAliveSeconds = (int) Math.max(1, pool.keepAlive().toSeconds());
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) pool.connectTimeout().toMillis())
            .setKeepAliveTimeout(keepAliveSeconds)
            .setHttp2KeepAliveTimeout(keepAliveSeconds)
            .setDecompressionSupported(bodies == Bodies.UNPACKED)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(CHUNK_BYTES)
            .setTcpNoDelay(true);
    return switch (pool.protocol()) {
      case HTTP_1_1 -> options;
      case HTTP_2 ->
          options
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setUseAlpn(true)
              .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
              .setHttp2ClearTextUpgrade(false);
    };
  }

  /** A connection's next request, waiting for a connection if need be. */
  Future<HttpClientRequest> request(RequestOptions options) {
    try {
      return client.request(options);
    } catch (IllegalStateException closed) {
      // While somebody was about to call again. Whoever waits for the answer is to be told.
      return Future.failedFuture(closed);
    }
  }

  void answered(HttpConnection connection) {
    Known known = open.get(connection);
    if (known != null) {
      known.answered = true;
    }
  }

  /**
   * Whether a connection has brought an answer. When such a one breaks before the next answer, the
   * service most likely closed it for being idle just as we wrote to it.
   */
  boolean hasAnswered(HttpConnection connection) {
    Known known = open.get(connection);
    return known != null && known.answered;
  }

  /** Whether a policy allows the address at a connection's other end: looked at once for each. */
  boolean isAllowed(HttpConnection connection, AddressPolicy policy) {
    if (policy == AddressPolicy.ANY) {
      return true;
    }
    Known known = open.get(connection);
    if (known != null && policy.equals(known.allowedBy)) {
      return true;
    }
    SocketAddress address = connection.remoteAddress();
    boolean allows = address != null && policy.allows(address.hostAddress());
    if (allows && known != null) {
      known.allowedBy = policy;
    }
    return allows;
  }

  Future<Void> close() {
    if (tls != null) {
      tls.leave(client);
    }
    return client.close();
  }

  private static final class Known {
    boolean answered;

    /** The policy that allowed its address last. */
    @Nullable AddressPolicy allowedBy;
  }
}
