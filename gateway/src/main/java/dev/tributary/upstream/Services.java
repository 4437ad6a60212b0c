package dev.tributary.upstream;

import dev.tributary.balance.Instances;
import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.Personal;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reaches every service, whatever its kind: asks once per event loop and subgraph how, and sends
 * each call that way.
 *
 * <p>Safe to share between event loops. What it hands out is not: each loop has its own {@link
 * ServiceClients} and upstreams, so that a call never leaves the loop of its request.
 */
public final class Services implements Upstream {

  /** Upstreams are cheap to make again, since the connections are kept elsewhere. */
  private static final int MOST_UPSTREAMS = 1000;

  private final BiFunction<Subgraph, ServiceClients, Upstream> reach;
  private final Queue<EventLoop> loops = new ConcurrentLinkedQueue<>();

  /** Null when others use the connections as well. */
  private final @Nullable ServiceConnections own;

  private final ThreadLocal<EventLoop> eventLoop;

  /**
   * @param reach makes the upstream of a subgraph, for use on one event loop
   */
  public Services(Vertx vertx, BiFunction<Subgraph, ServiceClients, Upstream> reach) {
    this(vertx, Telemetry.off(), Map.of(), Circuits.NONE, reach);
  }

  /**
   * @param telemetry is told of every call
   * @param instances of the services that have several, by name
   * @param circuits of the services that are spared when they fail
   * @param reach makes the upstream of a subgraph, for use on one event loop
   */
  public Services(
      Vertx vertx,
      Telemetry telemetry,
      Map<String, Instances> instances,
      Circuits circuits,
      BiFunction<Subgraph, ServiceClients, Upstream> reach) {
    this(vertx, telemetry, instances, circuits, Limits.NONE, reach);
  }

  /**
   * @param telemetry is told of every call
   * @param instances of the services that have several, by name
   * @param circuits of the services that are spared when they fail
   * @param limits of the services that are made so many calls at a time
   * @param reach makes the upstream of a subgraph, for use on one event loop
   */
  public Services(
      Vertx vertx,
      Telemetry telemetry,
      Map<String, Instances> instances,
      Circuits circuits,
      Limits limits,
      BiFunction<Subgraph, ServiceClients, Upstream> reach) {
    ServiceConnections connections = new ServiceConnections(vertx, telemetry);
    this.own = connections;
    this.reach = reach;
    this.eventLoop = loops(connections, instances, circuits, limits);
    instances.forEach(
        (service, known) ->
            telemetry.service(service).watchInstances(known::known, known::down, known::ejected));
  }

  /**
   * The same over connections that others use as well, before and after.
   *
   * @param connections are not closed with this
   */
  public Services(
      ServiceConnections connections,
      Map<String, Instances> instances,
      Circuits circuits,
      Limits limits,
      BiFunction<Subgraph, ServiceClients, Upstream> reach) {
    this.own = null;
    this.reach = reach;
    this.eventLoop = loops(connections, instances, circuits, limits);
  }

  private ThreadLocal<EventLoop> loops(
      ServiceConnections connections,
      Map<String, Instances> instances,
      Circuits circuits,
      Limits limits) {
    return ThreadLocal.withInitial(
        () -> {
          EventLoop loop =
              new EventLoop(new ServiceClients(connections.here(), instances, circuits, limits));
          loops.add(loop);
          return loop;
        });
  }

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    return eventLoop.get().upstream(step.subgraph()).send(step, body, scope);
  }

  @Override
  public Personal personal(Subgraph subgraph, RequestScope scope) {
    return eventLoop.get().upstream(subgraph).personal(subgraph, scope);
  }

  /**
   * Begins to pass a request on, from the event loop that this is called on.
   *
   * @param target path and query for the service
   * @param headers of the request: where equal keys go to one instance, they may be the key
   * @param body whether the request has one, or may have
   */
  public StreamedCall stream(
      StreamedService service, HttpMethod method, String target, MultiMap headers, boolean body) {
    return new StreamedCall(eventLoop.get().clients, service, method, target, headers, body);
  }

  /**
   * Sends a copy of a request to a service, once, and forgets the answer.
   *
   * @return completes when it is over; does not fail
   */
  public Future<Void> mirror(
      StreamedService service,
      HttpMethod method,
      String target,
      MultiMap headers,
      @Nullable Buffer body) {
    ServiceClients clients = eventLoop.get().clients;
    return ServiceExchange.begin(
            clients,
            service.address(),
            new ServiceRequest(method, target, headers, body, ServiceRequest.Effect.SOME),
            service.options(),
            AddressPolicy.ANY,
            clients.streaming(service).failures())
        .answer()
        .transform(over -> Future.succeededFuture());
  }

  @Override
  public Future<Void> subscribe(
      FetchStep step, Buffer body, RequestScope scope, EventReceiver receiver) {
    return eventLoop.get().upstream(step.subgraph()).subscribe(step, body, scope, receiver);
  }

  /**
   * Begins a time limit on the event loop that this is called on.
   *
   * @param passed run when it passes
   * @return ends it before, from the same event loop
   */
  public Runnable limit(Duration length, Runnable passed) {
    return eventLoop.get().clients.deadlines().begin(length, passed)::cancel;
  }

  /**
   * Lets go of everything that is kept for it. Where nobody else uses its connections, they are
   * closed, and what is in flight is broken off.
   */
  public Future<Void> close() {
    // A thread would hold what it has for as long as it lives.
    loops.forEach(loop -> loop.context.runOnContext(turn -> eventLoop.remove()));
    return own == null ? Future.succeededFuture() : own.close();
  }

  /** What one event loop uses. */
  private final class EventLoop {
    private final ServiceClients clients;
    private final Context context;

    /**
     * By identity: a new supergraph may describe the same subgraph anew, with other connectors,
     * while requests that began before still run on the old one.
     */
    private final Map<Subgraph, Upstream> upstreams = new IdentityHashMap<>();

    EventLoop(ServiceClients clients) {
      this.clients = clients;
      this.context = clients.vertx().getOrCreateContext();
    }

    Upstream upstream(Subgraph subgraph) {
      Upstream known = upstreams.get(subgraph);
      if (known != null) {
        return known;
      }
      if (upstreams.size() >= MOST_UPSTREAMS) {
        upstreams.clear();
      }
      Upstream made = reach.apply(subgraph, clients);
      upstreams.put(subgraph, made);
      return made;
    }
  }
}
