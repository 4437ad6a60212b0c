package dev.tributary.http;

import dev.tributary.auth.Authentication;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.Caller;
import dev.tributary.auth.Credentials;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of what stays open. Credentials are looked at again whenever something is
 * done for them, so that what has expired or was taken back since ends it; that costs a hash, as
 * for each request over HTTP. Confined to one event loop.
 */
final class StreamCaller {

  private final Vertx vertx;
  private final Authenticator authenticator;
  private final Credentials credentials;
  private @Nullable Caller caller;

  StreamCaller(Vertx vertx, Authenticator authenticator, Credentials credentials) {
    this(vertx, authenticator, credentials, null);
  }

  /**
   * @param caller who was found before to hold these credentials; null when nobody has looked yet
   */
  StreamCaller(
      Vertx vertx, Authenticator authenticator, Credentials credentials, @Nullable Caller caller) {
    this.caller = caller;
    this.vertx = vertx;
    this.authenticator = authenticator;
    this.credentials = credentials;
  }

  /**
   * Finds out whether the credentials are right, and still mean what they meant at first.
   *
   * @param then given null when it is so; called on this event loop, at once when no signature,
   *     file or server had to be asked
   */
  void check(Consumer<@Nullable Refusal> then) {
    Authentications.of(
        vertx, authenticator.authenticate(credentials), told -> then.accept(refusal(told)));
  }

  /** Known once a check has gone well. */
  Caller caller() {
    Caller known = caller;
    if (known == null) {
      throw new IllegalStateException("the caller was not looked at yet");
    }
    return known;
  }

  private @Nullable Refusal refusal(Authentication told) {
    return switch (told) {
      case Authentication.Anonymous anonymous -> same(Caller.ANONYMOUS);
      case Authentication.Verified(Caller verified) -> same(verified);
      case Authentication.Refused(var code, String message, String challenge) ->
          new Refusal(Code.valueOf(code.name()), message);
      case Authentication.Unavailable(String message) ->
          new Refusal(Code.AUTHENTICATION_UNAVAILABLE, message);
    };
  }

  /** What runs was planned for the rights that the caller had then. */
  private @Nullable Refusal same(Caller now) {
    if (caller == null) {
      caller = now;
    }
    return now.equals(caller)
        ? null
        : new Refusal(Code.CREDENTIALS_CHANGED, "What the caller may do has changed. Ask again.");
  }
}
