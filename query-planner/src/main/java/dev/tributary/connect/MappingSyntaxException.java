package dev.tributary.connect;

/** Ends an attempt to parse; caught where the next reading is tried, or at the door. */
final class MappingSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String message;
  private final int offset;

  MappingSyntaxException(String message, int offset) {
    // Thrown on every reading that does not fit: no stack trace is collected.
    super(message, null, false, false);
    this.message = message;
    this.offset = offset;
  }

  String message() {
    return message;
  }

  int offset() {
    return offset;
  }
}
