package dev.tributary.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The event streams that are open. Safe to share between event loops. */
final class EventStreams {

  static final String MEDIA_TYPE = "text/event-stream";

  private final ConnectionGuard guard;
  private final ConnectionCount count;

  /** As many as are counted; those of one connection are touched by its event loop alone. */
  private final Map<HttpConnection, Set<EventStream>> open = new ConcurrentHashMap<>();

  EventStreams(StreamOptions options, ConnectionGuard guard) {
    this.guard = guard;
    this.count = new ConnectionCount(options.connections(), options.connectionsPerAddress());
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
    if (!count.enter(address(request))) {
      return false;
    }
    HttpConnection connection = request.connection();
    guard.hold(connection);
    Set<EventStream> same =
        open.computeIfAbsent(connection, first -> ConcurrentHashMap.newKeySet());
    same.add(stream);
    connection.shutdownHandler(due -> List.copyOf(same).forEach(EventStream::drain));
    return true;
  }

  void leave(EventStream stream, HttpServerRequest request) {
    open.computeIfPresent(
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
    count.leave(address(request));
  }

  private static @Nullable String address(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return peer == null ? null : peer.hostAddress();
  }

  int open() {
    return count.open();
  }
}
