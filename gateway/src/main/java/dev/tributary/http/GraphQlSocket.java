package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import dev.tributary.json.JsonText;
import dev.tributary.upstream.TextMessages;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that speaks {@code graphql-transport-ws} (the GraphQL over WebSocket Protocol of
 * the graphql-ws project), from its upgrade to its end. Confined to its event loop.
 *
 * <p>What a client is sent and does not read keeps further messages of its own from being read, and
 * before long closes the socket: nothing here grows with a client that does not listen.
 */
final class GraphQlSocket implements Unsent.Listener, OpenStreams.Draining {

  static final String SUBPROTOCOL = "graphql-transport-ws";

  static final short GOING_AWAY = 1001;
  private static final short NORMAL = 1000;
  private static final short POLICY = 1008;
  private static final short TOO_LARGE = 1009;
  private static final short TRY_AGAIN_LATER = 1013;
  private static final short BAD_REQUEST = 4400;
  private static final short UNAUTHORIZED = 4401;
  private static final short FORBIDDEN = 4403;
  private static final short INITIALISATION_TIMEOUT = 4408;
  private static final short SUBSCRIBER_EXISTS = 4409;
  private static final short TOO_MANY_INITIALISATIONS = 4429;

  /** What a close frame has room for (RFC 6455, 5.5). */
  private static final int LONGEST_REASON = 123;

  private enum Phase {
    OPEN,
    INITIALISING,
    ACKNOWLEDGED,
    DRAINING,
    CLOSED
  }

  private final ServerWebSocket socket;
  private final SocketScope scope;
  private final OpenStreams open;
  private final Runnable onClose;
  private final Runnable onGone;
  private final Map<String, SocketOperation> operations = new HashMap<>();
  private Phase phase = Phase.OPEN;
  private @Nullable StreamCaller caller;
  private long initialisation;
  private long beat;
  private boolean heard = true;
  private long idleSince = System.nanoTime();
  private final Unsent unsent;
  private final TextMessages messages;

  /**
   * @param open where it is known as long as it is
   * @param onClose told once, when it is over
   * @param onGone told once, when its connection is
   */
  GraphQlSocket(
      ServerWebSocket socket,
      SocketScope scope,
      OpenStreams open,
      Runnable onClose,
      Runnable onGone) {
    this.open = open;
    this.onGone = onGone;
    this.socket = socket;
    this.scope = scope;
    this.onClose = onClose;
    this.messages = new TextMessages(scope.options().streams().messageBytes(), this::received);
    this.unsent = new Unsent(scope.vertx(), scope.options().streams().stalled(), this);
  }

  void begin() {
    StreamOptions options = scope.options().streams();
    open.add(this);
    socket.closeHandler(closed -> closed());
    socket.shutdownHandler(
        due -> {
          // The client's closing it comes here as well.
          if (socket.closeStatusCode() == null) {
            drain();
          } else {
            close(NORMAL, "");
          }
        });
    socket.exceptionHandler(this::broken);
    socket.frameHandler(this::received);
    socket.pongHandler(pong -> heard = true);
    initialisation =
        scope
            .vertx()
            .setTimer(
                options.initialisation().toMillis(),
                due -> close(INITIALISATION_TIMEOUT, "Connection initialisation timeout"));
    beat = scope.vertx().setPeriodic(scope.options().beat().toMillis(), due -> beat());
  }

