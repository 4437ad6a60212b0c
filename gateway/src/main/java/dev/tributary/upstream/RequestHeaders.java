package dev.tributary.upstream;

import dev.tributary.auth.Caller;
import dev.tributary.execute.RequestScope;
import dev.tributary.upstream.Propagation.RequestRule;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The header fields of calls to one service. */
final class RequestHeaders {

  private static final String KEEP_ALIVE = "keep-alive";
  private static final Set<String> ONLY_KEEP_ALIVE = Set.of(KEEP_ALIVE);

  private final MultiMap fixed;
  private final List<String> forwarded;
  private final Propagation propagation;

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
    this.propagation = options.propagation();
  }

  /**
   * What this request adds to what is always sent: a name, then a value, for each. Two requests may
   * have the same answer only when it is the same.
   */
  List<String> forwardedFrom(RequestScope scope) {
    if (forwarded.isEmpty() && propagation.requests().isEmpty()) {
      return List.of();
    }
    MultiMap client = scope.headers();
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
    for (RequestRule rule : propagation.requests()) {
      apply(rule, client, hopByHop, scope.caller(), values);
    }
    return values;
  }

  /**
   * The same with a header field of the gateway's own, in place of what rules put under its name.
   *
   * @param name null for none
   */
  List<String> forwardedFrom(RequestScope scope, @Nullable String name, @Nullable String value) {
    List<String> forwarded = forwardedFrom(scope);
    if (name == null || value == null) {
      return forwarded;
    }
    List<String> all = new ArrayList<>(forwarded);
    remove(new HeaderNames.One(name), all);
    all.add(name);
    all.add(value);
    return all;
  }

  private void apply(
      RequestRule rule, MultiMap client, Set<String> hopByHop, Caller caller, List<String> values) {
    switch (rule) {
      case RequestRule.Drop(HeaderNames names) -> remove(names, values);
      case RequestRule.Set(String name, ValueTemplate template) -> {
        String value = template.header(caller);
        replace(name, value == null ? List.of() : List.of(value), values);
      }
      case RequestRule.Forward(HeaderNames.One(String name), String as, String otherwise) -> {
        List<String> given = hopByHop.contains(name) ? List.of() : client.getAll(name);
        if (given.isEmpty() && otherwise != null) {
          given = List.of(otherwise);
        }
        if (!given.isEmpty()) {
          replace(as == null ? name : as, given, values);
        }
      }
      case RequestRule.Forward(HeaderNames.Matching matching, String as, String otherwise) -> {
        for (String each : client.names()) {
          String name = each.toLowerCase(Locale.ROOT);
          if (matching.include(name)
              && !hopByHop.contains(name)
              && HeaderNames.isTakenByPatterns(name, propagation.credentials())) {
            replace(name, client.getAll(each), values);
          }
        }
      }
    }
  }

  /** What the operator wrote down for this service stands above rules as well. */
  private void replace(String name, List<String> given, List<String> values) {
    remove(new HeaderNames.One(name), values);
    if (!fixed.contains(name)) {
      for (String value : given) {
        values.add(name);
        values.add(value);
      }
    }
  }

  private static void remove(HeaderNames names, List<String> values) {
    for (int i = values.size() - 2; i >= 0; i -= 2) {
      if (names.include(values.get(i))) {
        values.remove(i + 1);
        values.remove(i);
      }
    }
  }

  /** Whether rules add anything of a request. */
  boolean dependOnCaller() {
    return !forwarded.isEmpty() || !propagation.requests().isEmpty();
  }

  /** Whether every call has the field, with the same value. */
  boolean isFixed(String name) {
    return fixed.contains(name);
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
  static Set<String> namedByConnection(MultiMap client) {
    List<String> connection = client.getAll(HttpHeaders.CONNECTION);
    if (connection.isEmpty()) {
      return Set.of();
    }
    if (connection.size() == 1 && connection.getFirst().equalsIgnoreCase(KEEP_ALIVE)) {
      // What many clients send.
      return ONLY_KEEP_ALIVE;
    }
    return connection.stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
