package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.Traffic;
import dev.tributary.registry.Traffic.QuotaUse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficRecorderTest {

  private final TrafficRecorder recorder = new TrafficRecorder();

  private void answered(String... codes) {
    RequestRecord request = RequestRecord.unread();
    for (String code : codes) {
      request.error(code);
    }
    request.projected();
    request.ended(200, 10);
    recorder.ended(request);
  }

  private void refusedCredentials() {
    RequestRecord request = RequestRecord.unread();
    request.authenticationRefused("jwt", "INVALID_TOKEN", "192.0.2.1");
    request.error("INVALID_TOKEN");
    request.ended(401, 10);
    recorder.ended(request);
  }

  @Test
  void whatIsRefusedCountsBesideWhatIsExecuted() {
    answered();
    answered("SERVICE_ERROR", "SERVICE_TIMEOUT");
    refusedCredentials();
    RequestRecord limited = RequestRecord.unread();
    limited.authenticated("web");
    limited.quotaLeft(0, 100);
    limited.error("RATE_LIMITED");
    limited.ended(429, 10);
    recorder.ended(limited);
    RequestRecord gone = RequestRecord.unread();
    gone.gone();
    recorder.ended(gone);

    Traffic traffic = recorder.take();

    assertThat(traffic.totals().executions()).isEqualTo(5);
    assertThat(traffic.totals().errors()).isEqualTo(4);
    assertThat(traffic.totals().latencies().counts().stream().mapToLong(count -> count).sum())
        .isEqualTo(5);
    assertThat(traffic.refused()).isEqualTo(2);
    assertThat(traffic.unauthenticated()).isEqualTo(1);
    assertThat(traffic.codes())
        .isEqualTo(
            Map.of(
                "SERVICE_ERROR", 1L,
                "SERVICE_TIMEOUT", 1L,
                "INVALID_TOKEN", 1L,
                "RATE_LIMITED", 1L,
                "CLIENT_GONE", 1L));
    assertThat(traffic.quota()).isEqualTo(new QuotaUse(100, "web"));
    assertThat(recorder.take().totals().executions()).isZero();
  }

  @Test
  void aBatchIsNoRequestBesideItsOperations() {
    RequestRecord batch = RequestRecord.unread();
    batch.ended(200, 10);
    recorder.ended(batch);

    assertThat(recorder.take().totals().executions()).isZero();
  }

  @Test
  void whatIsPassedOnBesideTheGraphCountsToo() {
    RequestRecord passed = RequestRecord.unread();
    passed.route("media", "/media/*");
    passed.ended(200, 10);
    recorder.ended(passed);

    assertThat(recorder.take().totals().executions()).isEqualTo(1);
  }

  @Test
  void codesOfServicesAreBounded() {
    for (int code = 0; code < 1_000; code++) {
      answered("CODE_" + code);
    }

    Traffic traffic = recorder.take();

    assertThat(traffic.codes()).hasSizeLessThanOrEqualTo(Traffic.MOST_CODES);
    assertThat(traffic.codes().values().stream().mapToLong(count -> count).sum()).isEqualTo(1_000);
  }
}