  private void broken(Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException wrong) {
      close((short) wrong.closeStatus().code(), wrong.closeStatus().reasonText());
    } else {
      close(POLICY, "The connection broke");
    }
  }

  private void received(WebSocketFrame frame) {
    heard = true;
    if (frame.isClose()) {
      close(NORMAL, "");
    } else if (phase != Phase.CLOSED
        && (frame.isText() || frame.isBinary() || frame.isContinuation())) {
      switch (messages.take(frame)) {
        case TAKEN -> {}
        case TOO_LARGE -> close(TOO_LARGE, "The message is too large");
        case MISPLACED -> close(BAD_REQUEST, "Invalid message: not text");
      }
    }
  }

  private void received(byte[] message) {
    switch (SocketMessage.read(message, scope.options().limits().jsonDepth())) {
      case SocketMessage.Invalid(String reason) -> close(BAD_REQUEST, reason);
      case SocketMessage.Ping() -> write("{\"type\":\"pong\"}");
      case SocketMessage.Pong() -> {}
      case SocketMessage.ConnectionInit(byte @Nullable [] payload) -> initialise(payload);
      case SocketMessage.Complete(String id) -> {
        SocketOperation operation = operations.get(id);
        if (operation != null) {
          operation.cancel();
        }
      }
      case SocketMessage.Subscribe(String id, byte[] payload) -> subscribe(id, payload);
    }
  }

  private void initialise(byte @Nullable [] payload) {
    if (phase != Phase.OPEN) {
      close(TOO_MANY_INITIALISATIONS, "Too many initialisation requests");
      return;
    }
    if (!scope.take(payload)) {
      close(BAD_REQUEST, "Invalid message: the payload's credentials are no header values");
      return;
    }
    phase = Phase.INITIALISING;
    StreamCaller known = scope.caller();
    caller = known;
    known.check(
        refusal -> {
          if (phase != Phase.INITIALISING) {
            return;
          }
          if (refusal != null) {
            scope.refused(refusal);
            refuse(refusal);
            return;
          }
          scope.vertx().cancelTimer(initialisation);
          phase = Phase.ACKNOWLEDGED;
          idleSince = System.nanoTime();
          write("{\"type\":\"connection_ack\"}");
        });
  }

  private void subscribe(String id, byte[] payload) {
    StreamCaller known = caller;
    if (phase == Phase.OPEN || phase == Phase.INITIALISING || known == null) {
      close(UNAUTHORIZED, "Unauthorized");
      return;
    }
    if (operations.containsKey(id)) {
      close(SUBSCRIBER_EXISTS, "Subscriber for " + id + " already exists");
      return;
    }
    if (phase == Phase.DRAINING) {
      error(id, new Refusal(Code.SHUTTING_DOWN, "The gateway ends what is open. Connect again."));
      return;
    }
    if (operations.size() >= scope.options().streams().operations()) {
      error(
          id,
          new Refusal(
              Code.TOO_MANY_OPERATIONS,
              "As many operations as may run on one connection do so already."));
      return;
    }
    SocketOperation operation = new SocketOperation(id, this, scope);
    operations.put(id, operation);
    known.check(
        refusal -> {
          if (refusal != null) {
            refuse(refusal);
          } else {
            begin(operation, scope.read(payload), known);
          }
        });
  }

  private static void begin(SocketOperation operation, RequestReading reading, StreamCaller known) {
    switch (reading) {
      case RequestReading.Valid(GraphQlRequest request) -> operation.begin(request, known);
      case RequestReading.Invalid(List<Refusal> refusals) -> operation.refuse(refusals);
      case RequestReading.Pending(Future<RequestReading> later) ->
          later.onSuccess(read -> begin(operation, read, known));
      case RequestReading.Batch batch -> throw new IllegalStateException("a payload is one object");
    }
  }

  /** Closes the socket of a caller who is not, or not any more, who they mean to be. */
  void refuse(Refusal refusal) {
    switch (refusal.code()) {
      case AUTHENTICATION_UNAVAILABLE -> close(TRY_AGAIN_LATER, refusal.code().name());
      case UNAUTHENTICATED -> close(UNAUTHORIZED, "Unauthorized");
      default -> close(FORBIDDEN, "Forbidden: " + refusal.code());
    }
  }

  /** Answers an operation, and perhaps not for the last time. */
  Future<Void> next(String id, Buffer response) {
    return write(
        "{\"id\":"
            + quoted(id)
            + ",\"type\":\"next\",\"payload\":"
            + response.toString(StandardCharsets.UTF_8)
            + "}");
  }

  void complete(String id) {
    write("{\"id\":" + quoted(id) + ",\"type\":\"complete\"}");
  }

  /**
   * @param errors a JSON list
   */
  void error(String id, byte[] errors) {
    write(
        "{\"id\":"
            + quoted(id)
            + ",\"type\":\"error\",\"payload\":"
            + new String(errors, StandardCharsets.UTF_8)
            + "}");
  }

  private void error(String id, Refusal refusal) {
    error(id, ErrorBody.errors(ErrorBody.of(List.of(refusal), "")));
  }

  private static String quoted(String id) {
    return new String(JsonText.quote(id), StandardCharsets.UTF_8);
  }

  /** An operation is over, whoever ended it. */
  void ended(SocketOperation operation) {
    operations.remove(operation.id(), operation);
    idleSince = System.nanoTime();
    if (phase == Phase.DRAINING && operations.isEmpty()) {
      close(GOING_AWAY, "Going away");
    }
  }

  /**
   * @return completes when it is with the client's network; never when the client does not read
   */
  private Future<Void> write(String message) {
    return phase == Phase.CLOSED || socket.isClosed()
        ? Future.succeededFuture()
        : unsent.add(socket.writeTextMessage(message), message.length());
  }

  /** Who does not read what is sent is not read either. */
  @Override
  public void full() {
    if (!socket.isClosed()) {
      socket.pause();
    }
  }

  @Override
  public void room() {
    if (!socket.isClosed()) {
      socket.resume();
    }
  }

  @Override
  public void stalled() {
    close(POLICY, "What was sent is not read");
  }

  private void beat() {
    StreamOptions options = scope.options().streams();
    if (!heard && unsent.isEmpty()) {
      close(GOING_AWAY, "No sign of life");
      return;
    }
    if (operations.isEmpty() && System.nanoTime() - idleSince > options.idle().toNanos()) {
      close(NORMAL, "Idle");
      return;
    }
    heard = false;
    if (!socket.isClosed()) {
      socket.writePing(Buffer.buffer());
    }
    StreamCaller known = caller;
    if (known != null && phase != Phase.INITIALISING) {
      known.check(
          refusal -> {
            // A server of tokens that cannot be reached takes nobody's away.
            if (refusal != null && refusal.code() != Code.AUTHENTICATION_UNAVAILABLE) {
              refuse(refusal);
            }
          });
    }
  }

  /** Takes no more operations, and ends when those that run have. */
  @Override
  public void drain() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.DRAINING;
    if (operations.isEmpty()) {
      close(GOING_AWAY, "Going away");
    } else {
      List.copyOf(operations.values()).forEach(SocketOperation::drain);
    }
  }

  private void close(short code, String reason) {
    if (phase == Phase.CLOSED) {
      return;
    }
    end();
    if (socket.isClosed()) {
      return;
    }
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    socket.resume();
    // As long as it is there, it is left to it to close the socket.
    socket.shutdownHandler(null);
    socket.close(
        code, utf8.length <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON / 4));
  }

  private void closed() {
    onGone.run();
    if (phase != Phase.CLOSED) {
      end();
    }
  }

  private void end() {
    phase = Phase.CLOSED;
    open.remove(this);
    scope.vertx().cancelTimer(initialisation);
    scope.vertx().cancelTimer(beat);
    unsent.end();
    List.copyOf(operations.values()).forEach(SocketOperation::cancel);
    onClose.run();
  }
}
