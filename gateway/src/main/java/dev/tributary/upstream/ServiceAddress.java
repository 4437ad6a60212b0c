package dev.tributary.upstream;

import io.vertx.core.http.RequestOptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a service is.
 *
 * @param target path and query, never empty
 */
record ServiceAddress(boolean tls, String host, int port, String target) {

  /** Null when {@code url} is not an absolute http or https URL without credentials. */
  static @Nullable ServiceAddress parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return null;
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
      return null;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (!tls && !scheme.equals("http")) {
      return null;
    }
    String host = host(uri.getHost());
    if (host == null) {
      return null;
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new ServiceAddress(
        tls,
        host,
        uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80,
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  /** An IPv6 address without brackets; one that stands for an IPv4 address as that. */
  private static @Nullable String host(String host) {
    if (!host.startsWith("[")) {
      return host;
    }
    String plain = host.substring(1, host.length() - 1);
    try {
      return InetAddress.ofLiteral(plain) instanceof Inet4Address four
          ? four.getHostAddress()
          : plain;
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  /** Without the query, which may hold a secret. For the log. */
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return (tls ? "https://" : "http://")
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + port
        + (query < 0 ? target : target.substring(0, query));
  }

  /** A request to go there. */
  RequestOptions asRequest() {
    // An IPv6 address stands in brackets in a Host field, too (RFC 3986, 3.2.2).
    return new RequestOptions()
        .setHost(host.indexOf(':') < 0 ? host : "[" + host + "]")
        .setPort(port)
        .setSsl(tls);
  }
}
