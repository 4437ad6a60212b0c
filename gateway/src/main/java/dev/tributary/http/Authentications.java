package dev.tributary.http;

import dev.tributary.auth.Authentication;
import dev.tributary.auth.Caller;
import dev.tributary.execute.RequestScope;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until it is known who is calling. */
final class Authentications {

  private Authentications() {}

  /**
   * The same while nothing is being received.
   *
   * @param then called on the event loop that this is called on
   */
  static void of(
      Vertx vertx,
      CompletableFuture<Authentication> authentication,
      Consumer<Authentication> then) {
    if (authentication.isDone()) {
      then.accept(authentication.resultNow());
      return;
    }
    Context loop = vertx.getOrCreateContext();
    authentication.thenAccept(told -> loop.runOnContext(same -> then.accept(told)));
  }

  /**
   * A caller that is known already costs no thread switch; nobody's body is read before.
   *
   * @param then called on the event loop of the request
   */
  static void of(
      Vertx vertx,
      CompletableFuture<Authentication> authentication,
      HttpServerRequest request,
      Consumer<Authentication> then) {
    if (authentication.isDone()) {
      then.accept(authentication.resultNow());
      return;
    }
    request.pause();
    of(
        vertx,
        authentication,
        told -> {
          then.accept(told);
          request.resume();
        });
  }

  /**
   * Lets a caller in: says in the request's scope who it is.
   *
   * @param response has what goes with the refusal added to its head
   * @return why it is not let in; null when it is
   */
  static @Nullable Refusal refusal(
      Authentication authentication, HttpServerResponse response, RequestScope scope) {
    return switch (authentication) {
      case Authentication.Anonymous anonymous -> null;
      case Authentication.Verified(Caller caller) -> {
        scope.calledBy(caller);
        scope.record().authenticated(caller.client());
        yield null;
      }
      case Authentication.Refused(var code, String message, String challenge) -> {
        response.putHeader("www-authenticate", challenge);
        yield new Refusal(Refusal.Code.valueOf(code.name()), message);
      }
      case Authentication.Unavailable(String message) -> {
        response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        yield new Refusal(Refusal.Code.AUTHENTICATION_UNAVAILABLE, message);
      }
    };
  }
}
