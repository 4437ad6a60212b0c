package dev.tributary.upstream;

import dev.tributary.execute.ConcurrencyLimit;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to a service.
 *
 * @param target path and query
 * @param headers must not be changed afterwards, and neither must the body
 * @param rank how it stands beside others when the service has a limit
 */
record ServiceRequest(
    HttpMethod method,
    String target,
    MultiMap headers,
    @Nullable Buffer body,
    Effect effect,
    ConcurrencyLimit.Rank rank) {

  /** One that is preferred to those that others know more of. */
  ServiceRequest(
      HttpMethod method, String target, MultiMap headers, @Nullable Buffer body, Effect effect) {
    this(method, target, headers, body, effect, ConcurrencyLimit.Rank.UNKNOWN);
  }

  /** The same with other header fields. */
  ServiceRequest with(MultiMap other) {
    return other == headers ? this : new ServiceRequest(method, target, other, body, effect, rank);
  }

  /** What sending it twice would do. */
  enum Effect {
    /** Nothing: it only reads. */
    NONE,
    /** Perhaps something twice. */
    SOME
  }
}
