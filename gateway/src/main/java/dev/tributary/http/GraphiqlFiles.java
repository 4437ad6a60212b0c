package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What GraphiQL's page loads, as gzip: seven megabytes become two. Each is packed once, when it is
 * first asked for. One instance serves all event loops.
 */
final class GraphiqlFiles {

  /** Where Vert.x has them. */
  private static final String FOLDER = "io/vertx/ext/web/handler/graphiql";

  private static final int LEVEL = 6;

  private final Vertx vertx;

  /** By path; only those that there are. */
  private final Map<String, Buffer> packed = new ConcurrentHashMap<>();

  GraphiqlFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Answers with a file that is there and worth it, to those who take gzip; others go on. */
  void handle(RoutingContext routing) {
    String path = routing.normalizedPath();
    String type = type(path);
    if (type == null
        || !routing.request().method().equals(HttpMethod.GET)
        || !Gzip.isTakenBy(routing.request().headers())) {
      routing.next();
      return;
    }
    Buffer known = packed.get(path);
    Future<@Nullable Buffer> file =
        known != null
            ? Future.succeededFuture(known)
            : vertx.executeBlocking(() -> pack(path), false);
    file.onSuccess(body -> send(routing, type, body)).onFailure(routing::fail);
  }

  private static @Nullable String type(String path) {
    if (path.endsWith(".js")) {
      return "text/javascript";
    }
    return path.endsWith(".css") ? "text/css" : null;
  }

  /** Null when there is no such file. */
  private @Nullable Buffer pack(String path) throws IOException {
    try (InputStream in = GraphiqlFiles.class.getClassLoader().getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        return null;
      }
      Buffer body = Gzip.of(Buffer.buffer(in.readAllBytes()), LEVEL);
      packed.put(path, body);
      return body;
    }
  }

  private static void send(RoutingContext routing, String type, @Nullable Buffer body) {
    if (body == null) {
      routing.next();
      return;
    }
    routing
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_ENCODING, Gzip.CODING)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        // Their names change with what is in them, or with the gateway.
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=86400")
        .end(body);
  }
}
