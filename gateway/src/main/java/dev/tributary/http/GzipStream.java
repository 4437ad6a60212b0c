package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service's answer on its way to a client, as gzip, where the service has not packed it itself.
 * Each chunk can be read as soon as it is there. To be closed. Confined to the request's event
 * loop.
 */
final class GzipStream implements WriteStream<Buffer> {

  /** What is worth it, beside all text; pictures and archives are packed already. */
  private static final Set<String> WORTH_IT =
      Set.of(
          "application/javascript",
          "application/json",
          "application/wasm",
          "application/x-ndjson",
          "application/xml",
          "image/svg+xml");

  private final HttpServerResponse response;
  private final Gzip gzip;
  private boolean begun;
  private boolean over;

  private GzipStream(HttpServerResponse response, int level) {
    this.response = response;
    this.gzip = new Gzip(level);
  }

  /**
   * Where the body of an answer is to be written: packed, when the client takes it so and it is
   * worth it. Its head is made to say so then, and is there but for that.
   *
   * @param length as the service has announced it; negative when it has not
   */
  static WriteStream<Buffer> of(
      HttpServerRequest request, HttpOptions.Compression compression, long length) {
    HttpServerResponse response = request.response();
    MultiMap fields = response.headers();
    if (!compression.enabled()
        || length >= 0 && length < compression.minBytes()
        || !Gzip.isTakenBy(request.headers())
        || !mayBePacked(request, response, fields)) {
      return response;
    }
    fields
        .remove(HttpHeaders.CONTENT_LENGTH)
        .remove(HttpHeaders.ACCEPT_RANGES)
        .set(HttpHeaders.CONTENT_ENCODING, Gzip.CODING)
        .add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    String tag = fields.get(HttpHeaders.ETAG);
    if (tag != null && tag.startsWith("\"")) {
      // These are other bytes that mean the same (RFC 9110, 8.8.1).
      fields.set(HttpHeaders.ETAG, "W/" + tag);
    }
    return new GzipStream(response, compression.level());
  }

  private static boolean mayBePacked(
      HttpServerRequest request, HttpServerResponse response, MultiMap fields) {
    int status = response.getStatusCode();
    boolean hasBody =
        status >= 200 && status != 204 && status != 205 && status != 206 && status != 304;
    String control = fields.get(HttpHeaders.CACHE_CONTROL);
    return hasBody
        && !request.method().name().equals("HEAD")
        && request.version() != HttpVersion.HTTP_1_0
        && !fields.contains(HttpHeaders.CONTENT_ENCODING)
        && (control == null || !control.toLowerCase(Locale.ROOT).contains("no-transform"))
        && isWorthIt(fields.get(HttpHeaders.CONTENT_TYPE));
  }

  private static boolean isWorthIt(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    return WORTH_IT.contains(type)
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || type.startsWith("text/") && !type.equals("text/event-stream");
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (over) {
      return tooLate();
    }
    if (!begun) {
      begun = true;
      response.setChunked(true);
    }
    return response.write(gzip.next(chunk));
  }

  @Override
  public Future<Void> end() {
    return over ? tooLate() : response.end(gzip.end());
  }

  @Override
  public Future<Void> end(Buffer last) {
    return over ? tooLate() : response.end(gzip.next(last).appendBuffer(gzip.end()));
  }

  private static Future<Void> tooLate() {
    return Future.failedFuture(new IllegalStateException("the answer is over"));
  }

  /** Nothing more is written, or nobody reads it. */
  void close() {
    if (!over) {
      over = true;
      gzip.close();
    }
  }

  @Override
  public GzipStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    response.exceptionHandler(handler);
    return this;
  }

  @Override
  public GzipStream setWriteQueueMaxSize(int maxSize) {
    response.setWriteQueueMaxSize(maxSize);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return response.writeQueueFull();
  }

  @Override
  public GzipStream drainHandler(@Nullable Handler<Void> handler) {
    response.drainHandler(handler);
    return this;
  }
}
