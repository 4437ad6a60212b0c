package dev.tributary.policy;

import io.vertx.core.Future;
import java.util.Set;

/**
 * Says which policies hold for a request. Asked once per request at most, for all policies that its
 * operation names.
 *
 * <p>Called on the event loop of the request, which it must not keep; the future may complete on
 * any thread.
 */
@FunctionalInterface
public interface Policies {

  /** Nobody knows any policy, and what nobody knows does not hold. */
  Policies NONE = (asked, request) -> Future.succeededFuture(Set.of());

  /**
   * @param asked names of policies, as the schema has them
   * @return those that hold. What is left out, or unknown, does not; when the future fails, none do
   */
  Future<Set<String>> granted(Set<String> asked, PolicyRequest request);
}
