package dev.tributary.registry;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that may be answered: its token is known and its body is read. */
record ApiCall(
    RoutingContext routing,
    Optional<GraphId> namedGraph,
    StoredToken token,
    MultiMap query,
    Buffer body) {

  GraphId graph() {
    return namedGraph.orElseThrow();
  }

  String path(String parameter) {
    return Optional.ofNullable(routing.pathParam(parameter)).orElse("");
  }

  @Nullable String contentType() {
    return routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
  }
}
