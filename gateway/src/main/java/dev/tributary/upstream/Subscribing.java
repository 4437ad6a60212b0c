package dev.tributary.upstream;

import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How subscriptions reach one service from one event loop: its instances, its addresses, its header
 * fields, its signatures are those of other calls. What is spoken to begin one is here; when it may
 * be begun, and where, is a {@link SubscriptionOpening}'s.
 */
final class Subscribing {

  private final ServiceClients clients;
  private final ServiceAddress address;
  private final ServiceOptions options;
  private final EventOptions events;
  private final AddressPolicy addresses;
  private final CallHeaders calls;
  private final ServiceFailures failures;

  Subscribing(
      ServiceClients clients,
      ServiceAddress address,
      ServiceOptions options,
      EventOptions events,
      AddressPolicy addresses,
      CallHeaders calls,
      ServiceFailures failures) {
    this.clients = clients;
    this.address = address;
    this.options = options;
    this.events = events;
    this.addresses = addresses;
    this.calls = calls;
    this.failures = failures;
  }

  /**
   * @param headers of the call
   * @param forwarded those of them that are not always the same: a name, then a value, for each
   * @param record is told which instance was asked, and how often
   */
  Future<Void> subscribe(
      MultiMap headers,
      List<String> forwarded,
      Buffer body,
      RequestScope scope,
      UpstreamCall record,
      EventReceiver receiver) {
    if (events.protocol() == EventOptions.Protocol.NONE) {
      return Future.failedFuture(
          new UpstreamFailure(
              UpstreamFailure.Code.SUBSCRIPTION_NOT_SUPPORTED,
              "The service \"" + failures.service() + "\" cannot be subscribed to."));
    }
    if (scope.isCancelled()) {
      return Future.failedFuture(failures.cancelled());
    }
    ServiceRequest request =
        new ServiceRequest(
            HttpMethod.POST,
            Objects.requireNonNullElse(events.path(), address.target()),
            headers,
            body,
            Effect.NONE,
            clients.rank(failures.service(), scope));
    Attempts attempts = clients.attempts(failures.service(), address, request);
    Subscribed asked =
        new Subscribed(
            request,
            forwarded,
            attempts.areInstances() ? addresses.withPrivateOnes() : addresses,
            scope,
            receiver);
    return new SubscriptionOpening(
            clients, attempts, request.rank(), options.timeout(), failures, record)
        .open(to -> attempt(to, asked), scope);
  }

  /**
   * What is to be subscribed to.
   *
   * @param allowed addresses that may be connected to
   */
  private record Subscribed(
      ServiceRequest request,
      List<String> forwarded,
      AddressPolicy allowed,
      RequestScope scope,
      EventReceiver receiver) {

    Buffer body() {
      return Objects.requireNonNull(request.body());
    }
  }

  /**
   * Connects, and asks.
   *
   * @return fails with an {@link UpstreamFailure} when asking another instance would not help
   */
  private Future<SubscriptionAttempt> attempt(RequestOptions to, Subscribed asked) {
    return switch (events.protocol()) {
      case WEBSOCKET -> overWebSocket(to, asked);
      case SSE -> overEvents(to, asked);
      case NONE -> throw new IllegalStateException("it was looked at before");
    };
  }

  private Future<SubscriptionAttempt> overWebSocket(RequestOptions to, Subscribed asked) {
    WebSocketConnectOptions connecting =
        new WebSocketConnectOptions()
            .setHost(to.getHost())
            .setPort(to.getPort())
            .setSsl(to.isSsl())
            .setURI(asked.request().target())
            .setAllowOriginHeader(false)
            .setTimeout(options.timeout().toMillis())
            .addSubProtocol(ServiceSubscription.SUBPROTOCOL);
    if (to.getServer() != null) {
      connecting.setServer(to.getServer());
    }
    connecting.setHeaders(calls.signed(upgrade(asked.request())).headers());
    return allowedServer(to, asked.allowed())
        .compose(
            server -> {
              if (server != null) {
                connecting.setServer(server);
              }
              return clients.sockets(options).connect(connecting);
            })
        .recover(cause -> Future.failedFuture(refused(cause)))
        .map(
            socket ->
                ServiceSubscription.begin(
                    clients.vertx(),
                    socket,
                    asked.body(),
                    asked.forwarded(),
                    options,
                    events,
                    failures,
                    asked.scope(),
                    asked.receiver()));
  }

  /** The handshake of a WebSocket (RFC 6455, 4.1) as the request that it is. */
  private static ServiceRequest upgrade(ServiceRequest request) {
    MultiMap headers =
        HttpHeaders.headers()
            .addAll(request.headers())
            .remove(HttpHeaders.CONTENT_TYPE)
            .remove(HttpHeaders.ACCEPT);
    return new ServiceRequest(HttpMethod.GET, request.target(), headers, null, Effect.NONE);
  }

  /** Whoever has looked at the request and says no would say so by any other instance. */
  private Throwable refused(Throwable cause) {
    return cause instanceof UpgradeRejectedException rejected && rejected.getStatus() < 500
        ? failures.httpError(rejected.getStatus(), "no upgrade to a WebSocket")
        : cause;
  }

  /**
   * The upgrade itself carries what a service is shown: so the address is looked at before it is
   * connected to, and that very one is.
   *
   * @return null to connect wherever the options say
   */
  private Future<@Nullable SocketAddress> allowedServer(RequestOptions to, AddressPolicy allowed) {
    if (allowed == AddressPolicy.ANY || to.getServer() != null) {
      return Future.succeededFuture(null);
    }
    return clients
        .vertx()
        .executeBlocking(() -> resolved(to.getHost(), to.getPort(), allowed), false)
        .compose(
            found ->
                found == null
                    ? Future.failedFuture(failures.notAllowed(to.getHost()))
                    : Future.succeededFuture(found));
  }

  private static @Nullable SocketAddress resolved(String host, int port, AddressPolicy allowed)
      throws UnknownHostException {
    for (InetAddress each : InetAddress.getAllByName(host)) {
      if (allowed.allows(each.getHostAddress())) {
        return SocketAddress.inetSocketAddress(port, each.getHostAddress());
      }
    }
    return null;
  }

  private Future<SubscriptionAttempt> overEvents(RequestOptions to, Subscribed asked) {
    ServiceClient client = clients.client(options.pool().forStreams());
    ServiceRequest request = asked.request();
    return client
        .request(
            to.setMethod(request.method())
                .setURI(request.target())
                .setConnectTimeout(options.timeout().toMillis()))
        .compose(
            http -> {
              if (!client.isAllowed(http.connection(), asked.allowed())) {
                http.connection().close();
                return Future.failedFuture(failures.notAllowed(http.connection().remoteAddress()));
              }
              return Future.succeededFuture(events(http, asked));
            });
  }

  private ServiceEvents events(HttpClientRequest http, Subscribed asked) {
    http.headers()
        .addAll(calls.signed(asked.request()).headers())
        .set(HttpHeaders.ACCEPT, "text/event-stream");
    return ServiceEvents.begin(
        http, asked.body(), options, failures, asked.scope(), asked.receiver());
  }
}
