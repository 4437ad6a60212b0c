package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import dev.tributary.telemetry.UpstreamCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Makes calls, and tells of each in its request's record. */
record TracedCalls(Upstream upstream) implements Upstream {

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    UpstreamCall call = scope.record().calling(step.subgraph().service(), step.id());
    return upstream.send(step, body, scope).onComplete(result -> ended(call, result));
  }

  private static void ended(UpstreamCall call, AsyncResult<Buffer> result) {
    if (result.succeeded()) {
      call.answered(result.result().length());
    } else {
      call.failed(
          result.cause() instanceof UpstreamFailure failure
              ? failure.code().name()
              : UpstreamFailure.Code.UPSTREAM_UNREACHABLE.name());
    }
  }
}
