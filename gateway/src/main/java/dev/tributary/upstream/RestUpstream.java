package dev.tributary.upstream;

import dev.tributary.connect.Connector;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.execute.Personal;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Operation;
import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches a REST service through its connectors, and answers as a GraphQL service would: what the
 * fields and representations of a call ask for becomes HTTP calls, and their answers are mapped
 * into the shape of the call's selection.
 *
 * <p>Calls of one client request that are the same are made once. A key that fails is null with an
 * error of its own, and leaves the others as they are.
 *
 * <p>An instance belongs to the event loop that it is used on.
 */
public final class RestUpstream implements Upstream {

  private final ConnectorExpansion expansion;
  private final ServiceFailures failures;
  private final CallHeaders headers;
  private final List<RestConnector> connectors = new ArrayList<>();

  /**
   * @param subgraph one of the expansion's virtual subgraphs
   */
  public RestUpstream(
      ServiceClients clients,
      ConnectorExpansion expansion,
      Subgraph subgraph,
      RestService service) {
    this.expansion = expansion;
    RestTransport transport = clients.transport(service);
    this.failures = transport.failures();
    this.headers = transport.headers();
    for (Connector connector : expansion.connectors().getOrDefault(subgraph.id(), List.of())) {
      connectors.add(new RestConnector(connector, transport));
    }
  }

  @Override
  public Personal personal(Subgraph subgraph, RequestScope scope) {
    return connectors.stream().anyMatch(RestConnector::isPersonal)
        ? Personal.UNTOLD
        : headers.dependOnCaller() ? new Personal.Values(headers.told(scope)) : Personal.NOTHING;
  }

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    if (scope.isCancelled()) {
      return Future.failedFuture(failures.cancelled());
    }
    if (scope.remainingNanos() <= 0) {
      return Future.failedFuture(failures.timeout());
    }
    Promise<Buffer> answer = Promise.promise();
    new RestStep(step, body, scope, connectors, expansion.supergraph(), failures)
        .run()
        .onComplete(
            ended -> {
              if (Vertx.currentContext() == scope.context()) {
                finish(ended, answer);
              } else {
                scope.context().runOnContext(same -> finish(ended, answer));
              }
            });
    if (step.kind() == Operation.Kind.QUERY) {
      scope.onCancel(() -> answer.tryFail(failures.cancelled()));
    }
    return answer.future();
  }

  private void finish(AsyncResult<Buffer> ended, Promise<Buffer> answer) {
    if (ended.succeeded()) {
      answer.tryComplete(ended.result());
    } else if (ended.cause() instanceof UpstreamFailure failure) {
      answer.tryFail(failure);
    } else {
      // A bug of ours: the caller gets an answer all the same.
      answer.tryFail(failures.invalid("something that could not be mapped", ended.cause()));
    }
  }
}
