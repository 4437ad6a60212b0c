package dev.tributary.telemetry;

import dev.tributary.telemetry.RequestRecord.Result;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request's spans of what was written down of it, with the attributes of OpenTelemetry's
 * semantic conventions for HTTP and for GraphQL servers. Documents and variables are left out: they
 * are the client's.
 */
final class RequestSpans {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<Long> BODY = AttributeKey.longKey("http.response.body.size");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("client.address");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("graphql.operation.name");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("graphql.operation.type");
  private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("tributary.client");
  private static final AttributeKey<String> CACHE = AttributeKey.stringKey("tributary.cache");
  private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("tributary.request");
  private static final AttributeKey<Long> COST = AttributeKey.longKey("tributary.cost");
  private static final AttributeKey<String> TIER = AttributeKey.stringKey("tributary.quota.tier");
  private static final AttributeKey<String> LIMIT = AttributeKey.stringKey("tributary.quota.limit");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("tributary.service");
  private static final AttributeKey<Long> STEP = AttributeKey.longKey("tributary.step");
  private static final AttributeKey<Long> RETRIES =
      AttributeKey.longKey("http.request.resend_count");
  private static final AttributeKey<Boolean> SHARED = AttributeKey.booleanKey("tributary.shared");

  private static final int SERVER_ERROR = 500;

  private final Resource resource;

  RequestSpans(Resource resource) {
    this.resource = resource;
  }

  /**
   * Makes them, the request's own last.
   *
   * @param parent the span of whoever sent the request
   * @param offset what is to be added to times for nanoseconds since 1970
   */
  void make(
      RequestRecord request,
      TraceContext trace,
      SpanContext parent,
      long offset,
      Consumer<FinishedSpan> spans) {
    SpanContext own = trace.context(trace.span());
    Children children = new Children(trace, own, offset, spans);
    children.add("authenticate", request.begun(), request.authenticatedAt());
    children.add(
        "receive", Math.max(request.begun(), request.authenticatedAt()), request.receivedAt());
    Preparation steps = request.preparation();
    if (steps != null) {
      children.add("parse", steps.begunAt(), steps.parsedAt());
      children.add("validate", steps.parsedAt(), steps.readAt());
      children.add("plan", Math.max(steps.readAt(), steps.begunAt()), steps.plannedAt());
      children.add("compile", steps.plannedAt(), steps.compiledAt());
    }
    children.add("authorize", request.preparedAt(), request.authorizedAt());
    children.add(
        "quota", request.quotaAskedAt(), request.admittedAt(), quota(request), StatusData.unset());
    for (UpstreamCall call : request.calls()) {
      if (call.endedAt() != 0) {
        spans.accept(fetch(call, trace, own, offset));
      }
    }
    children.add("project", request.fetchedAt(), request.projectedAt());
    spans.accept(
        new FinishedSpan(
            request.head().method() + " " + PlainText.of(route(request)),
            SpanKind.SERVER,
            own,
            parent,
            request.begun() + offset,
            request.endedAt() + offset,
            status(request),
            attributes(request),
            resource));
  }

  private static StatusData status(RequestRecord request) {
    return request.result() == Result.ERRORS || request.status() >= SERVER_ERROR
        ? StatusData.error()
        : StatusData.unset();
  }

  private static String route(RequestRecord request) {
    return request.route() == null ? request.head().path() : request.route();
  }

  private static Attributes attributes(RequestRecord request) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(METHOD, request.head().method())
            .put(PATH, PlainText.of(request.head().path()))
            .put(ROUTE, PlainText.of(route(request)))
            .put(REQUEST, request.id())
            .put(BODY, request.bytes());
    if (request.status() != 0) {
      attributes.put(STATUS, request.status());
    }
    put(attributes, ADDRESS, request.head().address());
    put(attributes, OPERATION, request.operation());
    put(attributes, TYPE, request.kind());
    put(attributes, CLIENT, request.client());
    put(attributes, CACHE, request.cached());
    if (request.spent() > 0) {
      attributes.put(COST, request.spent());
    }
    if (!request.errors().isEmpty()) {
      attributes.put(ERROR, new ArrayList<>(request.errors().keySet()).getFirst());
    } else if (request.result() == Result.GONE) {
      attributes.put(ERROR, "gone");
    }
    return attributes.build();
  }

  private static Attributes quota(RequestRecord request) {
    AttributesBuilder attributes = Attributes.builder();
    put(attributes, TIER, request.tier());
    put(attributes, LIMIT, request.refusedBy());
    return attributes.build();
  }

  private static void put(
      AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, PlainText.of(value));
    }
  }

  private FinishedSpan fetch(UpstreamCall call, TraceContext trace, SpanContext own, long offset) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SERVICE, call.service())
            .put(STEP, call.step())
            .put(BODY, call.bytes());
    CallMade made = call.made();
    if (made != null && made.status() != 0) {
      attributes.put(STATUS, made.status());
    }
    if (call.retries() > 0) {
      attributes.put(RETRIES, call.retries());
    }
    if (call.isShared()) {
      attributes.put(SHARED, true);
    }
    put(attributes, ERROR, call.failure());
    return new FinishedSpan(
        "fetch " + call.service(),
        SpanKind.CLIENT,
        trace.context(call.span()),
        own,
        call.begunAt() + offset,
        call.endedAt() + offset,
        call.failure() == null ? StatusData.unset() : StatusData.error(),
        attributes.build(),
        resource);
  }

  /** The stages of one request. */
  private final class Children {
    private final TraceContext trace;
    private final SpanContext own;
    private final long offset;
    private final Consumer<FinishedSpan> spans;

    Children(TraceContext trace, SpanContext own, long offset, Consumer<FinishedSpan> spans) {
      this.trace = trace;
      this.own = own;
      this.offset = offset;
      this.spans = spans;
    }

    void add(String name, long from, long to) {
      add(name, from, to, Attributes.empty(), StatusData.unset());
    }

    /** A stage that was not reached has no span. */
    void add(String name, long from, long to, Attributes attributes, StatusData status) {
      if (from != 0 && to != 0) {
        spans.accept(
            new FinishedSpan(
                name,
                SpanKind.INTERNAL,
                trace.context(TraceContext.newSpan()),
                own,
                from + offset,
                to + offset,
                status,
                attributes,
                resource));
      }
    }
  }
}
