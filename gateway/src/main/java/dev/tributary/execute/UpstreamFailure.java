package dev.tributary.execute;

/**
 * A call that brought no usable answer.
 *
 * <p>The message is meant for clients: it names neither host nor URL. What operators need goes to
 * the log where the failure is noticed.
 */
public final class UpstreamFailure extends RuntimeException {

  /** Stable {@code extensions.code} of the resulting GraphQL error. */
  public enum Code {
    /** No connection could be made, or it broke. */
    UPSTREAM_UNREACHABLE,
    /** The service's or the request's time limit passed. */
    UPSTREAM_TIMEOUT,
    /** The service answered with an HTTP status that carries no GraphQL response. */
    UPSTREAM_HTTP_ERROR,
    /** The answer is not a GraphQL response: not JSON, cut short, or of the wrong shape. */
    UPSTREAM_INVALID_RESPONSE,
    /** The answer is larger than the limit. */
    UPSTREAM_RESPONSE_TOO_LARGE,
    /** It was not asked: it fails nearly every call, and is spared for a while. */
    UPSTREAM_CIRCUIT_OPEN,
    /** It cannot be subscribed to. */
    SUBSCRIPTION_NOT_SUPPORTED,
    /** It ended a subscription without completing it. */
    SUBSCRIPTION_BROKEN,
    /** It was not asked: too many calls to it wait already, and others go first. */
    UPSTREAM_OVERLOADED,
    /** The client went away. */
    UPSTREAM_CANCELLED,
    /** It was not asked: its part of the operation is dearer than its budget. */
    SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE
  }

  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String message;
  private final int status;

  public UpstreamFailure(Code code, String message) {
    this(code, message, 0);
  }

  /**
   * @param status of the service's HTTP answer; 0 when there was none, or it does not matter
   */
  public UpstreamFailure(Code code, String message, int status) {
    // Expected often when a service is down: no stack trace is collected.
    super(message, null, false, false);
    this.code = code;
    this.message = message;
    this.status = status;
  }

  @Override
  public String getMessage() {
    return message;
  }

  public Code code() {
    return code;
  }

  /** Of the HTTP answer that is a failure; 0 when there was none. */
  public int status() {
    return status;
  }
}
