package dev.tributary.auth;

/** What came of looking at a request's {@link Credentials}. */
public sealed interface Authentication {

  /** There were none, and none are needed. */
  record Anonymous() implements Authentication {}

  /** They are right. */
  record Verified(Caller caller) implements Authentication {}

  /**
   * They are wrong, or missing where they are needed. Never treated as anonymous: a client that
   * means to be somebody must learn that it is not.
   *
   * @param message for the client's developer; holds nothing of the credentials
   * @param challenge the value of {@code WWW-Authenticate} (RFC 9110, 11.6.1)
   */
  record Refused(Code code, String message, String challenge) implements Authentication {}

  /**
   * Nobody can tell now, such as while an issuer that was never reached cannot be reached.
   *
   * @param message for the client's developer
   */
  record Unavailable(String message) implements Authentication {}

  /** Why credentials are refused: stable {@code extensions.code} values. */
  enum Code {
    /** None were given. */
    UNAUTHENTICATED,
    /** More than one where there can be one, or of a form that nothing here reads. */
    INVALID_CREDENTIALS,
    INVALID_API_KEY,
    INVALID_TOKEN,
    TOKEN_EXPIRED,
    INVALID_CLIENT_CERTIFICATE
  }
}
