package dev.tributary.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body while it is passed on: not more of it than is allowed, and a copy of it where
 * one is wanted. Confined to the request's event loop.
 */
final class RequestStream implements ReadStream<Buffer> {

  private final HttpServerRequest request;
  private final long limit;
  private final Runnable tooLarge;
  private final Consumer<Throwable> broken;
  private long length;
  private int copyLimit;
  private @Nullable Buffer copy;

  /**
   * @param limit in bytes
   * @param tooLarge run once, when there is more
   * @param broken is told what is wrong with the body, or with its connection
   */
  RequestStream(
      HttpServerRequest request, long limit, Runnable tooLarge, Consumer<Throwable> broken) {
    this.broken = broken;
    this.request = request;
    this.limit = limit;
    this.tooLarge = tooLarge;
  }

  /** From now on a copy is kept, as long as it is not larger than this. */
  void keepCopy(int bytes) {
    copyLimit = bytes;
    copy = Buffer.buffer();
  }

  /** All that has come; null when it is more than was to be kept. */
  @Nullable Buffer copy() {
    return copy;
  }

  @Override
  public RequestStream handler(@Nullable Handler<Buffer> handler) {
    if (handler == null) {
      request.handler(null);
      return this;
    }
    request.handler(
        chunk -> {
          boolean fitted = length <= limit;
          length += chunk.length();
          if (length > limit) {
            copy = null;
            if (fitted) {
              tooLarge.run();
            }
            return;
          }
          if (copy != null) {
            copy = copy.length() + chunk.length() > copyLimit ? null : copy.appendBuffer(chunk);
          }
          handler.handle(chunk);
        });
    return this;
  }

  @Override
  public RequestStream pause() {
    request.pause();
    return this;
  }

  @Override
  public RequestStream resume() {
    request.resume();
    return this;
  }

  @Override
  public RequestStream fetch(long amount) {
    request.fetch(amount);
    return this;
  }

  @Override
  public RequestStream endHandler(@Nullable Handler<Void> handler) {
    request.endHandler(handler);
    return this;
  }

  @Override
  public RequestStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    request.exceptionHandler(
        handler == null
            ? null
            : cause -> {
              broken.accept(cause);
              handler.handle(cause);
            });
    return this;
  }
}
