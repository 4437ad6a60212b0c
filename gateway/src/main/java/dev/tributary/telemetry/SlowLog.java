package dev.tributary.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A line for each request that took long: where the time went, and by which plan. */
final class SlowLog implements RequestListener {

  static final String LOGGER = "dev.tributary.slow";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final int LINES_PER_SECOND = 5;
  private static final int MOST_CALLS = 100;
  private static final int MOST_PLAN = 8_000;

  private final long nanos;
  private final LineLimit lines = new LineLimit(LINES_PER_SECOND);

  /**
   * @param nanos what takes as long as this is slow
   */
  SlowLog(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public void ended(RequestRecord request) {
    if (request.nanos() >= nanos && lines.admits()) {
      LoggingEventBuilder line =
          AccessLog.describe(request, LOG.atWarn())
              .addKeyValue("stages", stages(request))
              .addKeyValue("calls", calls(request));
      PlanText plan = request.plan();
      if (plan != null) {
        String text = plan.planText();
        line =
            line.addKeyValue(
                "plan", text.length() > MOST_PLAN ? text.substring(0, MOST_PLAN) + "..." : text);
      }
      line.log("A slow request");
    }
  }

  /** When each stage ended, in microseconds after the request's head. */
  static Map<String, Object> stages(RequestRecord request) {
    Map<String, Object> stages = new LinkedHashMap<>();
    add(stages, "authenticated", request, request.authenticatedAt());
    add(stages, "received", request, request.receivedAt());
    Preparation steps = request.preparation();
    if (steps != null) {
      add(stages, "read", request, steps.readAt());
      add(stages, "planned", request, steps.plannedAt());
      add(stages, "compiled", request, steps.compiledAt());
    }
    add(stages, "prepared", request, request.preparedAt());
    add(stages, "authorized", request, request.authorizedAt());
    add(stages, "admitted", request, request.admittedAt());
    add(stages, "fetched", request, request.fetchedAt());
    add(stages, "projected", request, request.projectedAt());
    return stages;
  }

  private static void add(Map<String, Object> stages, String name, RequestRecord request, long at) {
    if (at != 0) {
      stages.put(name, micros(request, at));
    }
  }

  static List<Map<String, Object>> calls(RequestRecord request) {
    List<Map<String, Object>> calls = new ArrayList<>();
    for (UpstreamCall call :
        request.calls().subList(0, Math.min(MOST_CALLS, request.calls().size()))) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("step", call.step());
      told.put("service", call.service());
      told.put("begun", micros(request, call.begunAt()));
      if (call.endedAt() != 0) {
        told.put("ended", micros(request, call.endedAt()));
      }
      add(told, call);
      if (call.isShared()) {
        told.put("shared", true);
      }
      CacheUse cache = call.cache();
      if (cache != null) {
        told.put("cache", cache.told());
      }
      @Nullable String failure = call.failure();
      if (failure != null) {
        told.put("failure", failure);
      }
      calls.add(told);
    }
    return calls;
  }

  private static void add(Map<String, Object> told, UpstreamCall call) {
    CallMade made = call.made();
    if (made != null && made.status() != 0) {
      told.put("status", made.status());
    }
    told.put("bytes", call.bytes());
    if (call.requests() > 1) {
      told.put("requests", call.requests());
    }
    if (made == null) {
      return;
    }
    if (made.instance() != null) {
      told.put("instance", made.instance().toString());
    }
    if (call.retries() > 0) {
      told.put("retries", call.retries());
    }
    if (made.hedges() > 0) {
      told.put("hedges", made.hedges());
    }
    if (made.queuedNanos() > 0) {
      told.put("queued", TimeUnit.NANOSECONDS.toMicros(made.queuedNanos()));
    }
    if (made.circuit() != null) {
      told.put("circuit", made.circuit());
    }
  }

  private static long micros(RequestRecord request, long at) {
    return TimeUnit.NANOSECONDS.toMicros(at - request.begun());
  }
}
