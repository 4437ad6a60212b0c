package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.operation.Operation;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls are made again, and which are not. */
class RepeatedCallsTest {

  private final CalledService called = new CalledService();
  private final ScriptedService service = called.service();

  @AfterEach
  void close() {
    called.close();
  }

  @Test
  void aQueryWhoseKeptConnectionTurnsOutDeadIsRepeatedOnce() {
    called.caller().query("{}").await();
    service.answers(
        exchange -> {
          // The first on the kept connection; what comes on a new one is answered.
          if (service.connections.get() == 1) {
            exchange.close();
          } else {
            exchange.send(json(CalledService.DATA));
          }
        });

    assertThat(called.caller().query("{}").await()).isEqualTo(CalledService.DATA);
    assertThat(service.connections).hasValue(2);
    assertThat(service.requests).hasSize(3);
  }

  @Test
  void aQueryIsRepeatedOnlyOnce() {
    called.caller().query("{}").await();
    service.answers(ScriptedService.Exchange::close);

    assertThat(called.caller().query("{}").awaitFailure().code())
        .isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(3);
  }

  private static String busy(int status, String retryAfter) {
    return ScriptedService.response(status + " Busy", retryAfter, "busy");
  }

  private void answersInTurn(String... answers) {
    AtomicInteger next = new AtomicInteger();
    service.answers(
        exchange -> exchange.send(answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aQueryIsRepeatedWhenTheServiceAsksForIt(int status) {
    answersInTurn(busy(status, "Retry-After: 1\r\n"), json(CalledService.DATA));
    long begun = System.nanoTime();

    assertThat(called.caller().query("{}").await()).isEqualTo(CalledService.DATA);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(990));
    assertThat(service.requests).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"503|Retry-After: 60", "503|X: y", "500|Retry-After: 0", "429|Retry-After: soon"})
  void itIsNotRepeatedWhenTheServiceDoesNotAskForItOrForTooLong(int status, String field) {
    answersInTurn(busy(status, field + "\r\n"), json(CalledService.DATA));

    assertThat(called.caller().query("{}").awaitFailure().getMessage()).contains("" + status);
    assertThat(service.requests).hasSize(1);
  }

  @Test
  void aServiceThatIsAlwaysBusyIsAskedThreeTimesAndAMutationOnce() {
    answersInTurn(busy(503, "Retry-After: 0\r\n"));

    assertThat(called.caller().query("{}").awaitFailure().getMessage()).contains("503");
    assertThat(service.requests).hasSize(3);
    assertThat(called.caller().mutation("{}").awaitFailure().getMessage()).contains("503");
    assertThat(service.requests).hasSize(4);
  }

  @Test
  void aServiceThatIsBusyForAllIsNotCalledMuchMoreOftenForIt() {
    answersInTurn(busy(429, "Retry-After: 0\r\n"));
    for (int i = 0; i < 50; i++) {
      called.caller().query("{" + i + "}").awaitFailure();
    }
    assertThat(service.requests.size()).isBetween(55, 70);
  }

  @Test
  void whoHasLessTimeThanTheServiceAsksForIsToldAtOnce() {
    answersInTurn(busy(503, "Retry-After: 2\r\n"), json(CalledService.DATA));
    Caller.Call call =
        called
            .caller()
            .call(
                Operation.Kind.QUERY,
                "{}",
                MultiMap.caseInsensitiveMultiMap(),
                Duration.ofMillis(1_500));

    assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_HTTP_ERROR);
  }

  /** Its TLS handshake fails: nothing was sent, and not even a mutation can have been seen. */
  @ParameterizedTest
  @EnumSource(
      value = Operation.Kind.class,
      names = {"QUERY", "MUTATION"})
  void aCallForWhichNoConnectionCanBeMadeIsTriedAgain(Operation.Kind kind) throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    accepted.incrementAndGet();
                    socket.close();
                  }
                } catch (IOException closed) {
                  return;
                }
              });
      try (Caller caller =
          new Caller("https://127.0.0.1:" + server.getLocalPort(), ServiceOptions.defaults())) {
        assertThat(
                caller
                    .call(kind, "{}", MultiMap.caseInsensitiveMultiMap(), Duration.ofSeconds(20))
                    .awaitFailure()
                    .code())
            .isEqualTo(Code.UPSTREAM_UNREACHABLE);
        assertThat(accepted).hasValue(3);
        for (int i = 0; i < 50; i++) {
          caller.query("{" + i + "}").awaitFailure();
        }
        assertThat(accepted.get()).isBetween(55, 70);
      }
    }
  }

  @Test
  void aMutationIsNeverRepeated() {
    called.caller().query("{}").await();
    service.answers(ScriptedService.Exchange::close);

    assertThat(called.caller().mutation("{}").awaitFailure().code())
        .isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(2);
  }

  @Test
  void aNewConnectionThatBreaksIsNotTriedAgain() {
    service.answers(ScriptedService.Exchange::close);

    assertThat(called.caller().query("{}").awaitFailure().code())
        .isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(1);
  }
}
