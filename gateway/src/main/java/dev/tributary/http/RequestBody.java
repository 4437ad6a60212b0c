package dev.tributary.http;

import dev.tributary.http.Refusal.Code;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Receives one request's body up to a limit. Confined to the request's event loop.
 *
 * <p>At most one of the two consumers is called, once.
 */
final class RequestBody {

  /** Announced bytes are believed up to here; beyond, memory follows what really comes. */
  private static final int MOST_AT_ONCE = 16 * 1024;

  /** What a refused body may still send before its connection is closed. */
  private static final long LINGER_BYTES = 16L * 1024 * 1024;

  private static final long LINGER_MILLIS = 5_000;

  private final int limit;
  private final Consumer<byte[]> whole;
  private final Consumer<Refusal> refused;
  private byte[] bytes;
  private int length;
  private boolean over;

  private RequestBody(int limit, int room, Consumer<byte[]> whole, Consumer<Refusal> refused) {
    this.limit = limit;
    this.whole = whole;
    this.refused = refused;
    this.bytes = new byte[room];
  }

  /**
   * @param limit in bytes; an announced length above it has been refused before
   */
  static void read(
      HttpServerRequest request, int limit, Consumer<byte[]> whole, Consumer<Refusal> refused) {
    long announced = announcedLength(request.headers());
    int room = (int) (announced < 0 ? MOST_AT_ONCE : Math.min(announced, MOST_AT_ONCE));
    RequestBody body = new RequestBody(limit, room, whole, refused);
    request.handler(body::receive);
    request.endHandler(end -> body.end());
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      request.response().writeContinue();
    }
  }

  /** Negative when there is none, or none that can be understood. */
  static long announcedLength(MultiMap headers) {
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return -1;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      // HTTP/2 frames a body without it.
      return -1;
    }
  }

  /** Whether the body is in chunks, and nothing else has been done to it. */
  static boolean isChunked(MultiMap headers) {
    String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
    return "chunked".equalsIgnoreCase(coding)
        && headers.getAll(HttpHeaders.TRANSFER_ENCODING).size() == 1;
  }

  /** Whether it is known where the body ends, as far as codings of the transfer tell. */
  static boolean isFramed(MultiMap headers) {
    return !headers.contains(HttpHeaders.TRANSFER_ENCODING) || isChunked(headers);
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(Code.BODY_TOO_LARGE, "The body is larger than " + limit + " bytes.");
  }

  private void receive(Buffer chunk) {
    if (over) {
      return;
    }
    if (chunk.length() > limit - length) {
      over = true;
      bytes = new byte[0];
      refused.accept(tooLarge(limit));
      return;
    }
    int needed = length + chunk.length();
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(limit, 2L * bytes.length)));
    }
    chunk.getBytes(bytes, length);
    length = needed;
  }

  private void end() {
    if (!over) {
      over = true;
      whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }
  }

  /**
   * Lets a client whose request was answered before its body was read whole see the answer: closing
   * at once would make the client's system throw the answer away (RFC 9112, 9.6). What still comes
   * is dropped, up to a limit of size and time.
   */
  static void discardRest(Vertx vertx, HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      // Tells the client to stop sending; the connection serves its other streams.
      request.response().reset(0);
      return;
    }
    long timer = vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
    long[] dropped = {0};
    request.handler(
        chunk -> {
          dropped[0] += chunk.length();
          if (dropped[0] > LINGER_BYTES) {
            request.connection().close();
          }
        });
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          request.connection().close();
        });
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.resume();
  }
}
