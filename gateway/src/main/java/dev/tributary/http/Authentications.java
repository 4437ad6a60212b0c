package dev.tributary.http;

import dev.tributary.auth.Authentication;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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
    Context loop = vertx.getOrCreateContext();
    authentication.thenAccept(
        told ->
            loop.runOnContext(
                same -> {
                  then.accept(told);
                  request.resume();
                }));
  }
}
