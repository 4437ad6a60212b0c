package dev.tributary.route;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service is told of the request that a client made of the gateway: {@code X-Forwarded-*}.
 * What a client writes there itself is worth nothing; what proxies of our own do is believed, and
 * how many of them there are says which values that is.
 *
 * @param proxies of our own that each request passes before it gets here
 */
public record ForwardedFields(int proxies) {

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.\\[\\]]{2,64}");
  private static final int LONGEST_HOST = 255;

  // Written as they are, and their hashes are known.
  private static final CharSequence FOR = HttpHeaders.createOptimized("x-forwarded-for");
  private static final CharSequence PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
  private static final CharSequence HOST = HttpHeaders.createOptimized("x-forwarded-host");

  /**
   * Writes them.
   *
   * @param client the request's fields; not changed
   * @param fields where they are set, without any that the client wrote
   * @param peer the address that the connection comes from; null when it is not known
   * @param tls whether the connection is over TLS
   * @param authority the host, and its port, that was asked for; null when it is not known
   */
  public void addTo(
      MultiMap client,
      MultiMap fields,
      @Nullable String peer,
      boolean tls,
      @Nullable String authority) {
    String addresses = proxies == 0 ? peer : String.join(", ", addresses(client, peer));
    String host = host(client, authority);
    if (addresses != null && !addresses.isEmpty()) {
      fields.set(FOR, addresses);
    }
    fields.set(PROTO, proto(client, tls));
    if (host != null) {
      fields.set(HOST, host);
    }
  }

  /** The last of what proxies of our own wrote, then whom the connection comes from. */
  private List<String> addresses(MultiMap client, @Nullable String peer) {
    List<String> said = new ArrayList<>();
    for (String value : client.getAll("x-forwarded-for")) {
      for (String each : value.split(",")) {
        said.add(each.strip());
      }
    }
    List<String> addresses = new ArrayList<>();
    for (String each : said.subList(Math.max(0, said.size() - proxies), said.size())) {
      if (ADDRESS.matcher(each).matches()) {
        addresses.add(each);
      }
    }
    if (peer != null) {
      addresses.add(peer);
    }
    return addresses;
  }

  private String proto(MultiMap client, boolean tls) {
    String said = proxies == 0 ? null : client.get("x-forwarded-proto");
    if (said != null && (said.equals("https") || said.equals("http"))) {
      return said;
    }
    return tls ? "https" : "http";
  }

  private @Nullable String host(MultiMap client, @Nullable String authority) {
    String said = proxies == 0 ? null : client.get("x-forwarded-host");
    String host = said == null ? authority : said;
    return host != null && isHost(host) ? host : null;
  }

  /** Every request asks: a regular expression takes ten times as long. */
  private static boolean isHost(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._:[]-".indexOf(c) >= 0;
      if (!fits) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_HOST;
  }
}
