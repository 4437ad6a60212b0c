package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.execute.RequestScope;
import dev.tributary.http.Origins.Admission;
import dev.tributary.telemetry.RequestRecord;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of one WebSocket have in common: the header fields of its upgrade, completed
 * by {@code connection_init}, and what they are answered with. Confined to its event loop.
 */
final class SocketScope {

  /** Of the connection to us alone, and of no meaning afterwards. */
  private static final Set<String> OF_THE_UPGRADE =
      Set.of("connection", "upgrade", "keep-alive", "origin", "te", "transfer-encoding");

  private static final String METHOD = "WS";

  private final Parts parts;
  private final Context context;
  private final MultiMap headers = HttpHeaders.headers();
  private final @Nullable X509Certificate certificate;
  private final @Nullable String address;
  private final String path;
  private final Set<String> initFields;

  /** What all sockets have in common; safe to share. */
  record Parts(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      Telemetry telemetry,
      RequestsInFlight inFlight,
      RequestReader reader) {}

  SocketScope(Parts parts, HttpServerRequest upgrade, Admission admission) {
    this.parts = parts;
    this.context = parts.vertx().getOrCreateContext();
    RequestCredentials credentials = new RequestCredentials(upgrade, RequestRecord.unread());
    this.address = upgrade.remoteAddress() == null ? null : upgrade.remoteAddress().hostAddress();
    this.path = upgrade.path();
    boolean whole = admission == Admission.WHOLE;
    this.certificate = whole ? credentials.certificate() : null;
    for (Map.Entry<String, String> field : upgrade.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!OF_THE_UPGRADE.contains(name)
          && !name.startsWith("sec-websocket-")
          && (whole || !name.equals("cookie"))) {
        headers.add(name, field.getValue());
      }
    }
    this.initFields = new HashSet<>(parts.authenticator().headers());
    initFields.addAll(options().streams().initFields());
    initFields.remove("cookie");
  }

  Vertx vertx() {
    return parts.vertx();
  }

  HttpOptions options() {
    return parts.options();
  }

  GraphQlEngine engine() {
    return parts.engine();
  }

  RequestsInFlight inFlight() {
    return parts.inFlight();
  }

  /**
   * Takes what {@code connection_init} says.
   *
   * @return false when it says something that no header field can hold
   */
  boolean take(byte @Nullable [] payload) {
    Map<String, String> fields =
        payload == null
            ? Map.of()
            : SocketMessage.fields(payload, initFields, options().limits().jsonDepth());
    if (fields != null) {
      fields.forEach(headers::add);
    }
    return fields != null;
  }

  /** Who calls by what was taken so far. */
  StreamCaller caller() {
    return new StreamCaller(
        vertx(),
        parts.authenticator(),
        new SocketCredentials(
            headers, certificate, address == null ? "unknown" : address, begin()));
  }

  /** Writes down that the connection was refused. */
  void refused(Refusal refusal) {
    RequestRecord record = begin();
    record.error(refusal.code().name());
    record.ended(refusal.code().status(), 0);
  }

  RequestReading read(byte[] payload) {
    return parts.reader().read(payload);
  }

  private RequestRecord begin() {
    return parts.telemetry().begin(METHOD, path, address, headers);
  }

  /** A scope for one operation, or one event of it, from now on. */
  RequestScope operation(StreamCaller caller) {
    RequestRecord record = begin();
    RequestScope scope =
        new RequestScope(
            context, headers, System.nanoTime() + options().limits().time().toNanos(), record);
    scope.calledBy(caller.caller());
    scope.calledFrom(address);
    record.authenticated(caller.caller().client());
    record.received();
    return scope;
  }
}
