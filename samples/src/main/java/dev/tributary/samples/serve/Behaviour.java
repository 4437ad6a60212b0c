package dev.tributary.samples.serve;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How a service treats its callers. It is well-behaved until told otherwise, by headers for one
 * request or by {@code POST /admin/behaviour} until further notice, so that people can watch the
 * gateway cope. Confined to the event loop of the service.
 */
final class Behaviour {

  static final int LONGEST_DELAY_MS = 30_000;

  /** A caller that waits longer than this is let go. */
  private static final int LONGEST_HANG_MS = 120_000;

  /** How a request can fail. */
  enum Mode {
    /** Status 503 with a JSON body that is not GraphQL's. */
    ERROR,
    /** Status 200 with a page for people, as a misconfigured proxy sends. */
    HTML,
    /** No answer. */
    HANG,
    /** Status 200 and JSON that stops in the middle. */
    TRUNCATE
  }

  private final Vertx vertx;
  private final Random chance = new Random();
  private int delayMs;
  private double failRate;
  private Mode mode = Mode.ERROR;

  Behaviour(Vertx vertx) {
    this.vertx = vertx;
  }

  /** To be put before the handlers that do the work. */
  void mount(Router router) {
    router
        .post("/admin/behaviour")
        .handler(BodyHandler.create(false).setBodyLimit(10_000))
        .handler(this::change);
  }

  void before(RoutingContext request) {
    Optional<Integer> delay = delayOf(request.request().getHeader("x-sample-delay-ms"));
    if (delay.isEmpty()) {
      refuse(request, "x-sample-delay-ms must be from 0 to " + LONGEST_DELAY_MS);
      return;
    }
    String asked = request.request().getHeader("x-sample-fail");
    Optional<Mode> failure = asked == null ? byChance() : modeOf(asked);
    if (asked != null && failure.isEmpty()) {
      refuse(request, "x-sample-fail must be error, html, hang or truncate");
      return;
    }
    Handler<@Nullable Long> proceed =
        timer -> failure.ifPresentOrElse(how -> fail(request, how), request::next);
    if (delay.get() > 0) {
      vertx.setTimer(delay.get(), proceed::handle);
    } else {
      proceed.handle(null);
    }
  }

  private Optional<Integer> delayOf(@Nullable String header) {
    if (header == null) {
      return Optional.of(delayMs);
    }
    try {
      return Optional.of(Integer.parseInt(header)).filter(Behaviour::isDelay);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean isDelay(int milliseconds) {
    return milliseconds >= 0 && milliseconds <= LONGEST_DELAY_MS;
  }

  private Optional<Mode> byChance() {
    return failRate > 0 && chance.nextDouble() < failRate ? Optional.of(mode) : Optional.empty();
  }

  private static Optional<Mode> modeOf(String name) {
    for (Mode mode : Mode.values()) {
      if (mode.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  private void fail(RoutingContext request, Mode how) {
    switch (how) {
      case ERROR ->
          request
              .response()
              .setStatusCode(503)
              .putHeader("content-type", "application/json")
              .end("{\"title\":\"out of order\"}");
      case HTML ->
          request
              .response()
              .putHeader("content-type", "text/html")
              .end("<!doctype html><title>Welcome</title><h1>It works!</h1>");
      case HANG -> vertx.setTimer(LONGEST_HANG_MS, timer -> request.request().connection().close());
      case TRUNCATE ->
          request
              .response()
              .putHeader("content-type", "application/json")
              .end("{\"data\":{\"items\":[{\"id\":\"1\",\"na");
    }
  }

  private void change(RoutingContext request) {
    try {
      JsonObject body = request.body().asJsonObject();
      int newDelay = body.getInteger("delayMs", 0);
      double newRate = body.getDouble("failRate", 0.0);
      Optional<Mode> newMode = modeOf(body.getString("mode", "error"));
      if (!isDelay(newDelay) || newRate < 0 || newRate > 1 || newMode.isEmpty()) {
        refuse(
            request,
            "delayMs must be from 0 to %d, failRate from 0 to 1, mode error, html, hang or truncate"
                .formatted(LONGEST_DELAY_MS));
        return;
      }
      delayMs = newDelay;
      failRate = newRate;
      mode = newMode.get();
      request.response().setStatusCode(204).end();
    } catch (DecodeException | ClassCastException | NullPointerException malformed) {
      refuse(request, "a JSON object is expected: {\"delayMs\":..,\"failRate\":..,\"mode\":..}");
    }
  }

  private static void refuse(RoutingContext request, String why) {
    request
        .response()
        .setStatusCode(400)
        .putHeader("content-type", "application/json")
        .end(new JsonObject().put("title", why).encode());
  }
}
