package dev.tributary.telemetry;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of one request while it is being answered. Confined to its event loop.
 *
 * <p>Times are on {@link System#nanoTime}'s clock, and 0 as long as what they tell of has not
 * happened.
 */
public final class RequestRecord {

  /** What came of a request, as coarse as a graph of it should be. */
  public enum Result {
    /** Answered, without an error. */
    OK,
    /** Answered, with errors. */
    ERRORS,
    /** Not executed: wrong, not allowed, too much, or not possible now. */
    REFUSED,
    /** The client went away first. */
    GONE
  }

  /** What is known of a request by its head. */
  record Head(String method, String path, @Nullable String address, MultiMap headers) {
    static final Head NONE = new Head("", "", null, MultiMap.caseInsensitiveMultiMap());
  }

  private final Telemetry telemetry;
  private final Head head;
  private final String id;
  private final @Nullable TraceContext trace;
  private final long begun = System.nanoTime();
  private @Nullable String client;
  private @Nullable String operation;
  private @Nullable String kind;
  private @Nullable String route;
  private @Nullable PlanText plan;
  private @Nullable String document;
  private @Nullable Preparation preparation;
  private @Nullable List<UpstreamCall> calls;
  private @Nullable SortedMap<String, Integer> errors;
  private @Nullable String tier;
  private @Nullable String refusedBy;
  private boolean executed;
  private boolean credentialsRefused;
  private long authenticated;
  private long received;
  private long prepared;
  private long authorized;
  private long asked;
  private @Nullable String cached;
  private @Nullable String notKept;
  private long admitted;
  private long fetched;
  private long projected;
  private long ended;
  private double quotaLeft = 1;
  private long estimatedCost = -1;
  private long actualCost = -1;
  private int status;
  private int bytes;

  /**
   * @param trace null when requests are not traced
   */
  RequestRecord(Telemetry telemetry, Head head, String id, @Nullable TraceContext trace) {
    this.trace = trace;
    this.telemetry = telemetry;
    this.head = head;
    this.id = id;
  }

  /** A record that nobody reads. */
  public static RequestRecord unread() {
    return new RequestRecord(Telemetry.off(), Head.NONE, "", null);
  }

  // What those who answer the request tell

  /**
   * The caller is known.
   *
   * @param name what the caller is known by; null for an anonymous one
   */
  public void authenticated(@Nullable String name) {
    client = name;
    authenticated = System.nanoTime();
  }

  /** All of the request is here. */
  public void received() {
    received = System.nanoTime();
  }

  /** The operation is not known yet: it is prepared now, and what is returned is told how. */
  public Preparation preparing() {
    preparation = new Preparation();
    return preparation;
  }

  /** The operation is known, and perhaps wrong. */
  public void prepared() {
    prepared = System.nanoTime();
  }

  /** What the caller may see is decided, where that took asking. */
  public void authorized() {
    authorized = System.nanoTime();
  }

  /** The text that the client sent, or named. */
  public void document(String text) {
    document = text;
  }

  /**
   * What is being run.
   *
   * @param name the operation's; null when it has none
   * @param type query or mutation
   * @param text its plan
   */
  public void operation(@Nullable String name, String type, PlanText text) {
    operation = name;
    kind = type;
    plan = text;
  }

  /**
   * The request is passed on.
   *
   * @param name the route's
   * @param pattern of the paths that it is for
   */
  public void route(String name, String pattern) {
    operation = name;
    kind = "route";
    route = pattern;
  }

  /** What the request is estimated at, in cost units. */
  public void estimated(long cost) {
    estimatedCost = cost;
  }

  /** What it cost in the end. */
  public void cost(long actual) {
    actualCost = actual;
  }

  /** The client's quota is asked now. */
  public void askingQuota() {
    asked = System.nanoTime();
  }

  /**
   * The client's quota has been asked.
   *
   * @param name of the client's tier
   * @param limit the limit that did not have enough; null when all had
   */
  public void quota(String name, @Nullable String limit) {
    tier = name;
    refusedBy = limit;
    admitted = System.nanoTime();
  }

  /**
   * The caller's credentials were refused.
   *
   * @param method the way of authentication that looked at them
   * @param code what the client is told
   * @param remote where they came from
   */
  public void authenticationRefused(String method, String code, String remote) {
    credentialsRefused = true;
    telemetry.audit().authentication(this, method, code, remote);
  }

  /**
   * The caller may not see something.
   *
   * @param name what the caller is known by; null for an anonymous one
   * @param coordinate of the schema
   * @param rule what the caller does not meet
   * @param code what the client is told
   */
  public void authorizationRefused(
      @Nullable String name, String coordinate, String rule, String code) {
    telemetry.audit().authorization(this, name, coordinate, rule, code);
  }

  /**
   * How a client stands with one of its limits.
   *
   * @param most that can be left
   */
  public void quotaLeft(long remaining, long most) {
    quotaLeft = Math.min(quotaLeft, Math.max(0, (double) remaining / Math.max(1, most)));
  }

  /**
   * A service is about to be called.
   *
   * @param step the plan step's number
   */
  public UpstreamCall calling(String service, int step) {
    UpstreamCall call = new UpstreamCall(service, step, trace == null ? 0 : TraceContext.newSpan());
    List<UpstreamCall> made = calls;
    if (made == null) {
      made = new ArrayList<>(4);
      calls = made;
    }
    made.add(call);
    return call;
  }

  /** The latest call: the one that is being made, as long as it is being made. */
  public UpstreamCall latestCall() {
    List<UpstreamCall> made = calls;
    return made == null ? calling("", -1) : made.getLast();
  }

  /**
   * Adds to the header fields that a service is sent what it is to know of the trace.
   *
   * @param fields not changed
   * @param call the call that these are of; null when it is one of several for one step
   * @return the same when requests are not traced
   */
  public MultiMap traced(MultiMap fields, @Nullable UpstreamCall call) {
    if (trace == null) {
      return fields;
    }
    MultiMap traced = HttpHeaders.headers().addAll(fields);
    trace(traced, call);
    return traced;
  }

  /**
   * The same where they may be changed: sets what a service is to know of the trace, if requests
   * are traced.
   *
   * @param call the call that the fields are of; null when it is one of several for one step
   */
  public void trace(MultiMap fields, @Nullable UpstreamCall call) {
    TraceContext context = trace;
    if (context == null) {
      return;
    }
    fields.set(
        TraceContext.PARENT_HEADER,
        context.traceparent(call == null ? context.span() : call.span()));
    if (!context.state().isEmpty()) {
      fields.set(TraceContext.STATE_HEADER, context.state());
    }
  }

  /**
   * The answer was looked for among those that are kept.
   *
   * @param how {@code hit} when it was there, {@code stale} when it was and is worked out anew,
   *     {@code miss} when it was not
   */
  public void cached(String how) {
    cached = how;
  }

  /**
   * The answer was kept, whole: no service is asked for it, and nothing is left to write.
   *
   * @param how it was found
   */
  public void answeredByWhatWasKept(String how) {
    cached = how;
    executed = true;
    fetched = System.nanoTime();
    projected = fetched;
  }

  /**
   * The whole answer was not looked for among those that are kept, or it is not kept.
   *
   * @param why one of few texts of ours
   */
  public void notKept(String why) {
    notKept = why;
  }

  /** All that was asked of services has come, or will not. */
  public void fetched() {
    fetched = System.nanoTime();
  }

  /** The answer is written. */
  public void projected() {
    executed = true;
    projected = System.nanoTime();
  }

  /** Whether the client is told of any error. */
  public boolean hasErrors() {
    return errors != null;
  }

  /** The client is told of an error. */
  public void error(String code) {
    error(code, 1);
  }

  /** The client is told of some errors of one kind. */
  public void error(String code, int count) {
    SortedMap<String, Integer> counts = errors;
    if (counts == null) {
      counts = new TreeMap<>();
      errors = counts;
    }
    counts.merge(code, count, Integer::sum);
  }

  /**
   * The answer is on its way. What comes later is not looked at.
   *
   * @param length of the body, before compression
   */
  public void ended(int httpStatus, int length) {
    if (ended == 0) {
      status = httpStatus;
      bytes = length;
      ended = System.nanoTime();
      telemetry.ended(this);
    }
  }

  /** The client went away before it had an answer. */
  public void gone() {
    ended(0, 0);
  }

  // What is to be read when it has ended

  /** Names the request in logs and to the client; empty when nobody reads the record. */
  public String id() {
    return id;
  }

  /** What clients are told the request is named; empty when they are told nothing. */
  public String told() {
    return telemetry.requestIdHeader() == null ? "" : id;
  }

  /** Names the request in the head of its answer. */
  public void nameIn(MultiMap headers) {
    CharSequence header = telemetry.requestIdHeader();
    if (header != null) {
      headers.set(header, id);
    }
  }

  /** Why the whole answer is not kept; null when it is, or nobody has said. */
  @Nullable String notKept() {
    return notKept;
  }

  /** Whether the answer was kept: hit, stale or miss; null when it was not looked for. */
  @Nullable String cached() {
    return cached;
  }

  @Nullable TraceContext trace() {
    return trace;
  }

  /**
   * How the request was answered so far, as a JSON object; null for all who do not know the secret.
   *
   * @param headers the request's
   */
  public @Nullable String debugTrace(MultiMap headers) {
    DebugTrace debug = telemetry.debug();
    return debug != null && debug.isAllowedTo(headers) ? debug.of(this, telemetry) : null;
  }

  Head head() {
    return head;
  }

  long begun() {
    return begun;
  }

  @Nullable String client() {
    return client;
  }

  @Nullable String operation() {
    return operation;
  }

  @Nullable String kind() {
    return kind;
  }

  /** The pattern of the route that it takes; null when it is not passed on. */
  @Nullable String route() {
    return route;
  }

  @Nullable String document() {
    return document;
  }

  @Nullable PlanText plan() {
    return plan;
  }

  @Nullable Preparation preparation() {
    return preparation;
  }

  List<UpstreamCall> calls() {
    return calls == null ? List.of() : calls;
  }

  SortedMap<String, Integer> errors() {
    return errors == null ? Collections.emptySortedMap() : errors;
  }

  @Nullable String tier() {
    return tier;
  }

  @Nullable String refusedBy() {
    return refusedBy;
  }

  boolean credentialsRefused() {
    return credentialsRefused;
  }

  /** Of the client's tightest limit, from 0 to 1. */
  double quotaLeft() {
    return quotaLeft;
  }

  long authenticatedAt() {
    return authenticated;
  }

  long receivedAt() {
    return received;
  }

  long preparedAt() {
    return prepared;
  }

  long authorizedAt() {
    return authorized;
  }

  long quotaAskedAt() {
    return asked;
  }

  long admittedAt() {
    return admitted;
  }

  long fetchedAt() {
    return fetched;
  }

  long projectedAt() {
    return projected;
  }

  long endedAt() {
    return ended;
  }

  /** Negative when it was not computed. */
  long estimatedCost() {
    return estimatedCost;
  }

  /** Negative when it was not counted. */
  long actualCost() {
    return actualCost;
  }

  /** Cost units as counted, or else as estimated; 0 for what was not executed. */
  long spent() {
    if (actualCost >= 0) {
      return actualCost;
    }
    return executed && estimatedCost > 0 ? estimatedCost : 0;
  }

  /** 0 when the client went away. */
  int status() {
    return status;
  }

  int bytes() {
    return bytes;
  }

  long nanos() {
    return ended - begun;
  }

  Result result() {
    if (status == 0) {
      return Result.GONE;
    }
    if (!executed) {
      // A batch's own record: its operations have theirs.
      return status < 400 && errors == null ? Result.OK : Result.REFUSED;
    }
    return errors == null ? Result.OK : Result.ERRORS;
  }
}
