package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static TraceOptions options(String endpoint, int oneOf, boolean errors, int perSecond) {
    return new TraceOptions(
        endpoint, Map.of("authorization", "Bearer x"), "edge", oneOf, true, errors, perSecond);
  }

  private static RequestRecord begin(Telemetry telemetry, MultiMap headers) {
    return telemetry.begin("POST", "/graphql", null, headers);
  }

  private static void execute(RequestRecord request) {
    request.operation("Cart", "query", () -> "");
    request.calling("carts", 0).answered(10);
    request.fetched();
    request.projected();
    request.ended(200, 120);
  }

  private static MultiMap none() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  /** How many requests a collector gets to know of. */
  private static long traced(Collector collector) {
    return collector.spans().stream()
        .filter(span -> span.getName().equals("POST /graphql"))
        .count();
  }

  @Test
  void oneOfSoManyRequestsIsTraced() throws IOException {
    try (Collector collector = new Collector()) {
      try (Telemetry telemetry =
          Telemetry.of(TelemetryOptions.OFF.with(options(collector.url(), 10, true, 1_000)))) {
        for (int i = 0; i < 100; i++) {
          execute(begin(telemetry, none()));
        }
      }
      assertThat(traced(collector)).isEqualTo(10);
      assertThat(collector.services()).containsOnly("edge");
      assertThat(collector.authorizations()).containsOnly("Bearer x");
    }
  }

  @Test
  void whatFailedIsTracedInAnyCase() throws IOException {
    try (Collector collector = new Collector()) {
      try (Telemetry telemetry =
          Telemetry.of(TelemetryOptions.OFF.with(options(collector.url(), 0, true, 1_000)))) {
        execute(begin(telemetry, none()));
        RequestRecord failed = begin(telemetry, none());
        failed.error("UPSTREAM_TIMEOUT");
        execute(failed);
        begin(telemetry, none()).ended(503, 10);
        begin(telemetry, none()).ended(400, 10);
      }
      assertThat(traced(collector)).isEqualTo(2);
    }
  }

  @Test
  void aSenderCannotHaveMoreTracedThanTheLimit() throws IOException {
    MultiMap asking =
        none().add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    try (Collector collector = new Collector()) {
      try (Telemetry telemetry =
          Telemetry.of(TelemetryOptions.OFF.with(options(collector.url(), 0, true, 5)))) {
        for (int i = 0; i < 1_000; i++) {
          execute(begin(telemetry, asking));
        }
      }
      assertThat(traced(collector)).isBetween(10L, 40L);
    }
  }

  @Test
  void withoutACollectorRequestsGoOnAndNothingPilesUp() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    try (Telemetry telemetry =
        Telemetry.of(
            TelemetryOptions.OFF.with(
                options("http://127.0.0.1:" + port + "/v1/traces", 1, true, 100_000)))) {
      long begun = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        execute(begin(telemetry, none()));
      }
      assertThat(System.nanoTime() - begun).isLessThan(4_000_000_000L);
    }
  }

  @Test
  void servicesAreToldOfTheTraceOnlyWhenThereIsOne() {
    try (Telemetry telemetry =
        Telemetry.of(TelemetryOptions.OFF.with(options("http://localhost:1/x", 1, true, 10)))) {
      RequestRecord request = begin(telemetry, none());
      UpstreamCall call = request.calling("carts", 0);
      MultiMap sent = none().add("accept", "a");

      assertThat(request.traced(sent, call).get("traceparent"))
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
      assertThat(sent.contains("traceparent")).isFalse();
      RequestRecord untraced = RequestRecord.unread();
      assertThat(untraced.traced(sent, null)).isSameAs(sent);
    }
  }
}
