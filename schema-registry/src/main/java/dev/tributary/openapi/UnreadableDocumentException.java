package dev.tributary.openapi;

/** Thrown when text is not an OpenAPI document; the message says why. */
public final class UnreadableDocumentException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableDocumentException(String message) {
    super(message);
  }
}
