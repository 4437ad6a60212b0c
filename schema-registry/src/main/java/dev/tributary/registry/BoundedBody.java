package dev.tributary.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * Reads a request's body up to a size. All of this runs on the request's event loop.
 *
 * <p>What is over the size is read and thrown away for a while: a client that is cut off while it
 * sends may never see the answer that tells it why.
 */
final class BoundedBody {

  /** Thrown away at most so many times the size, before the client is cut off after all. */
  private static final int PATIENCE = 16;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final Promise<Optional<Buffer>> promise = Promise.promise();
  private Buffer body = Buffer.buffer();
  private long seen;

  private BoundedBody(HttpServerRequest request, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
  }

  /** The body, or empty as soon as it is known to be over the size. The request must be paused. */
  static Future<Optional<Buffer>> read(HttpServerRequest request, int maxBytes) {
    BoundedBody reading = new BoundedBody(request, maxBytes);
    if (declaredLength(request) > maxBytes) {
      reading.promise.complete(Optional.empty());
    } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    reading.begin();
    return reading.promise.future();
  }

  /** Throws a body away that nobody is going to read. The request must be paused. */
  static void discard(HttpServerRequest request, int maxBytes) {
    BoundedBody reading = new BoundedBody(request, maxBytes);
    reading.promise.complete(Optional.empty());
    reading.begin();
  }

  private void begin() {
    request.handler(this::add);
    request.endHandler(end -> promise.tryComplete(Optional.of(body)));
    request.exceptionHandler(promise::tryFail);
    request.resume();
  }

  private void add(Buffer part) {
    seen += part.length();
    if (seen <= maxBytes && !promise.future().isComplete()) {
      body.appendBuffer(part);
    } else {
      body = Buffer.buffer();
      promise.tryComplete(Optional.empty());
      if (seen > (long) PATIENCE * maxBytes) {
        cutOff();
      }
    }
  }

  /** Over HTTP/2 other requests share the connection. */
  private void cutOff() {
    request.handler(null);
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      // Netty has refused what is no number; this one is longer than a long.
      return Long.MAX_VALUE;
    }
  }
}
