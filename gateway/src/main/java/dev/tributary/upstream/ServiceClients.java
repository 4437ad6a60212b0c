package dev.tributary.upstream;

import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The HTTP clients of one event loop. Confined to it.
 *
 * <p>Services that are reached in the same way share a client, which keeps a pool of connections
 * for each host and port. So the connections outlive a supergraph: a new one finds them warm.
 */
public final class ServiceClients {

  /** Few: they come from configuration, not from supergraphs. */
  private final Map<Pool, ServiceClient> clients = new HashMap<>();

  private final Vertx vertx;

  public ServiceClients(Vertx vertx) {
    this.vertx = vertx;
  }

  Vertx vertx() {
    return vertx;
  }

  ServiceClient client(Pool pool) {
    return clients.computeIfAbsent(pool, same -> new ServiceClient(vertx, same));
  }

  /** Breaks off what is in flight. */
  Future<Void> close() {
    return Future.join(clients.values().stream().map(ServiceClient::close).toList()).mapEmpty();
  }
}
