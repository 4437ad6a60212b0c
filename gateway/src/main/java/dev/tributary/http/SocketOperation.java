package dev.tributary.http;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Subscriber;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation that a WebSocket's client has begun. Whatever comes first ends it: its answer, the
 * client's {@code complete}, the time limit, the socket's end. Confined to the socket's event loop.
 */
final class SocketOperation implements Subscriber {

  private static final Logger log = LoggerFactory.getLogger(SocketOperation.class);

  /** The engine answers by itself at the deadline; a moment later it is given up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final String id;
  private final GraphQlSocket socket;
  private final SocketScope sockets;
  private @Nullable RequestScope scope;
  private @Nullable StreamCaller caller;
  private boolean subscribed;
  private boolean counted;
  private boolean over;
  private long timer;

  SocketOperation(String id, GraphQlSocket socket, SocketScope sockets) {
    this.id = id;
    this.socket = socket;
    this.sockets = sockets;
  }

  String id() {
    return id;
  }

  void begin(GraphQlRequest request, StreamCaller known) {
    if (over) {
      return;
    }
    caller = known;
    RequestScope running = sockets.operation(known);
    running.takesEvents(this);
    scope = running;
    counted = sockets.inFlight().enter();
    if (!counted) {
      refuse(List.of(Refusal.TOO_MANY_REQUESTS));
      return;
    }
    timer =
        sockets
            .vertx()
            .setTimer(
                sockets.options().limits().time().plus(GRACE).toMillis(), due -> timeIsUp(running));
    Future.succeededFuture()
        .compose(begun -> sockets.engine().answer(request, running))
        .onSuccess(answer -> answered(answer, running))
        .onFailure(
            bug -> {
              log.error("An operation of a WebSocket could not be answered", bug);
              refuse(List.of(Refusal.OUR_FAULT));
            });
  }

  private void answered(GraphQlAnswer answer, RequestScope running) {
    if (answer.outcome() == Outcome.SUBSCRIBED) {
      if (!over) {
        subscribed = true;
        release();
        running.record().ended(answer.outcome().status(), 0);
      }
      return;
    }
    if (end()) {
      Buffer body = answer.body();
      if (answer.outcome() == Outcome.EXECUTED) {
        socket.next(id, body);
        socket.complete(id);
      } else {
        socket.error(id, ErrorBody.errors(body));
      }
      running.record().ended(answer.outcome().status(), body.length());
      socket.ended(this);
    }
    answer.free();
  }

  private void timeIsUp(RequestScope running) {
    if (!over) {
      log.warn("An operation of a WebSocket was given up {} after its time limit", GRACE);
      refuse(List.of(Refusal.NOT_IN_TIME));
      running.cancel();
    }
  }

  /** Ends it with errors of ours. */
  void refuse(List<Refusal> refusals) {
    if (!end()) {
      return;
    }
    String told = "";
    if (scope != null) {
      refusals.forEach(refusal -> scope.record().error(refusal.code().name()));
      told = scope.record().told();
    }
    Buffer body = ErrorBody.of(refusals, told);
    socket.error(id, ErrorBody.errors(body));
    if (scope != null) {
      scope.record().ended(refusals.getFirst().code().status(), body.length());
    }
    socket.ended(this);
  }

  /** Nobody waits for it any more. */
  void cancel() {
    if (end()) {
      if (scope != null) {
        scope.record().gone();
        scope.cancel();
      }
      socket.ended(this);
    }
  }

  /**
   * The gateway is shutting down, or another configuration holds: what ends by itself may do so.
   */
  void drain() {
    RequestScope running = scope;
    if (subscribed && running != null) {
      refuse(
          List.of(
              new Refusal(Code.SHUTTING_DOWN, "The gateway ends what is open. Subscribe again.")));
      running.cancel();
    }
  }

  @Override
  public Future<@Nullable RequestScope> event() {
    StreamCaller known = caller;
    if (known == null || over) {
      return Future.succeededFuture(null);
    }
    Promise<@Nullable RequestScope> scopeOfEvent = Promise.promise();
    known.check(
        refusal -> {
          if (refusal != null) {
            socket.refuse(refusal);
          }
          scopeOfEvent.complete(refusal == null ? sockets.operation(known) : null);
        });
    return scopeOfEvent.future();
  }

  @Override
  public Future<Void> next(GraphQlAnswer answer, RequestScope event) {
    if (over) {
      answer.free();
      return Future.succeededFuture();
    }
    int length = answer.body().length();
    Future<Void> sent = socket.next(id, answer.body());
    answer.free();
    event.record().ended(answer.outcome().status(), length);
    return sent;
  }

  @Override
  public void completed() {
    if (end()) {
      socket.complete(id);
      socket.ended(this);
    }
  }

  @Override
  public void failed(GraphQlAnswer errors) {
    if (end()) {
      socket.error(id, ErrorBody.errors(errors.body()));
      socket.ended(this);
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    release();
    return true;
  }

  /** Nothing is waited for any more but events. */
  private void release() {
    sockets.vertx().cancelTimer(timer);
    if (counted) {
      counted = false;
      sockets.inFlight().leave();
    }
  }
}
