package dev.tributary.json;

/** The bytes are not a JSON document (RFC 8259), or nest deeper than allowed. */
public final class MalformedJsonException extends RuntimeException {

  /** What kind of fault it is, for callers that tell their clients apart. */
  public enum Fault {
    GRAMMAR,
    /** A string is not UTF-8. */
    ENCODING,
    /** Well-formed so far, but nested deeper than allowed. */
    DEPTH
  }

  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final int offset;

  MalformedJsonException(Fault fault, String what, int offset) {
    // A service that is down often answers something else: no stack trace is collected.
    super(what + " at byte " + offset, null, false, false);
    this.fault = fault;
    this.offset = offset;
  }

  public Fault fault() {
    return fault;
  }

  /** Where the reader stood, in bytes from the document's start. */
  public int offset() {
    return offset;
  }
}
