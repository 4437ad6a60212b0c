package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.telemetry.UpstreamCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Makes calls, and tells of each in its request's record. */
record TracedCalls(Upstream upstream) implements Upstream {

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    UpstreamCall call = scope.record().calling(step.subgraph().service(), step.id());
    return upstream.send(step, body, scope).onComplete(result -> ended(call, result));
  }

  @Override
  public Personal personal(Subgraph subgraph, RequestScope scope) {
    return upstream.personal(subgraph, scope);
  }

  @Override
  public Future<Void> subscribe(
      FetchStep step, Buffer body, RequestScope scope, EventReceiver receiver) {
    UpstreamCall call = scope.record().calling(step.subgraph().service(), step.id());
    return upstream
        .subscribe(step, body, scope, receiver)
        .onComplete(result -> ended(call, result.succeeded() ? 0 : -1, result.cause()));
  }

  private static void ended(UpstreamCall call, AsyncResult<Buffer> result) {
    ended(call, result.succeeded() ? result.result().length() : -1, result.cause());
  }

  /**
   * @param length of the answer; negative when there is none, for the cause
   */
  private static void ended(UpstreamCall call, int length, @Nullable Throwable cause) {
    if (length >= 0) {
      call.answered(length);
    } else {
      call.failed(
          cause instanceof UpstreamFailure failure
              ? failure.code().name()
              : UpstreamFailure.Code.UPSTREAM_UNREACHABLE.name());
    }
  }
}
