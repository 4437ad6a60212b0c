package dev.tributary.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which web origins' scripts may use the endpoint. */
final class Origins {

  private final HttpOptions.Cors options;
  private final boolean any;
  private final List<Pattern> patterns;

  Origins(HttpOptions.Cors options) {
    this.options = options;
    this.any = options.origins().contains("*");
    this.patterns = options.patterns();
  }

  /** Whether it is all of them. */
  boolean any() {
    return any;
  }

  /** "null" stands for pages from nowhere, which no expression can mean by accident. */
  boolean allow(String origin) {
    return any
        || options.origins().contains(origin)
        || !origin.equals("null")
            && patterns.stream().anyMatch(each -> each.matcher(origin).matches());
  }

  /** What a browser's WebSocket may be used for; it asks nobody before (RFC 6455, 10.2). */
  enum Admission {
    /** By our own page, or by what is no browser. */
    WHOLE,
    /** With the credentials that a script gives, not with those that a browser adds by itself. */
    WITHOUT_AMBIENT_CREDENTIALS,
    NONE
  }

  Admission admission(HttpServerRequest upgrade) {
    List<String> given = upgrade.headers().getAll(HttpHeaders.ORIGIN);
    if (given.isEmpty()) {
      return Admission.WHOLE;
    }
    String origin = given.getFirst();
    if (given.size() > 1) {
      return Admission.NONE;
    }
    if (isOurs(origin, upgrade.headers().get(HttpHeaders.HOST), upgrade.isSSL())) {
      return Admission.WHOLE;
    }
    if (!allow(origin)) {
      return Admission.NONE;
    }
    return options.credentials() ? Admission.WHOLE : Admission.WITHOUT_AMBIENT_CREDENTIALS;
  }

  /** Who ends TLS before us may be any: then, the scheme says nothing. */
  private static boolean isOurs(String origin, @Nullable String host, boolean tls) {
    int authority = origin.indexOf("://");
    return host != null
        && authority > 0
        && origin.substring(authority + 3).equalsIgnoreCase(host)
        && (!tls || origin.startsWith("https:"));
  }
}
