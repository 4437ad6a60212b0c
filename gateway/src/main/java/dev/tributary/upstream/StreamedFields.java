package dev.tributary.upstream;

import dev.tributary.auth.Caller;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.RequestRule;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which header fields pass between clients and a service whose requests are passed on as they come.
 * All do, but for those of one connection, credentials, and what only proxies may say; a service's
 * rules for header fields name those of them that do all the same.
 */
public final class StreamedFields {

  /** Fields that belong to one connection (RFC 9110, 7.6.1), or that are made anew. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "alt-svc",
          "host",
          "expect");

  /** What only proxies say of a request: a client's word for it is not worth anything. */
  private static final Set<String> OF_PROXIES =
      Set.of(
          "forwarded",
          "x-real-ip",
          "x-client-ip",
          "true-client-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override",
          "x-original-host");

  /** Those of both, and credentials. */
  private static final Set<String> NOT_PASSED =
      Stream.of(OF_A_CONNECTION, OF_PROXIES, HeaderNames.CREDENTIALS)
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final ServiceOptions options;

  /** The same, and what else shows who a client is: nearly all fields are none of them. */
  private final Set<String> notPassed;

  /** Names of fields that pass although they would not by themselves. */
  private final Set<String> named;

  StreamedFields(ServiceOptions options, Set<String> credentials) {
    this.options = options;
    Set<String> held = new HashSet<>(NOT_PASSED);
    held.addAll(credentials);
    this.notPassed = Set.copyOf(held);
    Set<String> forwarded = new HashSet<>(options.forwardedHeaders());
    for (RequestRule rule : options.propagation().requests()) {
      if (rule instanceof RequestRule.Forward(HeaderNames.One(String name), String as, String no)
          && (as == null || as.equals(name))) {
        forwarded.add(name);
      }
    }
    this.named = Set.copyOf(forwarded);
  }

  /**
   * What becomes of a request's fields on the way to the service.
   *
   * @param client what the client sent; not changed
   * @param fields of the request to the service, none so far
   * @param upgrades whether the fields that ask for another protocol pass
   */
  public void toService(MultiMap client, MultiMap fields, Caller caller, boolean upgrades) {
    Set<String> ofConnection = RequestHeaders.namedByConnection(client);
    client.forEach(
        (given, value) -> {
          String name = lower(given);
          boolean asksForUpgrade =
              upgrades && (name.equals("upgrade") || name.equals("connection"));
          if (asksForUpgrade || (passes(name) && !ofConnection.contains(name))) {
            fields.add(given, value);
          }
        });
    for (RequestRule rule : options.propagation().requests()) {
      apply(rule, client, fields, caller);
    }
    options.headers().forEach(fields::set);
  }

  /** The same, and nothing made anew, for nearly all. */
  private static String lower(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z' || c > 0x7F) {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  private boolean passes(String name) {
    boolean held =
        notPassed.contains(name)
            || name.startsWith("x-forwarded-")
            // Many servers cannot tell it from a hyphen.
            || name.indexOf('_') >= 0;
    return !held || (named.contains(name) && !OF_A_CONNECTION.contains(name));
  }

  private static void apply(RequestRule rule, MultiMap client, MultiMap fields, Caller caller) {
    switch (rule) {
      case RequestRule.Drop(HeaderNames names) -> drop(names, fields);
      case RequestRule.Set(String name, ValueTemplate template) -> {
        String value = template.header(caller);
        fields.remove(name);
        if (value != null) {
          fields.set(name, value);
        }
      }
      case RequestRule.Forward(HeaderNames.One(String name), String as, String otherwise) -> {
        List<String> given = client.getAll(name);
        if (!given.isEmpty() && as != null) {
          fields.set(as, given);
        } else if (given.isEmpty() && otherwise != null) {
          fields.set(as == null ? name : as, otherwise);
        }
      }
      // These pass by themselves.
      case RequestRule.Forward(HeaderNames.Matching matching, String as, String otherwise) -> {}
    }
  }

  private static void drop(HeaderNames names, MultiMap fields) {
    for (String each : List.copyOf(fields.names())) {
      if (names.include(each.toLowerCase(Locale.ROOT))) {
        fields.remove(each);
      }
    }
  }

  /**
   * What becomes of an answer's fields on the way to the client.
   *
   * @param service what the service sent; not changed
   * @param fields of the answer to the client, with the gateway's own
   * @param givesWay takes from the gateway's own what is also among those of the service
   * @param shared whether the gateway tells browsers which origins may read answers, so that the
   *     service does not
   */
  public void toClient(
      MultiMap service, MultiMap fields, BiConsumer<MultiMap, MultiMap> givesWay, boolean shared) {
    Set<String> ofConnection = RequestHeaders.namedByConnection(service);
    List<AnswerRule> rules = options.propagation().answers();
    if (rules.isEmpty() && ofConnection.isEmpty()) {
      // Most answers are like this: nothing is made in between.
      givesWay.accept(fields, service);
      addPassing(service, fields, ofConnection, Set.of(), shared);
      return;
    }
    MultiMap passing = HttpHeaders.headers();
    addPassing(service, passing, ofConnection, kept(rules), shared);
    for (AnswerRule rule : rules) {
      apply(rule, service, passing);
    }
    givesWay.accept(fields, passing);
    fields.addAll(passing);
  }

  /** Fields that come after an answer's body: the service's rules are about those before it. */
  public void trailersToClient(MultiMap service, MultiMap fields) {
    addPassing(service, fields, Set.of(), Set.of(), false);
  }

  private static void addPassing(
      MultiMap service,
      MultiMap fields,
      Set<String> ofConnection,
      Set<String> kept,
      boolean shared) {
    service.forEach(
        (given, value) -> {
          String name = lower(given);
          boolean held =
              HeaderNames.CREDENTIALS.contains(name) && !kept.contains(name)
                  || shared && name.startsWith("access-control-");
          if (!held && !OF_A_CONNECTION.contains(name) && !ofConnection.contains(name)) {
            fields.add(given, value);
          }
        });
  }

  /** Credentials that pass to clients by a rule. */
  private static Set<String> kept(List<AnswerRule> rules) {
    Set<String> kept = new HashSet<>();
    for (AnswerRule rule : rules) {
      if (rule instanceof AnswerRule.Forward(HeaderNames.One(String name), String as, var merge)) {
        kept.add(name);
      }
    }
    return kept;
  }

  private static void apply(AnswerRule rule, MultiMap service, MultiMap passing) {
    switch (rule) {
      case AnswerRule.Set(String name, String value) -> passing.set(name, value);
      case AnswerRule.Drop(HeaderNames names) -> drop(names, passing);
      case AnswerRule.Forward(HeaderNames.One(String name), String as, var merge) -> {
        if (as != null) {
          passing.set(as, service.getAll(name));
        }
      }
      // These pass by themselves.
      case AnswerRule.Forward forward -> {}
    }
  }
}
