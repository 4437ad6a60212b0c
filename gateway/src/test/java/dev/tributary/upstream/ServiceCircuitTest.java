package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCircuitTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String ROOTS = "inventory_Query_warehouses_0";
  private static final int CALLS = 10;

  private final RestServer server = new RestServer(VERTX);
  private final RestCaller caller = caller(Duration.ofMinutes(5));

  private RestCaller caller(Duration pause) {
    CircuitOptions options = new CircuitOptions(60, CALLS, Duration.ofSeconds(30), pause, 2);
    ServiceOptions service =
        new ServiceOptions(
            server.url(),
            Duration.ofSeconds(3),
            10_000,
            ServiceOptions.Pool.defaults(),
            Map.of(),
            List.of(),
            ServiceOptions.Sharing.ON);
    return new RestCaller(
        VERTX,
        RestCaller.supergraph("inventory.graphql"),
        new RestService("inventory", RestOptions.of(service)),
        new Circuits(name -> options));
  }

  @AfterEach
  void close() {
    caller.close();
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String ask(RestCaller caller) {
    caller.beginRequest();
    return caller.root(ROOTS, "{ busiest { code } }", "{}");
  }

  private void askTimes(int times) {
    for (int i = 0; i < times; i++) {
      ask(caller);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aServiceThatFailsEveryCallIsNotCalledForAWhile(int status) {
    server.answers(asked -> new Answer(status, "text/plain", "x"));
    askTimes(CALLS);
    assertThat(server.asked).hasSize(CALLS);
    assertThat(ask(caller))
        .startsWith("{\"data\":{\"busiest\":null},\"errors\":[")
        .contains("\"code\":\"UPSTREAM_CIRCUIT_OPEN\"", "\"path\":[\"busiest\"]")
        .doesNotContain("127.0.0.1");
    assertThat(server.asked).hasSize(CALLS);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 404, 429})
  void whatAServiceAnswersIsNoFailureOfIt(int status) {
    server.answers(asked -> new Answer(status, "application/json", "{}"));
    askTimes(3 * CALLS);
    assertThat(server.asked).hasSize(3 * CALLS);
  }

  @Test
  void halfOfTheCallsMayFail() {
    server.answers(
        asked -> new Answer(server.asked.size() % 2 == 0 ? 500 : 200, "application/json", "{}"));
    askTimes(4 * CALLS);
    assertThat(server.asked).hasSize(4 * CALLS);
  }

  @Test
  void aServiceThatIsGoneIsNotCalledForAWhile() {
    server.close();
    askTimes(CALLS);
    assertThat(ask(caller)).contains("UPSTREAM_CIRCUIT_OPEN");
  }

  @Test
  void itIsTriedAgainAndCalledAgainWhenItIsBack() {
    server.answers(asked -> new Answer(503, "text/plain", "x"));
    try (RestCaller patient = caller(Duration.ofMillis(50))) {
      for (int i = 0; i < CALLS; i++) {
        ask(patient);
      }
      server.answers(asked -> Answer.json("{\"code\": \"a\"}"));
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      String answer = "CIRCUIT_OPEN";
      while (answer.contains("CIRCUIT_OPEN") && System.nanoTime() < end) {
        answer = ask(patient);
      }
      assertThat(answer).isEqualTo("{\"data\":{\"busiest\":{\"code\":\"a\"}}}");
      for (int i = 0; i < CALLS; i++) {
        assertThat(ask(patient)).isEqualTo("{\"data\":{\"busiest\":{\"code\":\"a\"}}}");
      }
    }
  }

  // The circuit by itself

  private static ServiceCircuit circuit(int calls, int trials) {
    return new ServiceCircuit(
        "x",
        new CircuitOptions(50, calls, Duration.ofSeconds(30), Duration.ofMillis(1), trials),
        Telemetry.off().service("x"));
  }

  private static void admitAfterPause(ServiceCircuit circuit) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!circuit.admits()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  @Test
  void oneThatGoesAwayLeavesItsTrialToAnother() {
    ServiceCircuit circuit = circuit(1, 1);
    assertThat(circuit.admits()).isTrue();
    circuit.answered(500, 1);
    for (int i = 0; i < 10; i++) {
      admitAfterPause(circuit);
      circuit.failed(new UpstreamFailure(Code.UPSTREAM_CANCELLED, "gone"), 1);
    }
    admitAfterPause(circuit);
    assertThat(circuit.admits()).isFalse();
    circuit.answered(200, 1);
    assertThat(circuit.admits()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {
        "UPSTREAM_UNREACHABLE",
        "UPSTREAM_TIMEOUT",
        "UPSTREAM_HTTP_ERROR",
        "UPSTREAM_INVALID_RESPONSE"
      })
  void theseAreFailuresOfAService(Code code) {
    ServiceCircuit circuit =
        new ServiceCircuit(
            "x",
            new CircuitOptions(50, 1, Duration.ofSeconds(30), Duration.ofMinutes(1), 1),
            Telemetry.off().service("x"));
    assertThat(circuit.admits()).isTrue();
    circuit.failed(new UpstreamFailure(code, "x"), 1);
    assertThat(circuit.admits()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1s, 1", "101, 1, 1s, 1", "50, 0, 1s, 1", "50, 1, 0s, 1", "50, 1, 1s, 0"})
  void limitsOutOfTheirRangeAreRefused(int percent, int calls, String window, int trials) {
    Duration seconds = Duration.parse("PT" + window);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CircuitOptions(percent, calls, seconds, Duration.ofSeconds(1), trials));
  }
}
