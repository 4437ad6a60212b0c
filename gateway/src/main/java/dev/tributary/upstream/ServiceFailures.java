package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.execute.UpstreamFailure.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failures of one service: what clients are told, and the detail that only operators see.
 * Confined to one event loop.
 */
final class ServiceFailures {

  private static final Logger log = LoggerFactory.getLogger(ServiceFailures.class);

  /** A service that is down fails every call: one line a second says as much as a thousand. */
  private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MOST_CAUSES = 4;

  private final String service;
  private final @Nullable ServiceAddress address;
  private long lastLogged = System.nanoTime() - LOG_INTERVAL_NANOS;
  private long unlogged;

  /**
   * @param address for the log only; null when it has none, or its connectors have one each
   */
  ServiceFailures(String service, @Nullable ServiceAddress address) {
    this.service = service;
    this.address = address;
  }

  String service() {
    return service;
  }

  UpstreamFailure unreachable(Object cause) {
    return failure(Code.UPSTREAM_UNREACHABLE, "could not be reached", cause);
  }

  UpstreamFailure withoutUrl() {
    return unreachable("its URL is not an http or https URL, or holds credentials");
  }

  /**
   * @param connected not one that a policy allows
   */
  UpstreamFailure notAllowed(Object connected) {
    return unreachable("its address " + connected + " is not one that may be called");
  }

  UpstreamFailure tooBusy(Object cause) {
    return failure(Code.UPSTREAM_UNREACHABLE, "has too many calls waiting", cause);
  }

  UpstreamFailure overloaded() {
    return failure(
        Code.UPSTREAM_OVERLOADED, "has as many calls as it may, and others go first", null);
  }

  UpstreamFailure circuitOpen() {
    return failure(
        Code.UPSTREAM_CIRCUIT_OPEN, "fails nearly every call and is not called for a while", null);
  }

  UpstreamFailure timeout() {
    return failure(Code.UPSTREAM_TIMEOUT, "did not answer in time", null);
  }

  UpstreamFailure httpError(int status, Object detail) {
    UpstreamFailure failure =
        failure(Code.UPSTREAM_HTTP_ERROR, "answered with HTTP status " + status, detail);
    return new UpstreamFailure(failure.code(), failure.getMessage(), status);
  }

  UpstreamFailure tooLarge(int limit) {
    return failure(
        Code.UPSTREAM_RESPONSE_TOO_LARGE, "answered with more than " + limit + " bytes", null);
  }

  UpstreamFailure cutShort(Object cause) {
    return failure(Code.UPSTREAM_INVALID_RESPONSE, "broke off its answer", cause);
  }

  /**
   * @param what is wrong with the answer, as in "answered with ..."
   */
  UpstreamFailure invalid(String what, Object detail) {
    return failure(Code.UPSTREAM_INVALID_RESPONSE, "answered with " + what, detail);
  }

  /** A subscription has ended that should not have. */
  UpstreamFailure broken(Object detail) {
    return failure(Code.SUBSCRIPTION_BROKEN, "broke off a subscription", detail);
  }

  /** Nobody waits for the answer any more: nothing to report. */
  UpstreamFailure cancelled() {
    return new UpstreamFailure(Code.UPSTREAM_CANCELLED, "The request was cancelled.");
  }

  private UpstreamFailure failure(Code code, String what, @Nullable Object detail) {
    long now = System.nanoTime();
    if (now - lastLogged < LOG_INTERVAL_NANOS) {
      unlogged++;
    } else {
      log.warn(
          "{}: service {}{} {}{}{}",
          code,
          service,
          address == null ? "" : " at " + address,
          what,
          detail == null ? "" : ": " + describe(detail),
          unlogged == 0 ? "" : " (and " + unlogged + " failures before)");
      lastLogged = now;
      unlogged = 0;
    }
    return new UpstreamFailure(code, "The service \"" + service + "\" " + what + ".");
  }

  /** A failed handshake, for one, says why only in its cause's cause. */
  private static String describe(Object detail) {
    if (!(detail instanceof Throwable failure)) {
      return detail.toString();
    }
    StringBuilder text = new StringBuilder(failure.toString());
    Throwable cause = failure.getCause();
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      text.append(", caused by ").append(cause);
    }
    return text.toString();
  }
}
