package dev.tributary.http;

import dev.tributary.http.Origins.Admission;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns requests into WebSockets, or refuses to. Safe to share between event loops. */
final class SocketHandler {

  private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);

  private static final String PROTOCOLS = "sec-websocket-protocol";

  private final SocketScope.Parts parts;
  private final ConnectionGuard guard;
  private final Origins origins;
  private final OpenStreams own;

  /**
   * @param own where the WebSockets of this configuration are known
   */
  SocketHandler(SocketScope.Parts parts, ConnectionGuard guard, OpenStreams own) {
    this.parts = parts;
    this.guard = guard;
    this.own = own;
    this.origins = new Origins(parts.options().cors());
  }

  /** Whether a GET request is meant to become a WebSocket. */
  static boolean isUpgrade(HttpServerRequest request) {
    String upgrade = request.headers().get(HttpHeaders.UPGRADE);
    return upgrade != null && upgrade.equalsIgnoreCase("websocket");
  }

  /**
   * @param refused told why it does not become one
   */
  void upgrade(HttpServerRequest request, Consumer<Refusal> refused) {
    Admission admission = origins.admission(request);
    @Nullable Refusal refusal = refusal(request, admission);
    if (refusal != null) {
      refused.accept(refusal);
      return;
    }
    SocketAddress peer = request.remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    if (!guard.webSockets().enter(address)) {
      refused.accept(
          new Refusal(Code.TOO_MANY_STREAMS, "There are too many WebSockets now. Use HTTP."));
      return;
    }
    HttpConnection connection = request.connection();
    guard.hold(connection);
    SocketScope scope = new SocketScope(parts, request, admission);
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                new GraphQlSocket(
                        socket,
                        scope,
                        own,
                        () -> left(connection, address),
                        () -> guard.closed(connection))
                    .begin())
        .onFailure(
            broken -> {
              log.debug("A WebSocket could not be opened", broken);
              left(connection, address);
            });
  }

  private @Nullable Refusal refusal(HttpServerRequest request, Admission admission) {
    if (admission == Admission.NONE) {
      return new Refusal(
          Code.ORIGIN_NOT_ALLOWED,
          "Pages of this origin may not connect. Name it in server.corsOrigins if they are to.");
    }
    boolean offered =
        request.headers().getAll(PROTOCOLS).stream()
            .flatMap(field -> Stream.of(field.split(",")))
            .anyMatch(protocol -> protocol.strip().equals(GraphQlSocket.SUBPROTOCOL));
    return offered
        ? null
        : new Refusal(
            Code.UNSUPPORTED_SUBPROTOCOL,
            "The subprotocol spoken here is " + GraphQlSocket.SUBPROTOCOL + ".");
  }

  private void left(HttpConnection connection, @Nullable String address) {
    guard.release(connection);
    guard.webSockets().leave(address);
  }

  /** All that are open, whatever configuration they were opened under. */
  int open() {
    return guard.webSockets().open();
  }
}
