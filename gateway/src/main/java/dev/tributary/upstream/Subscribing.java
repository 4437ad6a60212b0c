package dev.tributary.upstream;

import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How subscriptions reach one service from one event loop: its instances, its addresses, its header
 * fields are those of other calls.
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
   */
  Future<Void> subscribe(
      MultiMap headers,
      List<String> forwarded,
      Buffer body,
      RequestScope scope,
      EventReceiver receiver) {
    String target = Objects.requireNonNullElse(events.path(), address.target());
    ServiceRequest request =
        new ServiceRequest(HttpMethod.POST, target, headers, body, Effect.SOME);
    Attempts attempts = clients.attempts(failures.service(), address, request);
    RequestOptions to = attempts.next();
    if (to == null) {
      return Future.failedFuture(failures.unreachable("it has no instance that could be asked"));
    }
    AddressPolicy allowed = attempts.areInstances() ? addresses.withPrivateOnes() : addresses;
    Future<Void> begun =
        switch (events.protocol()) {
          case WEBSOCKET -> overWebSocket(to, request, forwarded, allowed, scope, receiver);
          case SSE -> overEvents(to, request, allowed, scope, receiver);
          case NONE -> {
            attempts.left();
            yield Future.failedFuture(
                new UpstreamFailure(
                    UpstreamFailure.Code.SUBSCRIPTION_NOT_SUPPORTED,
                    "The service \"" + failures.service() + "\" cannot be subscribed to."));
          }
        };
    return begun
        .onSuccess(asked -> attempts.answered(200))
        .onFailure(
            cause -> {
              if (cause instanceof UpstreamFailure failure) {
                attempts.failed(failure);
              } else {
                attempts.failed();
              }
            });
  }

  private Future<Void> overWebSocket(
      RequestOptions to,
      ServiceRequest request,
      List<String> forwarded,
      AddressPolicy allowed,
      RequestScope scope,
      EventReceiver receiver) {
    WebSocketConnectOptions connecting =
        new WebSocketConnectOptions()
            .setHost(to.getHost())
            .setPort(to.getPort())
            .setSsl(to.isSsl())
            .setURI(request.target())
            .setAllowOriginHeader(false)
            .setTimeout(options.timeout().toMillis())
            .addSubProtocol(ServiceSubscription.SUBPROTOCOL);
    if (to.getServer() != null) {
      connecting.setServer(to.getServer());
    }
    MultiMap headers =
        HttpHeaders.headers()
            .addAll(request.headers())
            .remove(HttpHeaders.CONTENT_TYPE)
            .remove(HttpHeaders.ACCEPT);
    connecting.setHeaders(headers);
    Buffer body = Objects.requireNonNull(request.body());
    return allowedServer(to, allowed)
        .compose(
            server -> {
              if (server != null) {
                connecting.setServer(server);
              }
              return clients.sockets(options).connect(connecting);
            })
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof UpstreamFailure ? cause : failures.unreachable(cause)))
        .compose(
            socket -> {
              if (scope.isCancelled()) {
                socket.close();
                return Future.failedFuture(failures.cancelled());
              }
              return ServiceSubscription.begin(
                  clients.vertx(),
                  socket,
                  body,
                  forwarded,
                  options,
                  events,
                  failures,
                  scope,
                  receiver);
            });
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
                    ? Future.failedFuture(
                        failures.unreachable("its address is not one that may be called"))
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

  private Future<Void> overEvents(
      RequestOptions to,
      ServiceRequest request,
      AddressPolicy allowed,
      RequestScope scope,
      EventReceiver receiver) {
    ServiceClient client = clients.client(options.pool().forStreams());
    Buffer body = Objects.requireNonNull(request.body());
    return client
        .request(
            to.setMethod(request.method())
                .setURI(request.target())
                .setConnectTimeout(options.timeout().toMillis()))
        .recover(cause -> Future.failedFuture(failures.unreachable(cause)))
        .compose(
            http -> {
              if (refuses(client, http, allowed)) {
                http.connection().close();
                return Future.failedFuture(
                    failures.unreachable("its address is not one that may be called"));
              }
              if (scope.isCancelled()) {
                http.reset();
                return Future.failedFuture(failures.cancelled());
              }
              http.headers()
                  .addAll(calls.signed(request).headers())
                  .set(HttpHeaders.ACCEPT, "text/event-stream");
              return ServiceEvents.begin(
                  clients.vertx(), http, body, options, failures, scope, receiver);
            });
  }

  private static boolean refuses(
      ServiceClient client, HttpClientRequest http, AddressPolicy allowed) {
    return allowed != AddressPolicy.ANY && !client.isAllowed(http.connection(), allowed);
  }
}
