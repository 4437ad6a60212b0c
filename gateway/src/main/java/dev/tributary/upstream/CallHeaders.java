package dev.tributary.upstream;

import dev.tributary.execute.RequestScope;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What calls to one service say in their header fields for a client's sake, and to show that they
 * are the gateway's: rules, tokens, signatures. The same for every kind of service. Confined to one
 * event loop.
 */
final class CallHeaders {

  /** Whoever passes a call on may put its own span there. */
  private static final Set<String> NOT_SIGNED = Set.of("traceparent", "tracestate");

  private static final Future<List<String>> NOTHING = Future.succeededFuture(List.of());

  private final RequestHeaders headers;
  private final String service;
  private final @Nullable CallerTokens tokens;
  private final @Nullable String tokenHeader;
  private final @Nullable MessageSignature signature;

  /**
   * @param defaults fields of the protocol spoken
   */
  CallHeaders(Vertx vertx, String service, Map<String, String> defaults, ServiceOptions options) {
    this.headers = new RequestHeaders(defaults, options);
    this.service = service;
    CallIdentity.Token token = options.identity().token();
    this.tokenHeader = token == null ? null : token.header();
    this.tokens = token == null ? null : new CallerTokens(vertx, token, service, Clock.systemUTC());
    this.signature = options.identity().signature();
  }

  /**
   * What this request adds to what is always sent: a name, then a value, for each. Two requests may
   * have the same answer only when it is the same.
   */
  Future<List<String>> forwardedFrom(RequestScope scope) {
    if (tokens == null) {
      List<String> forwarded = headers.forwardedFrom(scope);
      return forwarded.isEmpty() ? NOTHING : Future.succeededFuture(forwarded);
    }
    return tokens
        .header(scope.caller())
        .map(token -> headers.forwardedFrom(scope, tokenHeader, token));
  }

  /** Whether it may depend on who sends the request. */
  boolean dependOnCaller() {
    return tokens != null || headers.dependOnCaller();
  }

  /** What of a request is told, in whatever form: names and values. */
  List<String> told(RequestScope scope) {
    List<String> told = new ArrayList<>(headers.forwardedFrom(scope));
    if (tokens != null) {
      told.add("token");
      told.add(new JsonObject(tokens.about(scope.caller())).encode());
    }
    return told;
  }

  /**
   * All that is sent.
   *
   * @param forwarded from {@link #forwardedFrom}
   */
  MultiMap with(List<String> forwarded) {
    return headers.with(forwarded);
  }

  /**
   * The same request, signed if the service's are. Done when it is sent: what is signed has a time.
   * Signed is every field that is not on each request to the service anyway.
   */
  ServiceRequest signed(ServiceRequest request) {
    if (signature == null) {
      return request;
    }
    MultiMap fields = HttpHeaders.headers().addAll(request.headers());
    List<String> covered =
        request.headers().names().stream()
            .filter(name -> !headers.isFixed(name))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !NOT_SIGNED.contains(name))
            .distinct()
            .toList();
    Buffer body = request.body();
    signature.sign(
        fields,
        service,
        request.method().name(),
        request.target(),
        body == null ? new byte[0] : body.getBytes(),
        covered);
    return request.with(fields);
  }
}
