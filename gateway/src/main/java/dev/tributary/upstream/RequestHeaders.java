package dev.tributary.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The header fields of calls to one service. */
final class RequestHeaders {

  private final MultiMap fixed;
  private final List<String> forwarded;

  /**
   * @param defaults fields of the protocol spoken
   */
  RequestHeaders(Map<String, String> defaults, ServiceOptions options) {
    this.fixed = HttpHeaders.headers();
    defaults.forEach(fixed::set);
    options.headers().forEach(fixed::set);
    // What the operator wrote down for this service is not for clients to replace.
    this.forwarded =
        options.forwardedHeaders().stream().filter(name -> !fixed.contains(name)).toList();
  }

  /** The client's values that are passed on: a name, then a value, for each. */
  List<String> forwardedFrom(MultiMap client) {
    if (forwarded.isEmpty()) {
      return List.of();
    }
    Set<String> hopByHop = namedByConnection(client);
    List<String> values = new ArrayList<>(2 * forwarded.size());
    for (String name : forwarded) {
      if (!hopByHop.contains(name)) {
        for (String value : client.getAll(name)) {
          values.add(name);
          values.add(value);
        }
      }
    }
    return values;
  }

  /**
   * @param forwarded from {@link #forwardedFrom}
   */
  MultiMap with(List<String> forwarded) {
    if (forwarded.isEmpty()) {
      return fixed;
    }
    MultiMap headers = HttpHeaders.headers().addAll(fixed);
    for (int i = 0; i < forwarded.size(); i += 2) {
      headers.add(forwarded.get(i), forwarded.get(i + 1));
    }
    return headers;
  }

  /** Fields that {@code Connection} names are meant for us alone (RFC 9110, 7.6.1). */
  private static Set<String> namedByConnection(MultiMap client) {
    List<String> connection = client.getAll(HttpHeaders.CONNECTION);
    if (connection.isEmpty()) {
      return Set.of();
    }
    return connection.stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
