package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

  private final Telemetry telemetry =
      Telemetry.of(
          TelemetryOptions.OFF.with(new MetricsOptions(3, 3, "client-name", "client-version")));

  @AfterEach
  void close() {
    telemetry.close();
  }

  private String page() {
    return Objects.requireNonNull(telemetry.metrics()).page();
  }

  private RequestRecord begin(MultiMap headers) {
    return telemetry.begin("POST", "/graphql", "192.0.2.17", headers);
  }

  private RequestRecord begin() {
    return begin(MultiMap.caseInsensitiveMultiMap());
  }

  private static void execute(RequestRecord request, String operation) {
    request.received();
    request.prepared();
    request.operation(operation, "query", () -> "");
    request.fetched();
    request.projected();
    request.ended(200, 120);
  }

  @Test
  void measuresWhatBecameOfARequest() {
    RequestRecord request =
        begin(
            MultiMap.caseInsensitiveMultiMap()
                .add("client-name", "shop-web")
                .add("client-version", "1.4"));
    request.authenticated("acme");
    request.received();
    Preparation steps = request.preparing();
    steps.begun();
    steps.read();
    steps.planned();
    steps.compiled();
    request.prepared();
    request.operation("Cart", "query", () -> "");
    request.estimated(12);
    request.askingQuota();
    request.quota("gold", null);
    UpstreamCall call = request.calling("carts", 0);
    call.joins();
    call.answered(80);
    request.fetched();
    request.error("TEA_IS_OUT", 2);
    request.projected();
    request.cost(9);
    request.ended(200, 120);

    assertThat(page())
        .contains("tributary_requests_seconds_count{kind=\"query\",result=\"errors\"} 1")
        .contains(
            "tributary_requests_seconds_bucket{kind=\"query\",result=\"errors\",le=\"0.1\"} 1")
        .contains("tributary_operations_seconds_count{operation=\"Cart\"} 1")
        .contains("tributary_operation_failures_total{operation=\"Cart\"} 1.0")
        .contains("tributary_operation_cost_total{operation=\"Cart\"} 9.0")
        .contains("tributary_client_requests_total{client=\"acme\",result=\"errors\"} 1.0")
        .contains("tributary_client_cost_total{client=\"acme\"} 9.0")
        .contains("tributary_application_requests_total{application=\"shop-web\",version=\"1.4\"}")
        .contains("tributary_network_requests_total{network=\"192.0.2.0/24\"} 1.0")
        .contains("tributary_errors_total{code=\"TEA_IS_OUT\"} 2.0")
        .contains("tributary_responses_total{status=\"200\"} 1.0")
        .contains(
            "tributary_quota_decisions_total{decision=\"admitted\",limit=\"none\",tier=\"gold\"}"
                + " 1.0")
        .contains("tributary_operation_cache_total{result=\"miss\"} 1.0")
        .contains("tributary_preparation_seconds_count{step=\"plan\"} 1")
        .contains("tributary_service_shared_total{service=\"carts\"} 1.0")
        .contains("tributary_cost_actual_units_total 9.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void countsQuotasThatWereShort() {
    RequestRecord request = begin();
    request.askingQuota();
    request.authenticated("acme");
    request.quota("gold", "second");
    request.quotaLeft(90, 100);
    request.quotaLeft(1, 4);
    request.error("QUOTA_EXCEEDED");
    request.ended(429, 10);

    assertThat(page())
        .contains("decision=\"short\",limit=\"second\",tier=\"gold\"} 1.0")
        .contains("tributary_requests_seconds_count{kind=\"none\",result=\"refused\"} 1")
        .contains("tributary_client_quota_short_total{client=\"acme\"} 1.0")
        .contains("tributary_client_quota_left_ratio{client=\"acme\"} 0.25")
        .contains("tributary_client_requests_total{client=\"acme\",result=\"refused\"} 1.0");
  }

  @Test
  void aBatchIsNotRefusedForHavingNoOperationOfItsOwn() {
    begin().ended(200, 10);

    assertThat(page()).contains("tributary_requests_seconds_count{kind=\"none\",result=\"ok\"} 1");
  }

  @Test
  void namesBeyondTheLimitAreCountedTogether() {
    for (int i = 0; i < 1_000; i++) {
      execute(begin(), "Operation" + i);
    }

    assertThat(page().lines().filter(line -> line.startsWith("tributary_operations_seconds_count")))
        .hasSizeLessThanOrEqualTo(6)
        .anyMatch(line -> line.contains("operation=\"other\"} 99"));
  }

  @Test
  void namesThatAreNoPlainTextAreNoLabels() {
    execute(begin(), "a".repeat(200));
    execute(begin(), "line\nbreak");
    execute(begin(MultiMap.caseInsensitiveMultiMap().add("client-name", "\u0007bell")), "Plain");

    assertThat(page())
        .doesNotContain("aaaa")
        .doesNotContain("bell")
        .contains("tributary_operations_seconds_count{operation=\"other\"} 2")
        .contains("tributary_application_requests_total{application=\"other\"");
  }

  @Test
  void aClientThatWentAwayIsCounted() {
    begin().gone();

    assertThat(page())
        .contains("tributary_requests_seconds_count{kind=\"none\",result=\"gone\"} 1")
        .contains("tributary_responses_total{status=\"gone\"} 1.0");
  }

  @Test
  void measuresCallsToServices() {
    ServiceMeters meters = telemetry.service("carts");
    meters.waits();
    meters.answered(200, 1_500_000, 100);
    meters.answered(503, 1_500_000, 10);
    meters.failed("UPSTREAM_TIMEOUT", 30_000_000);
    meters.retried();

    assertThat(page())
        .contains("tributary_service_calls_seconds_count{outcome=\"2xx\",service=\"carts\"} 1")
        .contains("tributary_service_calls_seconds_count{outcome=\"5xx\",service=\"carts\"} 1")
        .contains("outcome=\"UPSTREAM_TIMEOUT\",service=\"carts\"} 1")
        .contains("tributary_service_retries_total{service=\"carts\"} 1.0")
        .contains("tributary_service_answer_bytes_total{service=\"carts\"} 110.0")
        .contains("tributary_service_waiting{service=\"carts\"} 1.0");
  }

  /** Times differ from machine to machine; what is allocated does not. */
  @Test
  void aMeasuredRequestAllocatesLittle() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < 20; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        execute(begin(headers), "Cart");
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 1_000);
    }

    assertThat(least).isLessThan(1_200);
  }
}
