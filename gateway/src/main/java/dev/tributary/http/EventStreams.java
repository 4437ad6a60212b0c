package dev.tributary.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The event streams that are opened under one configuration. Safe to share between event loops. */
final class EventStreams {

  static final String MEDIA_TYPE = "text/event-stream";

  private final ConnectionGuard guard;
  private final OpenStreams own;

  /**
   * @param own where those of this configuration are known
   */
  EventStreams(ConnectionGuard guard, OpenStreams own) {
    this.guard = guard;
    this.own = own;
  }

  /**
   * Whether a client wants events: of those who accept a GraphQL response as well nobody does.
   *
   * @param accept all values of the {@code Accept} field, none of which a response goes with
   */
  static boolean areAccepted(List<String> accept) {
    return accept.stream().anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(MEDIA_TYPE));
  }

  /** One answer to all of a request, in the form of a stream that ends at once. */
  static AnswerForm form() {
    AnswerForm response = ResponseMedia.GRAPHQL_RESPONSE.form();
    return (status, body) ->
        status == 200
            ? new AnswerForm.Sent(
                status, MEDIA_TYPE, EventStream.next(body).appendBuffer(EventStream.COMPLETE))
            : response.of(status, body);
  }

  /** Counts one in, unless there are too many. */
  boolean enter(EventStream stream, HttpServerRequest request) {
    if (!guard.eventStreams().enter(address(request))) {
      return false;
    }
    HttpConnection connection = request.connection();
    guard.hold(connection);
    Set<EventStream> same =
        guard.streamsOf().computeIfAbsent(connection, first -> ConcurrentHashMap.newKeySet());
    same.add(stream);
    own.add(stream);
    connection.shutdownHandler(due -> List.copyOf(same).forEach(EventStream::drain));
    return true;
  }

  void leave(EventStream stream, HttpServerRequest request) {
    own.remove(stream);
    guard
        .streamsOf()
        .computeIfPresent(
            request.connection(),
            (connection, same) -> {
              same.remove(stream);
              if (!same.isEmpty()) {
                return same;
              }
              connection.shutdownHandler(null);
              return null;
            });
    guard.release(request.connection());
    guard.eventStreams().leave(address(request));
  }

  private static @Nullable String address(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return peer == null ? null : peer.hostAddress();
  }

  /** All that are open, whatever configuration they were opened under. */
  int open() {
    return guard.eventStreams().open();
  }
}
