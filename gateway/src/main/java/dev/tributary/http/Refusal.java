package dev.tributary.http;

/**
 * Why a request is not given to the engine.
 *
 * @param message for the client's developer: what is wrong and what to do
 */
record Refusal(Code code, String message) {

  /** More requests than may run at once. */
  static final Refusal TOO_MANY_REQUESTS =
      new Refusal(Code.OVERLOADED, "There are too many requests now. Try again later.");

  static final Refusal NOT_IN_TIME =
      new Refusal(Code.GATEWAY_TIMEOUT, "The request was not answered in time.");

  static final Refusal BROKEN_BODY =
      new Refusal(Code.MALFORMED_HTTP, "The request's body is not valid HTTP.");

  /** Our own fault, of which the client learns nothing else. */
  static final Refusal OUR_FAULT =
      new Refusal(Code.INTERNAL_SERVER_ERROR, "The gateway failed to answer the request.");

  /** Stable {@code extensions.code} values, and the status that goes with each. */
  enum Code {
    MALFORMED_HTTP(400),
    MALFORMED_QUERY_STRING(400),
    MALFORMED_JSON(400),
    INVALID_UTF8(400),
    JSON_TOO_DEEP(400),
    DUPLICATE_KEY(400),
    NOT_A_JSON_OBJECT(400),
    BATCHING_NOT_ENABLED(400),
    BATCH_TOO_LARGE(400),
    MISSING_QUERY(400),
    INVALID_QUERY(400),
    INVALID_OPERATION_NAME(400),
    INVALID_VARIABLES(400),
    VARIABLES_TOO_LARGE(400),
    INVALID_EXTENSIONS(400),
    CSRF_PREVENTED(400),
    UNSUPPORTED_SUBPROTOCOL(400),
    TOO_MANY_OPERATIONS(429),
    DOCUMENT_NOT_FOUND(400),
    DOCUMENT_NOT_TRUSTED(400),
    PERSISTED_QUERY_HASH_MISMATCH(400),
    /** 200, as clients of automatic persisted queries expect: they send the operation then. */
    PERSISTED_QUERY_NOT_FOUND(200),
    /** Likewise. */
    PERSISTED_QUERY_NOT_SUPPORTED(200),
    UNAUTHENTICATED(401),
    INVALID_CREDENTIALS(401),
    INVALID_API_KEY(401),
    INVALID_TOKEN(401),
    TOKEN_EXPIRED(401),
    INVALID_CLIENT_CERTIFICATE(401),
    /** What stays open was begun with other rights. */
    CREDENTIALS_CHANGED(401),
    ORIGIN_NOT_ALLOWED(403),
    FORBIDDEN(403),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_TIMEOUT(408),
    BODY_TOO_LARGE(413),
    URL_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    UNSUPPORTED_CONTENT_ENCODING(415),
    HEADERS_TOO_LARGE(431),
    INTERNAL_SERVER_ERROR(500),
    UPSTREAM_UNREACHABLE(502),
    UPSTREAM_INVALID_RESPONSE(502),
    AUTHENTICATION_UNAVAILABLE(503),
    TOO_MANY_STREAMS(503),
    SHUTTING_DOWN(503),
    UPSTREAM_CIRCUIT_OPEN(503),
    UPSTREAM_OVERLOADED(503),
    OVERLOADED(503),
    UPSTREAM_TIMEOUT(504),
    GATEWAY_TIMEOUT(504);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
