package dev.tributary.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who know a secret how their request was answered, in the answer itself. Safe for use
 * by many threads.
 */
final class DebugTrace {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String header;
  private final byte[] secret;

  /**
   * @param header the header field that holds the secret
   */
  DebugTrace(String header, String secret) {
    this.header = header;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes the same time whatever is given. */
  boolean isAllowedTo(MultiMap headers) {
    String given = headers.get(header);
    return given != null && MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
  }

  /** How the services that were called are just now. */
  private static Map<String, Object> services(RequestRecord request, Telemetry telemetry) {
    Map<String, Object> services = new TreeMap<>();
    for (UpstreamCall call : request.calls()) {
      services.computeIfAbsent(call.service(), name -> telemetry.service(name).condition());
    }
    return services;
  }

  /** What became of the whole answer, where such are kept. */
  private static void add(
      Map<String, Object> told, @Nullable String cached, @Nullable String notKept) {
    if (cached != null || notKept != null) {
      Map<String, Object> cache = new LinkedHashMap<>();
      cache.put("outcome", cached == null ? "none" : cached);
      if (notKept != null) {
        cache.put("why", notKept);
      }
      told.put("responseCache", cache);
    }
  }

  /** A JSON object. Times are in microseconds after the request's head. */
  String of(RequestRecord request, Telemetry telemetry) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("requestId", request.id());
    TraceContext trace = request.trace();
    if (trace != null) {
      told.put("traceId", trace.traceId());
    }
    told.put("operationCache", request.preparation() == null ? "hit" : "miss");
    add(told, request.cached(), request.notKept());
    told.put("stages", SlowLog.stages(request));
    told.put("calls", SlowLog.calls(request));
    told.put("services", services(request, telemetry));
    PlanText plan = request.plan();
    if (plan != null) {
      told.put("plan", plan.planText().lines().toList());
    }
    if (request.estimatedCost() >= 0) {
      told.put("estimatedCost", request.estimatedCost());
    }
    String tier = request.tier();
    if (tier != null) {
      told.put("quotaTier", tier);
    }
    try {
      return JSON.writeValueAsString(told);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers, texts, lists and maps are JSON", e);
    }
  }
}
