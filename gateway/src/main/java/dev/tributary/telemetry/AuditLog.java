package dev.tributary.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line and one count for each decision against a caller, on a logger of its own: who, what, by
 * which rule, under which code. Never credentials, and nothing that a client wrote but names.
 *
 * <p>Counts are exact; lines are limited in number. Safe for use by many threads.
 */
final class AuditLog implements RequestListener {

  static final String LOGGER = "dev.tributary.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private static final int LINES_PER_SECOND = 200;
  private static final int MOST_WAYS = 50;
  private static final int MOST_CODES = 50;
  private static final int MOST_COORDINATES = 500;

  /** Codes of decisions; others tell that a request is wrong, or that something failed. */
  private static final Set<String> DECISIONS =
      Set.of(
          "CSRF_PREVENTED",
          "DOCUMENT_NOT_TRUSTED",
          "INTROSPECTION_DISABLED",
          "INTROSPECTION_REFUSED",
          "MUTATION_REFUSED",
          "BODY_TOO_LARGE",
          "MAX_TOKENS_EXCEEDED",
          "MAX_DEPTH_EXCEEDED",
          "MAX_HEIGHT_EXCEEDED",
          "MAX_ALIASES_EXCEEDED",
          "MAX_ROOT_FIELDS_EXCEEDED",
          "MAX_DIRECTIVES_EXCEEDED",
          "PLAN_TOO_LARGE",
          "COST_ESTIMATED_TOO_EXPENSIVE",
          "COST_ACTUAL_TOO_EXPENSIVE",
          "COST_INVALID_SLICING_ARGUMENTS",
          "SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE",
          "QUOTA_EXCEEDED");

  private final LineLimit lines = new LineLimit(LINES_PER_SECOND);
  private final Bounded<Bounded<Counter>> authentication;
  private final Bounded<Counter> authorization;

  AuditLog(MeterRegistry registry) {
    this.authentication =
        new Bounded<>(
            MOST_WAYS,
            method ->
                new Bounded<>(
                    MOST_CODES,
                    code ->
                        Counter.builder("tributary.authentication.refused")
                            .description("Callers whose credentials were refused")
                            .tag("method", method)
                            .tag("code", code)
                            .register(registry)));
    this.authorization =
        new Bounded<>(
            MOST_COORDINATES,
            coordinate ->
                Counter.builder("tributary.authorization.refused")
                    .description("Requests that asked for what their caller may not see")
                    .tag("coordinate", coordinate)
                    .register(registry));
  }

  /** How many lines were not written, because they were too many. */
  long suppressed() {
    return lines.suppressed();
  }

  void authentication(RequestRecord request, String method, String code, String remote) {
    authentication.of(method).of(code).increment();
    if (lines.admits()) {
      line(request, "authentication_refused")
          .addKeyValue("code", code)
          .addKeyValue("method", method)
          .addKeyValue("remote", remote)
          .log("A caller was refused");
    }
  }

  void authorization(
      RequestRecord request, @Nullable String client, String coordinate, String rule, String code) {
    authorization.of(coordinate).increment();
    if (lines.admits()) {
      line(request, "authorization_refused")
          .addKeyValue("client", client == null ? "anonymous" : client)
          .addKeyValue("coordinate", coordinate)
          .addKeyValue("rule", rule)
          .addKeyValue("code", code)
          .log("A caller was refused");
    }
  }

  @Override
  public void ended(RequestRecord request) {
    for (String code : request.errors().keySet()) {
      if (DECISIONS.contains(code) && lines.admits()) {
        LoggingEventBuilder line =
            line(request, "request_refused")
                .addKeyValue("client", request.client() == null ? "anonymous" : request.client())
                .addKeyValue("code", code);
        if (request.operation() != null) {
          line = line.addKeyValue("operation", PlainText.of(request.operation()));
        }
        if (request.estimatedCost() >= 0) {
          line = line.addKeyValue("cost", request.estimatedCost());
        }
        if (request.refusedBy() != null) {
          line = line.addKeyValue("tier", request.tier()).addKeyValue("rule", request.refusedBy());
        }
        if (request.head().address() != null) {
          line = line.addKeyValue("remote", request.head().address());
        }
        line.log("A request was refused");
      }
    }
  }

  private LoggingEventBuilder line(RequestRecord request, String event) {
    LoggingEventBuilder line = LOG.atInfo().addKeyValue("event", event);
    long missing = lines.takeSuppressed();
    if (missing > 0) {
      line = line.addKeyValue("suppressed", missing);
    }
    return request.id().isEmpty() ? line : line.addKeyValue("request", request.id());
  }
}
