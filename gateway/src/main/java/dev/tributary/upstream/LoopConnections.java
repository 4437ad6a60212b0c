package dev.tributary.upstream;

import dev.tributary.balance.Balancer;
import dev.tributary.balance.Instances;
import dev.tributary.balance.RetryBudget;
import dev.tributary.execute.Deadlines;
import dev.tributary.telemetry.ServiceMeters;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceOptions.Pool;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, and what it has learnt of instances. Confined to it, but for
 * its end.
 *
 * <p>Services that are reached in the same way share a client, which keeps a pool of connections
 * for each host and port. So the connections outlive a supergraph, and a configuration: a new one
 * finds them warm.
 */
final class LoopConnections {

  /** Subscriptions are limited elsewhere. */
  private static final int MOST_SOCKETS = 100_000;

  private static final int SOCKET_CLOSING_SECONDS = 3;

  /** A tenth more calls at most. */
  private static final double RETRIES_PER_ANSWER = 0.1;

  private final Vertx vertx;
  private final Telemetry telemetry;
  private final Context context;
  private final Deadlines deadlines;

  /** Few: they come from configuration, not from supergraphs. */
  private final Map<Pool, ServiceClient> clients = new HashMap<>();

  /** Those that leave bodies as they are; few likewise. */
  private final Map<Pool, ServiceClient> streaming = new HashMap<>();

  private final Map<Sockets, WebSocketClient> sockets = new HashMap<>();

  /** As few as there are services with instances. */
  private final IdentityHashMap<Instances, Watched> balancers = new IdentityHashMap<>();

  /** As few as there are services. */
  private final Map<String, RetryBudget> retries = new HashMap<>();

  /**
   * What sockets have in common that one client opens.
   *
   * @param tls what its certificates were when it was made; null without any
   */
  private record Sockets(Pool pool, int mostBytes, @Nullable Object tls) {}

  /**
   * @param forget ends that its budget is measured
   */
  private record Watched(Balancer balancer, Runnable forget) {}

  /** To be made on the event loop. */
  LoopConnections(Vertx vertx, Telemetry telemetry) {
    this.vertx = vertx;
    this.telemetry = telemetry;
    this.context = vertx.getOrCreateContext();
    this.deadlines = new Deadlines(vertx);
  }

  Vertx vertx() {
    return vertx;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  ServiceClient client(Pool pool) {
    return clients.computeIfAbsent(
        pool,
        same ->
            new ServiceClient(vertx, same, ServiceClient.Bodies.UNPACKED, telemetry.connections()));
  }

  ServiceClient streaming(Pool pool) {
    return streaming.computeIfAbsent(
        pool,
        same ->
            new ServiceClient(
                vertx, same, ServiceClient.Bodies.AS_THEY_ARE, telemetry.connections()));
  }

  /** Opens WebSockets to services that are reached like this. */
  WebSocketClient sockets(ServiceOptions options) {
    ServiceTls tls = options.pool().tls();
    return sockets.computeIfAbsent(
        new Sockets(options.pool(), options.maxAnswerBytes(), tls == null ? null : tls.version()),
        missing -> {
          WebSocketClientOptions made =
              new WebSocketClientOptions()
                  .setMaxConnections(MOST_SOCKETS)
                  .setMaxFrameSize(options.maxAnswerBytes())
                  .setMaxMessageSize(options.maxAnswerBytes())
                  .setClosingTimeout(SOCKET_CLOSING_SECONDS)
                  .setTryUsePerFrameCompression(false)
                  .setTryUsePerMessageCompression(false);
          made.setConnectTimeout((int) options.pool().connectTimeout().toMillis());
          if (tls != null) {
            tls.applyTo(made);
          }
          return vertx.createWebSocketClient(made);
        });
  }

  /** Chooses among a service's instances. */
  Balancer balancer(String service, Instances instances) {
    return balancers
        .computeIfAbsent(
            instances,
            first -> {
              Balancer balancer = new Balancer(instances);
              return new Watched(
                  balancer, telemetry.service(service).watchRetries(balancer.retries()::left));
            })
        .balancer();
  }

  /** How often calls may be made again to a service without instances. */
  RetryBudget retries(String service, ServiceMeters meters) {
    return retries.computeIfAbsent(
        service,
        first -> {
          RetryBudget budget = new RetryBudget(RETRIES_PER_ANSWER);
          meters.watchRetries(budget::left);
          return budget;
        });
  }

  /** Closes what nobody uses any more, from any thread. */
  Future<Void> keep(Predicate<Pool> pools, Set<Instances> instances) {
    return onLoop(
        () -> {
          List<Future<?>> closing = new ArrayList<>();
          remove(clients, pools, closing);
          remove(streaming, pools, closing);
          sockets
              .entrySet()
              .removeIf(
                  one -> {
                    boolean over = !pools.test(one.getKey().pool);
                    if (over) {
                      closing.add(one.getValue().close());
                    }
                    return over;
                  });
          balancers
              .entrySet()
              .removeIf(
                  one -> {
                    boolean over = !instances.contains(one.getKey());
                    if (over) {
                      one.getValue().forget.run();
                    }
                    return over;
                  });
          return Future.join(closing).mapEmpty();
        });
  }

  private static void remove(
      Map<Pool, ServiceClient> from, Predicate<Pool> kept, List<Future<?>> closing) {
    from.entrySet()
        .removeIf(
            one -> {
              boolean over = !kept.test(one.getKey());
              if (over) {
                closing.add(one.getValue().close());
              }
              return over;
            });
  }

  private Future<Void> onLoop(Supplier<Future<Void>> task) {
    return Future.future(done -> context.runOnContext(turn -> task.get().onComplete(done)));
  }
}
