package dev.tributary.console;

import dev.tributary.console.ConsoleFiles.ConsoleFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Serves the console's files, under {@value #PATH}. They are few, the same for everybody and held
 * in memory: no token is needed to see them, and what they show is asked of the registry with the
 * token that the user signs in with.
 */
public final class ConsolePages {

  public static final String PATH = "/console/";

  /**
   * Nothing but the console's own files and the registry that served them: no inline script or
   * style, no frame around it, no form that is sent anywhere. The hash is that of nothing: GraphiQL
   * opens dialogs with a style element that has no text.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'"
          + " 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ConsoleFiles files = ConsoleFiles.load();
  private final Optional<ServedGraph> served;

  /**
   * The graph that can be asked from the console.
   *
   * @param graph its name with its variant
   * @param routes answers GraphQL at a path of a router, with the credentials that the request has
   */
  public record ServedGraph(String graph, BiConsumer<Router, String> routes) {}

  /** A console where operations are planned and not run. */
  public ConsolePages() {
    this(Optional.empty());
  }

  /**
   * @param served empty when operations are planned and not run
   */
  public ConsolePages(Optional<ServedGraph> served) {
    this.served = served;
  }

  /** Adds the routes; {@code /} leads to the console. */
  public void addTo(Router router) {
    router.get("/").handler(ConsolePages::toConsole);
    served.ifPresent(graph -> graph.routes().accept(router, PATH + "graphql"));
    router.get(PATH + "settings.json").handler(this::settings);
    router.route(PATH + "*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
  }

  private static void toConsole(RoutingContext routing) {
    routing.response().setStatusCode(302).putHeader("location", PATH).end();
  }

  /** What the console cannot know by itself. */
  private void settings(RoutingContext routing) {
    JsonObject settings = new JsonObject();
    served.ifPresent(graph -> settings.put("graph", graph.graph()));
    routing
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("x-content-type-options", "nosniff")
        .end(settings.toBuffer());
  }

  private void serve(RoutingContext routing) {
    String path = routing.normalizedPath();
    if (!path.startsWith(PATH)) {
      toConsole(routing);
      return;
    }
    String name = path.equals(PATH) ? "index.html" : path.substring(PATH.length());
    Optional<ConsoleFile> file = files.named(name);
    HttpServerResponse response = routing.response();
    response.putHeader("x-content-type-options", "nosniff");
    response.putHeader("content-security-policy", CONTENT_SECURITY_POLICY);
    response.putHeader("referrer-policy", "no-referrer");
    response.putHeader("cross-origin-opener-policy", "same-origin");
    if (file.isEmpty()) {
      response
          .setStatusCode(404)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("There is nothing at this address.\n");
      return;
    }
    // Another version of Tributary may answer next: the browser asks each time whether it is new.
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.putHeader(HttpHeaders.ETAG, file.get().etag());
    if (file.get().etag().equals(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, file.get().mediaType());
    response.putHeader(HttpHeaders.VARY, "accept-encoding");
    Buffer body = file.get().bytes();
    String accepted = routing.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    if (accepted != null && accepted.contains("gzip")) {
      body = file.get().compressed();
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (routing.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
