package dev.tributary.jsonpath;

/** Thrown when a text is no query, or takes too long to be answered; the message says why. */
public final class JsonPathException extends Exception {

  private static final long serialVersionUID = 1L;

  JsonPathException(String message) {
    super(message);
  }
}
