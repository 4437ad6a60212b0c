package dev.tributary.telemetry;

import io.opentelemetry.api.trace.SpanId;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Lets a measurement name the trace of the request that it is of, if that is kept. */
final class CurrentTrace implements SpanContext {

  private final ThreadLocal<@Nullable TraceContext> current = new ThreadLocal<>();

  void set(TraceContext trace) {
    current.set(trace);
  }

  void clear() {
    current.remove();
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    TraceContext trace = current.get();
    return trace == null ? null : trace.traceId();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    TraceContext trace = current.get();
    return trace == null ? null : SpanId.fromLong(trace.span());
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return current.get() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {}
}
