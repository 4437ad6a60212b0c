package dev.tributary.openapi;

/**
 * Something of the document that the subgraph does not have, or has in another form.
 *
 * @param pointer where, a JSON pointer (RFC 6901) into the document
 * @param message what, and what became of it
 */
public record Finding(Code code, String pointer, String message) {

  /** Kinds of findings; the names are stable. */
  public enum Code {
    /** An operation is not imported. */
    OPERATION_SKIPPED,
    /** A parameter is not sent. */
    PARAMETER_SKIPPED,
    /** A schema has no type in GraphQL and is given as JSON. */
    GIVEN_AS_JSON,
    /** A type stands within itself: the inner one is given as JSON. */
    RECURSION_CUT,
    /** A selection would be too deep or too large: its part is given as JSON. */
    SELECTION_CUT,
    /** A {@code $ref} leads out of the document, or to nothing. */
    REFERENCE_NOT_FOLLOWED,
    /** Other 2xx answers than the one that is mapped. */
    ANSWER_IGNORED,
    /** A documented link is no field. */
    LINK_SKIPPED,
    /** The service's address is not in the document. */
    SERVER_UNKNOWN,
    /** Credentials that the configuration must give. */
    CREDENTIALS_NEEDED,
    /** An action of an overlay selects nothing of the document. */
    OVERLAY_WITHOUT_EFFECT,
    /** What the parser of OpenAPI says about the document. */
    DOCUMENT
  }
}
