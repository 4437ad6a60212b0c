package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends serving without dropping a request.
 *
 * <p>First readiness is withdrawn, so that load balancers stop sending; after the notice no
 * connection is accepted, idle ones are closed, and requests in flight have until the limit.
 *
 * <p>Safe to use from any thread.
 */
public final class Drain {

  private final Vertx vertx;
  private volatile boolean begun;

  public Drain(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Whether draining has begun: not ready for new requests. */
  public boolean hasBegun() {
    return begun;
  }

  /**
   * @param notice how long requests are still taken after readiness was withdrawn; may be zero
   * @param limit what requests in flight may still take, in whole milliseconds
   * @return completes when all connections are closed
   */
  public Future<Void> begin(List<HttpServer> servers, Duration notice, Duration limit) {
    begun = true;
    Future<?> noticed =
        notice.isZero()
            ? Future.succeededFuture()
            : vertx.timer(notice.toMillis(), TimeUnit.MILLISECONDS);
    return noticed.compose(
        over ->
            Future.join(servers.stream().map(server -> server.shutdown(limit)).toList())
                .mapEmpty());
  }
}
