package dev.tributary.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Header fields that keep browsers from doing more with an answer than it is for. Every answer has
 * them, pages and refusals included.
 */
final class SecurityHeaders {

  private static final CharSequence NOSNIFF_NAME = AsciiString.cached("x-content-type-options");
  private static final CharSequence NOSNIFF = AsciiString.cached("nosniff");
  private static final CharSequence REFERRER_NAME = AsciiString.cached("referrer-policy");
  private static final CharSequence NO_REFERRER = AsciiString.cached("no-referrer");
  private static final CharSequence FRAME_NAME = AsciiString.cached("x-frame-options");
  private static final CharSequence DENY = AsciiString.cached("DENY");
  private static final CharSequence HSTS_NAME = AsciiString.cached("strict-transport-security");
  private static final CharSequence HSTS = AsciiString.cached("max-age=31536000");
  private static final CharSequence POLICY_NAME = AsciiString.cached("content-security-policy");

  /** Data: nothing is loaded or run, even when it is opened as a page. */
  private static final CharSequence DATA =
      AsciiString.cached("default-src 'none'; frame-ancestors 'none'");

  /** What GraphiQL's page does: it has scripts and styles within, and workers for its editor. */
  private static final CharSequence GRAPHIQL =
      AsciiString.cached(
          "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
              + " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
              + " worker-src 'self' blob:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");

  private static final List<CharSequence> ALL =
      List.of(NOSNIFF_NAME, REFERRER_NAME, FRAME_NAME, HSTS_NAME, POLICY_NAME);

  private SecurityHeaders() {}

  static void add(HttpServerRequest request) {
    MultiMap headers = request.response().headers();
    headers
        .set(NOSNIFF_NAME, NOSNIFF)
        .set(POLICY_NAME, DATA)
        .set(FRAME_NAME, DENY)
        .set(REFERRER_NAME, NO_REFERRER);
    if (request.isSSL()) {
      headers.set(HSTS_NAME, HSTS);
    }
  }

  /** A service's own word stands above what every answer of ours has. */
  static void giveWay(MultiMap ours, MultiMap service) {
    for (CharSequence name : ALL) {
      if (service.contains(name)) {
        ours.remove(name);
      }
    }
  }

  static void addForGraphiql(HttpServerRequest request) {
    request.response().headers().set(POLICY_NAME, GRAPHIQL);
  }
}
