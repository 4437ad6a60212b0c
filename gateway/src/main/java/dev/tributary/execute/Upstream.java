package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Reaches services. One implementation dispatches on the kind of service. */
public interface Upstream {

  /**
   * Makes one upstream call. Called on the event loop of {@code scope}; the future completes there.
   *
   * <p>Implementations hold the service's own time limit and the scope's deadline, whichever comes
   * first, limit the size of the answer while receiving it, and give up outstanding queries (never
   * mutations) when the scope is cancelled.
   *
   * @param body the GraphQL request as JSON: {@code query}, perhaps {@code operationName} and
   *     {@code variables}. A service that is not GraphQL reads its arguments and representations
   *     from the variables and answers in GraphQL's form all the same
   * @return the answer's body as received, expected to be a GraphQL response; fails with {@link
   *     UpstreamFailure} only
   */
  Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope);

  /**
   * What of a request reaches a service besides the operation, in queries to a subgraph. Called on
   * the event loop of {@code scope}.
   */
  default Personal personal(Subgraph subgraph, RequestScope scope) {
    return Personal.UNTOLD;
  }

  /**
   * Begins a subscription at a service. Called on the event loop of {@code scope}; everything is
   * told there. It lasts until the service ends it or the scope is cancelled, whatever the scope's
   * deadline.
   *
   * @param body the GraphQL request as JSON
   * @param receiver told of events once the future has completed, and perhaps before
   * @return completes when the service has been asked; fails with {@link UpstreamFailure} only
   */
  default Future<Void> subscribe(
      FetchStep step, Buffer body, RequestScope scope, EventReceiver receiver) {
    return Future.failedFuture(
        new UpstreamFailure(
            UpstreamFailure.Code.SUBSCRIPTION_NOT_SUPPORTED,
            "The service \"" + step.subgraph().service() + "\" cannot be subscribed to."));
  }
}
