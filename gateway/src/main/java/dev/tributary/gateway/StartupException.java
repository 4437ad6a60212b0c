package dev.tributary.gateway;

/** The gateway cannot start, and the message says to its operator why. */
final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartupException(String message) {
    super(message);
  }
}
