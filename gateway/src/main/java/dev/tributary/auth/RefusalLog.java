package dev.tributary.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One structured line for everybody who is turned away, on a logger of its own so that it can be
 * kept apart. Holds who, why and by which rule; never credentials.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.audit");

  /**
   * @param method the authentication method that looked at the credentials
   * @param code the code that the client is given
   * @param remote where the request came from
   */
  void refused(String method, String code, String remote) {
    LOG.atInfo()
        .addKeyValue("event", "authentication_refused")
        .addKeyValue("code", code)
        .addKeyValue("method", method)
        .addKeyValue("remote", remote)
        .log("A caller was refused");
  }

  /** A bug of ours: told with its place, but the message may hold what was being read. */
  void failed(String method, Throwable bug) {
    StackTraceElement[] trace = bug.getStackTrace();
    LOG.atError()
        .addKeyValue("event", "authentication_failed")
        .addKeyValue("method", method)
        .addKeyValue("cause", bug.getClass().getName())
        .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0].toString())
        .log("Credentials could not be checked");
  }
}
