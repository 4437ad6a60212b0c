package dev.tributary.upstream;

import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.json.MalformedJsonException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscription at a service, over a WebSocket of its own in the protocol {@code
 * graphql-transport-ws}: what one caller is told is never on another's connection. Confined to the
 * event loop of its request.
 */
final class ServiceSubscription implements SubscriptionAttempt {

  static final String SUBPROTOCOL = "graphql-transport-ws";

  private static final int DEEPEST = 1024;

  /** What the protocol closes with when it is the client's doing: 4400, 4401, 4403 and so on. */
  private static final int REFUSED_FROM = 4400;

  private static final int REFUSED_TO = 4500;

  private final Vertx vertx;
  private final WebSocket socket;
  private final Buffer body;
  private final ServiceFailures failures;
  private final EventReceiver receiver;
  private final Promise<Void> accepted = Promise.promise();
  private final TextMessages messages;
  private final int mostBytes;
  private final long beat;
  private boolean heard = true;
  private boolean refused;
  private boolean over;

  private ServiceSubscription(
      Vertx vertx,
      WebSocket socket,
      Buffer body,
      ServiceOptions options,
      EventOptions events,
      ServiceFailures failures,
      EventReceiver receiver) {
    this.vertx = vertx;
    this.socket = socket;
    this.body = body;
    this.failures = failures;
    this.receiver = receiver;
    this.mostBytes = options.maxAnswerBytes();
    this.messages = new TextMessages(mostBytes, this::received);
    this.beat = vertx.setPeriodic(events.beat().toMillis(), due -> beat());
  }

  /**
   * Speaks the protocol on a socket that was just opened.
   *
   * @param body the GraphQL request as JSON
   * @param forwarded header fields, a name and a value for each: services that read them from
   *     {@code connection_init} find them there
   */
  static ServiceSubscription begin(
      Vertx vertx,
      WebSocket socket,
      Buffer body,
      List<String> forwarded,
      ServiceOptions options,
      EventOptions events,
      ServiceFailures failures,
      RequestScope scope,
      EventReceiver receiver) {
    ServiceSubscription subscription =
        new ServiceSubscription(vertx, socket, body, options, events, failures, receiver);
    subscription.listen();
    scope.onCancel(subscription::cancel);
    subscription.write(initialisation(forwarded));
    return subscription;
  }

  @Override
  public Future<Void> accepted() {
    return accepted.future();
  }

  @Override
  public boolean isRefused() {
    return refused;
  }

  @Override
  public void giveUp(UpstreamFailure failure) {
    fail(failure);
  }

  private static String initialisation(List<String> forwarded) {
    JsonWriter out = new JsonWriter(256);
    out.write("{\"type\":\"connection_init\",\"payload\":{".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < forwarded.size(); i += 2) {
      if (i > 0) {
        out.write(',');
      }
      out.string(forwarded.get(i));
      out.write(':');
      out.string(forwarded.get(i + 1));
    }
    out.write("}}".getBytes(StandardCharsets.US_ASCII));
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  private void listen() {
    socket.frameHandler(this::received);
    socket.pongHandler(pong -> heard = true);
    socket.exceptionHandler(this::broken);
    socket.closeHandler(closed -> closed());
  }

  /** What was to end is not to be reported. */
  private void closed() {
    if (!over) {
      Short code = socket.closeStatusCode();
      refused = code != null && code >= REFUSED_FROM && code < REFUSED_TO;
      fail(failures.broken("the connection was closed with " + code));
    }
  }

  private void broken(Throwable cause) {
    if (!over) {
      fail(failures.broken(cause));
    }
  }

  private void beat() {
    if (!heard) {
      fail(failures.broken("no sign of life"));
      return;
    }
    heard = false;
    if (!socket.isClosed()) {
      socket.writePing(Buffer.buffer());
    }
  }

  private void received(WebSocketFrame frame) {
    heard = true;
    if (!over && (frame.isText() || frame.isBinary() || frame.isContinuation())) {
      switch (messages.take(frame)) {
        case TAKEN -> {}
        case TOO_LARGE -> fail(failures.tooLarge(mostBytes));
        case MISPLACED -> fail(failures.invalid("a message that is not text", frame.type()));
      }
    }
  }

  private void received(byte[] bytes) {
    try {
      received(new JsonReader(bytes, 0, bytes.length, DEEPEST));
    } catch (MalformedJsonException e) {
      fail(failures.invalid("a message that is not JSON", String.valueOf(e.getMessage())));
    }
  }

  private void received(JsonReader reader) {
    String type = "";
    @Nullable Buffer payload = null;
    JsonKind kind = JsonKind.NULL;
    reader.expect('{');
    if (!reader.take('}')) {
      do {
        reader.readKey();
        String name = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd());
        JsonKind value = reader.readValue();
        if (name.equals("type") && value == JsonKind.STRING) {
          type = JsonText.unquote(reader.bytes(), reader.valueStart(), reader.position());
        } else if (name.equals("payload")) {
          kind = value;
          payload =
              Buffer.buffer()
                  .appendBytes(
                      reader.bytes(), reader.valueStart(), reader.position() - reader.valueStart());
        }
      } while (reader.take(','));
      reader.expect('}');
    }
    reader.expectEnd();
    switch (type) {
      case "connection_ack" -> ask();
      case "ping" -> write("{\"type\":\"pong\"}");
      case "pong" -> {}
      case "next" -> {
        if (payload == null || kind != JsonKind.OBJECT) {
          fail(failures.invalid("an event that is no GraphQL response", type));
        } else {
          receiver.event(payload);
        }
      }
      case "error" -> {
        if (payload != null && kind == JsonKind.ARRAY) {
          receiver.event(
              Buffer.buffer("{\"data\":null,\"errors\":").appendBuffer(payload).appendString("}"));
        }
        fail(failures.broken("it answered with errors"));
      }
      case "complete" -> {
        if (end()) {
          receiver.completed();
          close();
        }
      }
      default -> fail(failures.invalid("a message of a type that is not known", type));
    }
  }

  private void ask() {
    if (accepted.future().isComplete()) {
      return;
    }
    write(
        "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":"
            + body.toString(StandardCharsets.UTF_8)
            + "}");
    accepted.complete();
  }

  /** Nobody wants to know any more. */
  private void cancel() {
    if (end()) {
      if (!accepted.tryFail(failures.cancelled())) {
        write("{\"id\":\"1\",\"type\":\"complete\"}");
      }
      close();
    }
  }

  private void fail(UpstreamFailure failure) {
    if (end()) {
      close();
      if (!accepted.tryFail(failure)) {
        receiver.failed(failure);
      }
    }
  }

  private void write(String message) {
    if (!socket.isClosed()) {
      socket.writeTextMessage(message);
    }
  }

  private void close() {
    if (!socket.isClosed()) {
      socket.close();
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(beat);
    return true;
  }
}
