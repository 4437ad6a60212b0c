package dev.tributary.execute;

import dev.tributary.auth.Caller;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client request while it is being answered: its event loop, its deadline, its headers, and
 * whether the client is still there. Confined to the event loop of {@link #context()}.
 */
public final class RequestScope {

  private final Context context;
  private final MultiMap headers;
  private final RequestRecord record;
  private final long deadlineNanos;
  private Caller caller = Caller.ANONYMOUS;

  // Made when they are first needed: a request whose answer is kept needs none of them.
  private @Nullable List<Runnable> onCancel;
  private @Nullable Map<Class<?>, Object> locals;
  private @Nullable MultiMap responseHeaders;
  private @Nullable SequencedMap<String, Buffer> extensions;

  private @Nullable String address;
  private @Nullable Subscriber subscriber;
  private @Nullable Freshness freshness;
  private List<FetchHint> hints = List.of();
  private boolean cancelled;
  private boolean cacheTold;
  private long estimatedCost;

  /** The HTTP request that this is an operation of; this when it is the only one. */
  private final RequestScope whole;

  /**
   * @param headers the client's request headers
   * @param deadlineNanos on {@link System#nanoTime}'s clock
   */
  public RequestScope(Context context, MultiMap headers, long deadlineNanos) {
    this(context, headers, deadlineNanos, RequestRecord.unread());
  }

  /**
   * @param headers the client's request headers
   * @param deadlineNanos on {@link System#nanoTime}'s clock
   * @param record where what becomes of the request is written down
   */
  public RequestScope(Context context, MultiMap headers, long deadlineNanos, RequestRecord record) {
    this.context = context;
    this.headers = headers;
    this.deadlineNanos = deadlineNanos;
    this.record = record;
    this.whole = this;
  }

  private RequestScope(RequestScope whole, RequestRecord record) {
    this.context = whole.context;
    this.headers = whole.headers;
    this.deadlineNanos = whole.deadlineNanos;
    this.record = record;
    this.caller = whole.caller;
    this.address = whole.address;
    this.whole = whole;
    whole.onCancel(this::cancel);
  }

  /**
   * The scope of one operation among several of this HTTP request: they share its time, its caller
   * and the header fields of its answer, and nothing else.
   *
   * @param record the operation's
   */
  public RequestScope part(RequestRecord record) {
    return new RequestScope(this, record);
  }

  /**
   * The scope of what is done for the same caller after this request has been answered: it has as
   * much time as this one had left, and nothing else of it changes.
   */
  public RequestScope afterwards() {
    return afterwards(Duration.ofNanos(Math.max(0, remainingNanos())));
  }

  /** The same with another time limit. */
  public RequestScope afterwards(Duration most) {
    RequestScope after = new RequestScope(context, headers, System.nanoTime() + most.toNanos());
    after.caller = caller;
    after.address = address;
    return after;
  }

  public Context context() {
    return context;
  }

  public MultiMap headers() {
    return headers;
  }

  /** Where what becomes of the request is written down. */
  public RequestRecord record() {
    return record;
  }

  /** Who sent the request: anonymous until {@link #calledBy} says more. */
  public Caller caller() {
    return caller;
  }

  /** The request's credentials have been verified. Called before the engine is asked. */
  public void calledBy(Caller verified) {
    caller = verified;
  }

  /** Where the request comes from: its peer's address, null when it is not known. */
  public @Nullable String address() {
    return address;
  }

  /** The peer's address is known. Called before the engine is asked. */
  public void calledFrom(@Nullable String peer) {
    address = peer;
  }

  /** Completes on the request's event loop, wherever the other does; and within its time. */
  public <T> Future<T> here(Future<T> anywhere) {
    if (anywhere.isComplete()) {
      return anywhere;
    }
    Promise<T> promise = Promise.promise();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos()));
    long timer = context.owner().setTimer(millis, id -> promise.tryFail("out of time"));
    anywhere.onComplete(
        done ->
            context.runOnContext(
                nothing -> {
                  context.owner().cancelTimer(timer);
                  if (done.succeeded()) {
                    promise.tryComplete(done.result());
                  } else {
                    promise.tryFail(done.cause());
                  }
                }));
    return promise.future();
  }

  /** Who takes the events of a subscription; null when the transport has one answer only. */
  public @Nullable Subscriber subscriber() {
    return subscriber;
  }

  /** The client can be sent several answers. Called before the engine is asked. */
  public void takesEvents(Subscriber taker) {
    subscriber = taker;
  }

  /** Header fields that go with the answer, to all operations of the HTTP request. */
  public MultiMap responseHeaders() {
    if (whole != this) {
      return whole.responseHeaders();
    }
    MultiMap fields = responseHeaders;
    if (fields == null) {
      fields = MultiMap.caseInsensitiveMultiMap();
      responseHeaders = fields;
    }
    return fields;
  }

  /** Adds the header fields that go with the answer, if there are any, to its others. */
  public void addResponseHeadersTo(MultiMap fields) {
    if (whole.responseHeaders != null) {
      fields.addAll(whole.responseHeaders);
    }
  }

  /** Entries of the answer's {@code extensions}, JSON by name; written when the answer is ready. */
  public SequencedMap<String, Buffer> extensions() {
    SequencedMap<String, Buffer> entries = extensions;
    if (entries == null) {
      entries = new LinkedHashMap<>(4);
      extensions = entries;
    }
    return entries;
  }

  /** Whether there are entries of the answer's {@code extensions}. */
  boolean hasExtensions() {
    return extensions != null && !extensions.isEmpty();
  }

  /** What the operation is estimated at, in cost units; 0 when it is not known. */
  public long estimatedCost() {
    return estimatedCost;
  }

  /** The operation has been estimated. */
  public void estimatedAt(long cost) {
    estimatedCost = cost;
  }

  /** Nanoseconds left; zero or less once the deadline has passed. */
  public long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * What one part of the house remembers for the length of this request, such as calls already
   * made.
   *
   * @param initial makes it when it is first asked for
   */
  public <T> T local(Class<T> type, Supplier<T> initial) {
    Map<Class<?>, Object> known = locals;
    if (known == null) {
      known = new HashMap<>(4);
      locals = known;
    }
    return type.cast(known.computeIfAbsent(type, first -> initial.get()));
  }

  /**
   * The same for the length of the HTTP request, whose operations share an answer.
   *
   * @param initial makes it when it is first asked for
   */
  public <T> T ofAnswer(Class<T> type, Supplier<T> initial) {
    return whole.local(type, initial);
  }

  /** Those who had a part in the operation's answer have said whether it may be kept. */
  public void cacheTold() {
    cacheTold = true;
  }

  /** Whether anybody has said whether the operation's answer may be kept: if not, it may not. */
  public boolean isCacheTold() {
    return cacheTold;
  }

  /** What services say of how long the answer may be kept; null when nobody asks. */
  public @Nullable Freshness freshness() {
    return freshness;
  }

  /** From now on it is noted what services say of how long the answer may be kept. */
  Freshness watchFreshness() {
    Freshness watched = new Freshness();
    freshness = watched;
    return watched;
  }

  /**
   * What the schema says of keeping the answer to a step; nothing where nobody has worked it out.
   */
  public FetchHint hint(FetchStep step) {
    return step.id() < hints.size() ? hints.get(step.id()) : FetchHint.NONE;
  }

  /**
   * The operation is known, and what the schema says of its fetches.
   *
   * @param ofSteps by the step's id
   */
  public void hinted(List<FetchHint> ofSteps) {
    hints = ofSteps;
  }

  /** Runs {@code action} when the client goes away; at once when it already has. */
  public void onCancel(Runnable action) {
    if (cancelled) {
      action.run();
      return;
    }
    List<Runnable> actions = onCancel;
    if (actions == null) {
      actions = new ArrayList<>(4);
      onCancel = actions;
    }
    actions.add(action);
  }

  /** The client went away. */
  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      List<Runnable> actions = onCancel;
      onCancel = null;
      if (actions != null) {
        actions.forEach(Runnable::run);
      }
    }
  }
}
