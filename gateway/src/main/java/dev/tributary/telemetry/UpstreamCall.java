package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/** One call to a service for one request. Confined to the request's event loop. */
public final class UpstreamCall {

  private final String service;
  private final int step;
  private final long span;
  private final long begun = System.nanoTime();
  private long ended;
  private int status;
  private int bytes;
  private int retries;
  private boolean shared;
  private @Nullable String failure;
  private @Nullable Object instance;
  private @Nullable CacheUse cache;

  /**
   * @param span names it in a trace; 0 when there is none
   */
  UpstreamCall(String service, int step, long span) {
    this.span = span;
    this.service = service;
    this.step = step;
  }

  /** The call may be one that another request makes already, which asks the same. */
  public void joins() {
    shared = true;
  }

  /** The call is made for this request. */
  public void isMade() {
    shared = false;
  }

  /**
   * The call that was made for this request has ended.
   *
   * @param http the status of the answer; 0 for none
   * @param again how often it was made again before
   * @param by the instance that was asked last; null when the service has no instances
   */
  public void made(int http, int again, @Nullable Object by) {
    instance = by;
    status = http;
    retries = again;
  }

  /** The same of a call that is not made by way of instances. */
  public void made(int http, int again) {
    made(http, again, null);
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

  /** 0 when it is not known. */
  int status() {
    return status;
  }

  int bytes() {
    return bytes;
  }

  int retries() {
    return retries;
  }

  /** The instance that was asked last; null when it is not known. */
  @Nullable Object instance() {
    return instance;
  }

  /** Null when the service has no cache. */
  @Nullable CacheUse cache() {
    return cache;
  }

  boolean isShared() {
    return shared;
  }

  /** The code of what went wrong; null when nothing did. */
  @Nullable String failure() {
    return failure;
  }
}
