package dev.tributary.telemetry;

import dev.tributary.telemetry.CacheUse.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One fetch from a service for one request: one call as a rule, several with some REST services, or
 * none when another request makes the same. Confined to the request's event loop.
 */
public final class UpstreamCall {

  private final String service;
  private final int step;
  private final long span;
  private final long begun = System.nanoTime();
  private long ended;
  private int bytes;
  private int joined;
  private int own;
  private int again;
  private int looked;
  private int found;
  private @Nullable String failure;

  /** All that were made for this request's fetch, as one; null until one has ended. */
  private @Nullable CallMade made;

  private @Nullable CacheUse cache;

  /**
   * @param span names it in a trace; 0 when there is none
   */
  UpstreamCall(String service, int step, long span) {
    this.span = span;
    this.service = service;
    this.step = step;
  }

  /** One that nobody reads. */
  public UpstreamCall() {
    this("", 0, 0);
  }

  /** The call may be one that another request makes already, which asks the same. */
  public void joins() {
    joined++;
  }

  /** The call is made for this request. */
  public void isMade() {
    own++;
  }

  /** A call that was made for this request has ended: one of several, with some services. */
  public void made(CallMade call) {
    CallMade before = made;
    made = before == null ? call : before.and(call);
  }

  /** An attempt has failed, and there is another one. */
  public void again() {
    again++;
  }

  /**
   * One of a REST service's answers was looked for among those that are kept.
   *
   * @param there whether it was there
   */
  public void looked(boolean there) {
    looked++;
    found += there ? 1 : 0;
    Outcome outcome = found == looked ? Outcome.HIT : found == 0 ? Outcome.MISS : Outcome.PARTIAL;
    cache = new CacheUse(outcome, found, looked, null, -1, 0);
  }

  /** What the cache did for it. */
  public void cached(CacheUse use) {
    cache = use;
  }

  /** There is an answer. */
  public void answered(int length) {
    bytes = length;
    ended = System.nanoTime();
  }

  /** There is none. */
  public void failed(String code) {
    failure = code;
    ended = System.nanoTime();
  }

  String service() {
    return service;
  }

  int step() {
    return step;
  }

  long span() {
    return span;
  }

  long begunAt() {
    return begun;
  }

  long endedAt() {
    return ended;
  }

  int bytes() {
    return bytes;
  }

  /** Null when no call was made, or none has ended. */
  @Nullable CallMade made() {
    return made;
  }

  /** How often a call was made again. */
  int retries() {
    return again + (made == null ? 0 : made.retries());
  }

  /** How many calls were made for it. */
  int requests() {
    return own;
  }

  /** Null when the service has no cache. */
  @Nullable CacheUse cache() {
    return cache;
  }

  boolean isShared() {
    return joined > own;
  }

  /** The code of what went wrong; null when nothing did. */
  @Nullable String failure() {
    return failure;
  }
}
