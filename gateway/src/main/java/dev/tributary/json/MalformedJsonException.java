package dev.tributary.json;

/** The bytes are not a JSON document (RFC 8259), or nest deeper than allowed. */
public final class MalformedJsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int offset;

  MalformedJsonException(String what, int offset) {
    // A service that is down often answers something else: no stack trace is collected.
    super(what + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /** Where the reader stood, in bytes from the document's start. */
  public int offset() {
    return offset;
  }
}
