package dev.tributary.telemetry;

import dev.tributary.telemetry.RequestRecord.Result;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line for each request, or for one of so many; all that did not go well are among them. Holds no
 * header fields, no query string, no variables and no document: what is not written need not be
 * redacted. Safe for use by many threads.
 */
final class AccessLog implements RequestListener {

  static final String LOGGER = "dev.tributary.access";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final int oneOf;
  private final MetricsOptions names;
  private final LineLimit lines;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param oneOf of how many requests that went well one is written down
   * @param perSecond how many lines are written at most
   * @param names where clients say what they are
   */
  AccessLog(int oneOf, int perSecond, MetricsOptions names) {
    this.oneOf = oneOf;
    this.names = names;
    this.lines = new LineLimit(perSecond);
  }

  @Override
  public void ended(RequestRecord request) {
    boolean well = request.result() == Result.OK;
    if ((!well || count.getAndIncrement() % oneOf == 0) && lines.admits()) {
      LoggingEventBuilder line = line(request, LOG.atInfo());
      long missing = lines.takeSuppressed();
      if (missing > 0) {
        line = line.addKeyValue("suppressed", missing);
      }
      line.log("request");
    }
  }

  private LoggingEventBuilder line(RequestRecord request, LoggingEventBuilder line) {
    MultiMap headers = request.head().headers();
    LoggingEventBuilder told =
        describe(request, line)
            .addKeyValue("method", request.head().method())
            .addKeyValue("path", PlainText.of(request.head().path()))
            .addKeyValue("status", request.status())
            .addKeyValue("bytes", request.bytes());
    told = add(told, "remote", request.head().address());
    told = add(told, "application", headers.get(names.applicationHeader()));
    told = add(told, "version", headers.get(names.versionHeader()));
    if (request.spent() > 0) {
      told = told.addKeyValue("cost", request.spent());
    }
    told = add(told, "cache", request.cached());
    return told.addKeyValue("calls", request.calls().size());
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder line, String name, @Nullable String value) {
    return value == null ? line : line.addKeyValue(name, PlainText.of(value));
  }

  /** What every log says of a request. */
  static LoggingEventBuilder describe(RequestRecord request, LoggingEventBuilder line) {
    LoggingEventBuilder told =
        line.addKeyValue("event", "request")
            .addKeyValue("request", request.id())
            .addKeyValue("client", request.client() == null ? "anonymous" : request.client())
            .addKeyValue("result", request.result().name().toLowerCase(Locale.ROOT))
            .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(request.nanos()));
    told = add(told, "kind", request.kind());
    told = add(told, "operation", request.operation());
    if (!request.errors().isEmpty()) {
      told = told.addKeyValue("errors", request.errors());
    }
    return told;
  }
}
