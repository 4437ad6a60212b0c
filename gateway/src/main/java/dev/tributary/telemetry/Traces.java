package dev.tributary.telemetry;

import dev.tributary.telemetry.RequestRecord.Result;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which requests are traced, and sends their spans to a collector. What it is told to keep
 * is decided twice: when a request begins, so that services keep their part, and when it has ended
 * with errors.
 *
 * <p>Spans wait in a bounded queue for a thread that sends them. When the collector does not take
 * them, they are dropped. Safe for use by many threads.
 */
final class Traces implements RequestListener, AutoCloseable {

  private static final int QUEUE = 4_096;
  private static final int BATCH = 512;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int SERVER_ERROR = 500;

  private final TraceOptions options;
  private final BatchSpanProcessor spans;
  private final RequestSpans maker;
  private final LineLimit limit;
  private final AtomicLong count = new AtomicLong();

  Traces(TraceOptions options) {
    this(options, exporter(options), DELAY);
  }

  Traces(TraceOptions options, SpanExporter exporter, Duration delay) {
    this.options = options;
    this.limit = new LineLimit(options.perSecond());
    this.maker =
        new RequestSpans(
            Resource.getDefault()
                .merge(
                    Resource.create(
                        Attributes.builder().put("service.name", options.serviceName()).build())));
    this.spans =
        BatchSpanProcessor.builder(exporter)
            .setMaxQueueSize(QUEUE)
            .setMaxExportBatchSize(BATCH)
            .setScheduleDelay(delay)
            .setExporterTimeout(TIMEOUT)
            // Those of requests that turned out to have failed are not marked as sampled.
            .setExportUnsampledSpans(true)
            .build();
  }

  private static SpanExporter exporter(TraceOptions options) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder().setEndpoint(options.endpoint()).setTimeout(TIMEOUT);
    options.headers().forEach(builder::addHeader);
    return builder.build();
  }

  /** The trace of a request that begins. */
  TraceContext begin(MultiMap headers) {
    boolean drawn = options.oneOf() > 0 && count.getAndIncrement() % options.oneOf() == 0;
    TraceContext given = TraceContext.of(headers);
    if (given == null) {
      return TraceContext.begun(drawn && limit.admits());
    }
    return given.sampled((drawn || (options.followed() && given.sampled())) && limit.admits());
  }

  @Override
  public void ended(RequestRecord request) {
    TraceContext trace = request.trace();
    if (trace != null && (trace.sampled() || (hasFailed(request) && limit.admits()))) {
      // Both clocks now: what was written down was read from the one that does not jump.
      Instant now = Instant.now();
      long offset =
          TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
      SpanContext parent =
          trace.parent() == 0 ? SpanContext.getInvalid() : trace.context(trace.parent());
      maker.make(request, trace, parent, offset, spans::onEnd);
    }
  }

  private boolean hasFailed(RequestRecord request) {
    return options.errors()
        && (request.result() == Result.ERRORS || request.status() >= SERVER_ERROR);
  }

  /** Sends what waits; gives up after a moment. */
  @Override
  public void close() {
    spans.shutdown().join(2, TimeUnit.SECONDS);
  }
}
