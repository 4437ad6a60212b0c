package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Passes a body on as it comes, as fast as the other side takes it. Confined to an event loop.
 *
 * <p>Most bodies come in one piece, and their length was announced: such a one goes on together
 * with the head and the end, in one write. Several writes, and what a stream needs to be slowed
 * down, took a third of what it costs to pass a small answer on.
 */
final class BodyRelay {

  private final ReadStream<Buffer> from;
  private final WriteStream<Buffer> to;
  private final long length;
  private final Runnable ending;
  private final Promise<Void> passed = Promise.promise();
  private @Nullable Buffer whole;

  private BodyRelay(ReadStream<Buffer> from, WriteStream<Buffer> to, long length, Runnable ending) {
    this.from = from;
    this.to = to;
    this.length = length;
    this.ending = ending;
  }

  /**
   * Begins to.
   *
   * @param from flows, or will be resumed
   * @param to nothing has been written to it
   * @param length as it was announced; negative when it was not
   * @param ending run when all has come, before the other side is told so
   * @return completes when all has been taken, and fails when either side broke
   */
  static Future<Void> pass(
      ReadStream<Buffer> from, WriteStream<Buffer> to, long length, Runnable ending) {
    BodyRelay relay = new BodyRelay(from, to, length, ending);
    from.exceptionHandler(relay.passed::tryFail);
    from.endHandler(end -> relay.end());
    from.handler(relay::first);
    return relay.passed.future();
  }

  private void first(Buffer chunk) {
    Buffer before = whole;
    if (chunk.length() == length && before == null) {
      whole = chunk;
      return;
    }
    if (before != null) {
      whole = null;
      to.write(before).onFailure(passed::tryFail);
    }
    to.write(chunk).onFailure(passed::tryFail);
    from.pipe()
        .endOnComplete(false)
        .to(to)
        .onComplete(
            piped -> {
              if (piped.succeeded()) {
                end();
              } else {
                passed.tryFail(piped.cause());
              }
            });
  }

  private void end() {
    if (passed.future().isComplete()) {
      return;
    }
    ending.run();
    Buffer all = whole;
    (all == null ? to.end() : to.end(all))
        .onComplete(
            ended -> {
              if (ended.succeeded()) {
                passed.tryComplete();
              } else {
                passed.tryFail(ended.cause());
              }
            });
  }
}
