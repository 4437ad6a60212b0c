package dev.tributary.openapi;

/** The document cannot be imported at all; the message says why. */
public final class OpenApiRefusalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OpenApiRefusalException(String message) {
    super(message);
  }
}
