package dev.tributary.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators what went wrong while credentials were looked at; never the credentials. */
final class CheckLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.audit");

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
