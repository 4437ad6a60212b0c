package dev.tributary.http;

import dev.tributary.http.Refusal.Code;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** What a request's head must satisfy before any of its body is read. */
final class RequestGuard {

  private final HttpOptions options;
  private final String csrfHelp;

  RequestGuard(HttpOptions options) {
    this.options = options;
    this.csrfHelp =
        "This could be a cross-site request. Send it with the content type application/json, or"
            + " with one of the header fields "
            + String.join(", ", options.csrf().headers().stream().sorted().toList())
            + ".";
  }

  /**
   * @param media what was negotiated; null when nothing acceptable can be made
   * @return null when the request may go on
   */
  @Nullable Refusal check(HttpMethod method, MultiMap headers, @Nullable ResponseMedia media) {
    boolean post = method.equals(HttpMethod.POST);
    if (!post && !method.equals(HttpMethod.GET)) {
      return new Refusal(Code.METHOD_NOT_ALLOWED, "GraphQL is served to GET and POST requests.");
    }
    if (media == null) {
      return new Refusal(
          Code.NOT_ACCEPTABLE,
          "Answers are application/graphql-response+json or application/json, in UTF-8.");
    }
    if (post) {
      // JSON is not what browsers send to other sites unasked.
      return checkBody(headers);
    }
    return mayBeCrossSite(headers) ? new Refusal(Code.CSRF_PREVENTED, csrfHelp) : null;
  }

  private static ContentType contentType(MultiMap headers) {
    String value = headers.get(HttpHeaders.CONTENT_TYPE);
    return ContentType.parse(value == null ? "" : value);
  }

  /**
   * What a head must satisfy that announces a body, or could: it is JSON, so that no form of
   * another site can send it.
   */
  @Nullable Refusal checkBody(MultiMap headers) {
    ContentType contentType = contentType(headers);
    if (!contentType.isJson() || !contentType.isUtf8()) {
      return new Refusal(
          Code.UNSUPPORTED_MEDIA_TYPE, "A request's body must be application/json in UTF-8.");
    }
    String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return new Refusal(
          Code.UNSUPPORTED_CONTENT_ENCODING, "A request's body must not be compressed.");
    }
    return RequestBody.announcedLength(headers) > options.limits().bodyBytes()
        ? RequestBody.tooLarge(options.limits().bodyBytes())
        : null;
  }

  private boolean mayBeCrossSite(MultiMap headers) {
    if (!options.csrf().enabled() || !contentType(headers).isSimple()) {
      return false;
    }
    for (String name : options.csrf().headers()) {
      String value = headers.get(name);
      if (value != null && !value.isBlank()) {
        return false;
      }
    }
    return true;
  }
}
