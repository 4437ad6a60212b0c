package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentRequestsTest {

  private final RecentRequests recent = new RecentRequests(MetricsOptions.DEFAULT);

  private void request(String code) {
    RequestRecord request = RequestRecord.unread();
    request.authenticated("web");
    request.error(code);
    request.ended(401, 10);
    recent.ended(request);
  }

  @Test
  void theNewestComesFirst() {
    assertThat(recent.newest()).isEmpty();
    request("FIRST");
    request("SECOND");

    assertThat(recent.newest())
        .extracting(entry -> entry.at("/codes/0").asText())
        .containsExactly("SECOND", "FIRST");
    assertThat(recent.newest().getFirst().path("client").asText()).isEqualTo("web");
    assertThat(recent.newest().getFirst().path("result").asText()).isEqualTo("REFUSED");
  }

  @Test
  void theOldestMakesRoom() {
    for (int i = 0; i < 1_000; i++) {
      request("CODE_" + i);
    }

    assertThat(recent.newest()).hasSize(200);
    assertThat(recent.newest().getLast().path("number").asInt()).isEqualTo(800);
  }
}
