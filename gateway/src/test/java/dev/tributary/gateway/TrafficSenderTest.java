package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.ReportId;
import dev.tributary.registry.TrafficReport;
import dev.tributary.telemetry.RequestRecord;
import dev.tributary.telemetry.TrafficRecorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrafficSenderTest {

  private final TrafficRecorder recorder = new TrafficRecorder();
  private final List<TrafficReport> arrived = new ArrayList<>();
  private int answersToLose;
  private final TrafficSender sender = new TrafficSender(recorder, this::arrive);

  @Test
  void aReportWhoseAnswerIsLostComesAgainAsTheSameReport() {
    answersToLose = 2;
    requests(3);
    sender.report();
    requests(1);
    sender.report();
    requests(1);
    sender.report();

    assertThat(arrived)
        .extracting(report -> report.traffic().totals().executions())
        .containsExactly(3L, 3L, 3L, 2L);
    List<ReportId> ids =
        arrived.stream().map(TrafficReport::id).map(Optional::orElseThrow).toList();
    assertThat(ids.subList(0, 3)).containsOnly(ids.getFirst());
    assertThat(ids.getLast().reporter()).isEqualTo(ids.getFirst().reporter());
    assertThat(ids.getLast().sequence()).isGreaterThan(ids.getFirst().sequence());
  }

  @Test
  void nothingIsReportedWhenNothingWasAnswered() {
    sender.report();

    assertThat(arrived).isEmpty();
  }

  private void requests(int count) {
    for (int i = 0; i < count; i++) {
      RequestRecord request = RequestRecord.unread();
      request.route("media", "/media/*");
      request.ended(200, 10);
      recorder.ended(request);
    }
  }

  private void arrive(TrafficReport report) throws IOException {
    arrived.add(report);
    if (answersToLose-- > 0) {
      throw new IOException("the connection was lost");
    }
  }
}
