package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.Latencies;
import dev.tributary.registry.ReportId;
import dev.tributary.registry.UsageReport;
import dev.tributary.registry.UsageTotals;
import dev.tributary.telemetry.UsageRecorder.Key;
import dev.tributary.telemetry.UsageRecorder.Recorded;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageSenderTest {

  private final Deque<List<Recorded>> recorded = new ArrayDeque<>();
  private final List<UsageReport> arrived = new ArrayList<>();
  private int answersToLose;
  private final UsageSender sender = new UsageSender(this::taken, this::arrive);

  @Test
  void aReportWhoseAnswerIsLostComesAgainAsTheSameReport() {
    answersToLose = 2;
    recorded.add(executions(3));
    sender.report();
    recorded.add(executions(1));
    sender.report();
    sender.report();

    assertThat(arrived)
        .extracting(report -> report.entries().getFirst().totals().executions())
        .containsExactly(3L, 3L, 3L, 1L);
    List<Optional<ReportId>> ids = arrived.stream().map(UsageReport::id).toList();
    assertThat(ids.subList(0, 3)).containsOnly(ids.getFirst());
    assertThat(ids.getLast().orElseThrow().reporter())
        .isEqualTo(ids.getFirst().orElseThrow().reporter());
    assertThat(ids.getLast().orElseThrow().sequence())
        .isGreaterThan(ids.getFirst().orElseThrow().sequence());
  }

  @Test
  void eachProcessReportsUnderANameOfItsOwn() {
    UsageSender other = new UsageSender(this::taken, this::arrive);
    recorded.add(executions(1));
    sender.report();
    recorded.add(executions(1));
    other.report();

    assertThat(arrived.get(0).id().orElseThrow().reporter())
        .isNotEqualTo(arrived.get(1).id().orElseThrow().reporter());
  }

  private List<Recorded> taken() {
    List<Recorded> next = recorded.poll();
    return next == null ? List.of() : next;
  }

  private void arrive(UsageReport report) throws IOException {
    arrived.add(report);
    if (answersToLose-- > 0) {
      throw new IOException("the connection was lost");
    }
  }

  private static List<Recorded> executions(long executions) {
    return List.of(
        new Recorded(
            new Key("{ a }", null, "web", "1"),
            new UsageTotals(executions, 0, executions, executions, Latencies.NONE)));
  }
}
