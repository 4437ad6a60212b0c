package dev.tributary.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to (W3C Trace Context, level 1).
 *
 * @param traceId 32 hexadecimal digits
 * @param parent the span of whoever sent the request; 0 for none
 * @param span the request's own
 * @param sampled whether whoever is called should keep what belongs to the trace
 * @param state what other tracing systems pass on; empty for nothing
 */
record TraceContext(String traceId, long parent, long span, boolean sampled, String state) {

  static final String PARENT_HEADER = "traceparent";
  static final String STATE_HEADER = "tracestate";

  private static final int LENGTH = 55;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int MOST_STATE = 512;

  /** A trace that begins here. */
  static TraceContext begun(boolean sampled) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new TraceContext(
        TraceId.fromLongs(random.nextLong(), nonZero(random)), 0, nonZero(random), sampled, "");
  }

  /**
   * The trace that a request says it belongs to.
   *
   * @return null when it says nothing, or nothing that is well-formed
   */
  static @Nullable TraceContext of(MultiMap headers) {
    String given = headers.get(PARENT_HEADER);
    if (given == null || !isWellFormed(given)) {
      return null;
    }
    String state = headers.get(STATE_HEADER);
    return new TraceContext(
        given.substring(3, 35),
        Long.parseUnsignedLong(given.substring(SPAN_AT, SPAN_AT + 16), 16),
        nonZero(ThreadLocalRandom.current()),
        (Character.digit(given.charAt(FLAGS_AT + 1), 16) & 1) == 1,
        state != null && state.length() <= MOST_STATE ? state : "");
  }

  /** A later version may add to the end, behind a hyphen. */
  private static boolean isWellFormed(String given) {
    if (given.length() < LENGTH
        || (given.length() > LENGTH && (given.startsWith("00") || given.charAt(LENGTH) != '-'))
        || given.startsWith("ff")) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = given.charAt(i);
      boolean hyphen = i == 2 || i == 35 || i == 52;
      if (hyphen ? c != '-' : !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return TraceId.isValid(given.substring(3, 35))
        && SpanId.isValid(given.substring(SPAN_AT, SPAN_AT + 16));
  }

  static long newSpan() {
    return nonZero(ThreadLocalRandom.current());
  }

  private static long nonZero(ThreadLocalRandom random) {
    long value = random.nextLong();
    return value == 0 ? 1 : value;
  }

  TraceContext sampled(boolean kept) {
    return kept == sampled ? this : new TraceContext(traceId, parent, span, kept, state);
  }

  /** What a service is told whose caller is this span. */
  String traceparent(long caller) {
    return "00-" + traceId + "-" + SpanId.fromLong(caller) + (sampled ? "-01" : "-00");
  }

  SpanContext context(long id) {
    return SpanContext.create(
        traceId,
        SpanId.fromLong(id),
        sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.getDefault());
  }
}
