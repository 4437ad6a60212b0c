package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumptionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOON = 1_795_867_200;

  @TempDir private Path directory;
  private final AtomicLong seconds = new AtomicLong(NOON);

  private Consumption consumption(int clients, Path file) {
    return new Consumption(new ConsumptionOptions(clients, 168, file, 10_000), seconds::get);
  }

  private Consumption consumption() {
    return consumption(10, directory.resolve("use.jsonl"));
  }

  private static RequestRecord executed(String client, String operation, long cost) {
    RequestRecord request = RequestRecord.unread();
    request.authenticated(client);
    request.operation(
        operation,
        "query",
        new PlanText() {
          @Override
          public String planText() {
            return "";
          }

          @Override
          public Set<String> coordinates() {
            return Set.of("Query.cart", "Cart.id");
          }
        });
    request.estimated(cost * 2);
    request.projected();
    request.cost(cost);
    request.ended(200, 10);
    return request;
  }

  private static RequestRecord refused(String client, long estimated) {
    RequestRecord request = RequestRecord.unread();
    request.authenticated(client);
    request.estimated(estimated);
    request.ended(429, 10);
    return request;
  }

  @Test
  void tellsWhatEachClientUsedByOperationAndHour() throws IOException {
    Consumption consumption = consumption();
    consumption.ended(executed("acme", "Cart", 10));
    consumption.ended(executed("acme", "Cart", 30));
    consumption.ended(executed("acme", "Home", 5));
    consumption.ended(refused("acme", 500));
    consumption.ended(executed("other-shop", "Cart", 1));
    seconds.addAndGet(3_600);
    consumption.ended(executed("acme", "Home", 7));

    JsonNode report = JSON.readTree(consumption.report(null));
    assertThat(report.path("clients")).hasSize(2);
    JsonNode acme = JSON.readTree(consumption.report("acme")).path("clients").get(0);
    assertThat(acme.path("requests").asInt()).isEqualTo(5);
    assertThat(acme.path("refused").asInt()).isEqualTo(1);
    assertThat(acme.path("units").asInt()).isEqualTo(52);
    assertThat(acme.path("operations").get(0).toString())
        .isEqualTo("{\"operation\":\"Cart\",\"requests\":2,\"units\":40}");
    assertThat(acme.path("hours")).hasSize(2);
    assertThat(acme.path("hours").get(1).path("units").asInt()).isEqualTo(7);
  }

  @Test
  void countsFieldsInASample() throws IOException {
    Consumption consumption = consumption();
    for (int i = 0; i < 320; i++) {
      consumption.ended(executed("acme", "Cart", 1));
    }
    JsonNode fields = JSON.readTree(consumption.report(null)).path("fields");
    assertThat(fields).hasSize(2);
    assertThat(fields.get(0).path("requests").asInt()).isEqualTo(320);
  }

  @Test
  void whatWasRefusedWasWantedAllTheSame() {
    Consumption consumption = consumption();
    for (int minute = 0; minute < 5; minute++) {
      for (int i = 0; i < 10; i++) {
        consumption.ended(minute == 4 ? refused("acme", 100) : executed("acme", "Cart", 10));
      }
      seconds.addAndGet(60);
    }
    Recorded recorded =
        Recorded.of(consumption.recorded().lines().map(HourOfUse::fromJson).toList());

    assertThat(recorded.minutes().quantile(1)).isEqualTo(1_000);
    assertThat(recorded.minutes().beyond(500)).isEqualTo(5);
    assertThat(recorded.requestMinutes().quantile(0.5)).isEqualTo(10);
  }

  @Test
  void clientsBeyondTheLimitAreCountedTogether() throws IOException {
    Consumption consumption = consumption(5, directory.resolve("use.jsonl"));
    for (int i = 0; i < 1_000; i++) {
      consumption.ended(executed("client-" + i, "Cart", 1));
    }
    assertThat(JSON.readTree(consumption.report(null)).path("clients")).hasSizeBetween(5, 8);
    JsonNode other = JSON.readTree(consumption.report("other")).path("clients").get(0);
    assertThat(other.path("units").asInt()).isGreaterThan(990);
  }

  @Test
  void wholeHoursAreAddedToTheFileOnceAndTheLastOneAtTheEnd() throws IOException {
    Path file = directory.resolve("use.jsonl");
    Consumption consumption = consumption(10, file);
    consumption.ended(executed("acme", "Cart", 10));
    consumption.write();
    assertThat(file).doesNotExist();
    seconds.addAndGet(3_600);
    consumption.write();
    consumption.write();
    assertThat(Files.readAllLines(file)).hasSize(1);
    consumption.ended(executed("acme", "Cart", 20));
    consumption.writeOut();
    List<HourOfUse> hours = Files.readAllLines(file).stream().map(HourOfUse::fromJson).toList();
    assertThat(hours).extracting(HourOfUse::units).containsExactly(10L, 20L);
    assertThat(hours.getFirst().hour().toString()).isEqualTo("2026-11-28T12:00:00Z");
  }

  @Test
  void aFileThatHasGrownLargeIsMovedAway() throws IOException {
    Path file = directory.resolve("use.jsonl");
    Files.writeString(file, "x".repeat(20_000));
    Consumption consumption = consumption(10, file);
    consumption.ended(executed("acme", "Cart", 10));
    consumption.writeOut();
    assertThat(Files.size(directory.resolve("use.jsonl.1"))).isEqualTo(20_000);
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void whatIsNotRecordedUseIsRefused() {
    for (String line : List.of("", "{}", "[1]", "{\"hour\":1}", "nonsense")) {
      assertThatThrownBy(() -> HourOfUse.fromJson(line))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a line of recorded use");
    }
  }
}
