package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestLogsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static RequestRecord begin(Telemetry telemetry) {
    return telemetry.begin(
        "POST",
        "/graphql",
        "192.0.2.17",
        MultiMap.caseInsensitiveMultiMap()
            .add("x-request-id", "r-1")
            .add("apollographql-client-name", "shop"));
  }

  private static Telemetry telemetry(LogOptions logs) {
    return Telemetry.of(
        new TelemetryOptions(MetricsOptions.DEFAULT, "x-request-id", logs, null, null, null));
  }

  private static void execute(RequestRecord request) {
    request.operation("Cart", "query", () -> "0 carts: { cart { id } }");
    request.calling("carts", 0).answered(10);
    request.fetched();
    request.projected();
    request.ended(200, 120);
  }

  private static JsonNode only(CapturedLines lines) throws Exception {
    assertThat(lines.lines()).hasSize(1);
    return JSON.readTree(lines.lines().getFirst());
  }

  @Test
  void aRequestIsALineOfJson() throws Exception {
    try (CapturedLines lines = new CapturedLines(AccessLog.LOGGER);
        Telemetry telemetry = telemetry(new LogOptions(1, 100, Duration.ZERO))) {
      RequestRecord request = begin(telemetry);
      request.authenticated("acme");
      request.cost(7);
      execute(request);

      JsonNode line = only(lines);
      assertThat(line.path("request").asText()).isEqualTo("r-1");
      assertThat(line.path("client").asText()).isEqualTo("acme");
      assertThat(line.path("operation").asText()).isEqualTo("Cart");
      assertThat(line.path("application").asText()).isEqualTo("shop");
      assertThat(line.path("status").asInt()).isEqualTo(200);
      assertThat(line.path("bytes").asInt()).isEqualTo(120);
      assertThat(line.path("cost").asInt()).isEqualTo(7);
      assertThat(line.path("calls").asInt()).isEqualTo(1);
      assertThat(line.path("micros").isIntegralNumber()).isTrue();
      assertThat(line.path("time").asText()).endsWith("Z");
    }
  }

  @Test
  void ofRequestsThatWentWellSomeAreWrittenAndOfOthersAll() {
    try (CapturedLines lines = new CapturedLines(AccessLog.LOGGER);
        Telemetry telemetry = telemetry(new LogOptions(10, 100, Duration.ZERO))) {
      for (int i = 0; i < 100; i++) {
        execute(begin(telemetry));
      }
      assertThat(lines.lines()).hasSize(10);
      begin(telemetry).ended(400, 10);
      begin(telemetry).gone();
      assertThat(lines.lines()).hasSize(12);
    }
  }

  @Test
  void aSlowRequestIsLoggedWithItsPlanAndTimes() throws Exception {
    try (CapturedLines lines = new CapturedLines(SlowLog.LOGGER);
        Telemetry telemetry = telemetry(new LogOptions(0, 1, Duration.ofNanos(1)))) {
      execute(begin(telemetry));

      JsonNode line = only(lines);
      assertThat(line.path("plan").asText()).contains("carts");
      assertThat(line.path("stages").path("projected").isIntegralNumber()).isTrue();
      assertThat(line.path("calls").get(0).path("service").asText()).isEqualTo("carts");
    }
  }

  @Test
  void refusalsAreAudited() throws Exception {
    try (CapturedLines lines = new CapturedLines(AuditLog.LOGGER);
        Telemetry telemetry = telemetry(LogOptions.OFF)) {
      RequestRecord request = begin(telemetry);
      request.authenticated("acme");
      request.estimated(900);
      request.quota("gold", "second");
      request.error("QUOTA_EXCEEDED");
      request.ended(429, 10);

      JsonNode line = only(lines);
      assertThat(line.path("event").asText()).isEqualTo("request_refused");
      assertThat(line.path("request").asText()).isEqualTo("r-1");
      assertThat(line.path("client").asText()).isEqualTo("acme");
      assertThat(line.path("code").asText()).isEqualTo("QUOTA_EXCEEDED");
      assertThat(line.path("rule").asText()).isEqualTo("second");
      assertThat(line.path("cost").asInt()).isEqualTo(900);
    }
  }

  @Test
  void aFloodIsCountedInFullAndWrittenInPart() {
    try (CapturedLines lines = new CapturedLines(AuditLog.LOGGER);
        Telemetry telemetry = telemetry(LogOptions.OFF)) {
      for (int i = 0; i < 20_000; i++) {
        begin(telemetry).authenticationRefused("jwt", "TOKEN_EXPIRED", "192.0.2.17");
      }
      assertThat(lines.lines()).hasSizeBetween(400, 4_000);
      assertThat(Objects.requireNonNull(telemetry.metrics()).page())
          .contains(
              "tributary_authentication_refused_total{code=\"TOKEN_EXPIRED\",method=\"jwt\"}"
                  + " 20000.0")
          .containsPattern("tributary_audit_suppressed_total 1[0-9]{4}");
    }
  }

  @Test
  void whatClientsWriteCannotMakeALineOfItsOwn() throws Exception {
    try (CapturedLines lines = new CapturedLines(AccessLog.LOGGER);
        Telemetry telemetry = telemetry(new LogOptions(1, 100, Duration.ZERO))) {
      RequestRecord request =
          telemetry.begin(
              "POST",
              "/graphql\n{\"event\":\"forged\"}",
              null,
              MultiMap.caseInsensitiveMultiMap().add("apollographql-client-name", "\u001b[2J\"x"));
      execute(request);

      assertThat(lines.lines().getFirst()).containsOnlyOnce("\n").doesNotContain("\u001b");
      assertThat(only(lines).path("path").asText()).isEqualTo("/graphql?{\"event\":\"forged\"}");
    }
  }
}
