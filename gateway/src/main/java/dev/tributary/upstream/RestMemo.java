package dev.tributary.upstream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one client request has made: what reads the same is asked once. Confined to the
 * request's event loop.
 */
final class RestMemo {

  /**
   * What makes two calls the same.
   *
   * @param headers names and values in turn, in the order sent
   */
  record Key(
      String source,
      HttpMethod method,
      ServiceAddress address,
      List<String> headers,
      @Nullable Buffer body) {}

  private final Map<Key, Future<RestResponse>> responses = new HashMap<>();
  private final Map<String, Integer> calls = new HashMap<>();

  Future<RestResponse> share(Key key, Supplier<Future<RestResponse>> call) {
    Future<RestResponse> known = responses.get(key);
    if (known == null) {
      known = call.get();
      responses.put(key, known);
    }
    return known;
  }

  /** After a change, what was read before may no longer hold. */
  void forget(String source) {
    responses.keySet().removeIf(key -> key.source().equals(source));
  }

  /** How many calls to the source there are, this one included. */
  int count(String source) {
    return calls.merge(source, 1, Integer::sum);
  }
}
