package dev.tributary.console;

import dev.tributary.console.ConsoleFiles.ConsoleFile;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Serves the console's files, under {@value #PATH}. They are few, the same for everybody and held
 * in memory: no token is needed to see them, and what they show is asked of the registry with the
 * token that the user signs in with.
 */
public final class ConsolePages {

  public static final String PATH = "/console/";

  /**
   * Nothing but the console's own files and the registry that served them: no inline script or
   * style, no frame around it, no form that is sent anywhere.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ConsoleFiles files = ConsoleFiles.load();

  /** Adds the routes; {@code /} leads to the console. */
  public void addTo(Router router) {
    router.get("/").handler(ConsolePages::toConsole);
    router.route(PATH + "*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
  }

  private static void toConsole(RoutingContext routing) {
    routing.response().setStatusCode(302).putHeader("location", PATH).end();
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
    if (routing.request().method().equals(HttpMethod.HEAD)) {
      response
          .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(file.get().bytes().length()))
          .end();
    } else {
      response.end(file.get().bytes());
    }
  }
}
