package dev.tributary.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Unavailable;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationOptions.IntrospectionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntrospectionTest {

  private final TestClock clock = new TestClock();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private volatile String answer = "{\"active\": false}";
  private volatile int status = 200;
  private HttpServer server;
  private Authenticator authenticator;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/introspect",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    authenticator =
        new AuthenticationSetup(
                AuthenticationOptions.NONE.with(
                    new IntrospectionOptions(
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/introspect",
                        "gate:way",
                        "s/cret",
                        TokenSource.DEFAULT,
                        Set.of("gateway"),
                        List.of("scope"),
                        List.of("client_id"),
                        Duration.ofSeconds(30),
                        100)),
                clock)
            .build();
  }

  @AfterEach
  void stop() {
    authenticator.close();
    server.stop(0);
  }

  @Test
  void anActiveTokenNamesItsClientAndIsRememberedForAWhile() {
    go.countDown();
    answer = active("");

    assertThat(ask("a+b"))
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> {
              assertThat(verified.caller().client()).isEqualTo("mobile");
              assertThat(verified.caller().scopes()).containsExactly("read");
            });
    assertThat(ask("a+b")).isInstanceOf(Verified.class);
    assertThat(asked)
        .containsExactly(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("gate%3Away:s%2Fcret".getBytes(StandardCharsets.UTF_8))
                + " token=a%2Bb&token_type_hint=access_token");

    answer = "{\"active\": false}";
    clock.advance(Duration.ofSeconds(30));
    assertThat(ask("a+b")).isInstanceOf(Refused.class);
  }

  @Test
  void aTokenIsNotRememberedBeyondItsEnd() {
    go.countDown();
    answer = active(",\"exp\":" + clock.instant().plusSeconds(5).getEpochSecond());

    assertThat(ask("t")).isInstanceOf(Verified.class);
    clock.advance(Duration.ofSeconds(5));
    assertThat(ask("t")).isInstanceOf(Refused.class);
  }

  @Test
  void theServersClockMayBeALittleAhead() {
    go.countDown();
    answer = active(",\"nbf\":" + clock.instant().plusSeconds(29).getEpochSecond());

    assertThat(ask("t")).isInstanceOf(Verified.class);
  }

  @Test
  void whoAsksAtTheSameTimeWaitsForOneAnswer() {
    answer = active("");
    List<CompletableFuture<Authentication>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(authenticator.authenticate(TestCredentials.bearer("t")));
    }
    go.countDown();

    assertThat(all).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Verified.class));
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatIsNotPlainlyActiveAndForUsIsRefused() {
    go.countDown();
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry(
                "inactive", "{\"active\":false,\"client_id\":\"mobile\",\"aud\":\"gateway\"}"),
            Map.entry(
                "in words", "{\"active\":\"true\",\"client_id\":\"mobile\",\"aud\":\"gateway\"}"),
            Map.entry("nothing", "{}"),
            Map.entry("nobody", "{\"active\":true,\"aud\":\"gateway\"}"),
            Map.entry("another", "{\"active\":true,\"client_id\":\"mobile\",\"aud\":\"billing\"}"),
            Map.entry("over", active(",\"exp\":1000")),
            Map.entry("odd", active(",\"exp\":\"never\"")),
            Map.entry(
                "early", active(",\"nbf\":" + clock.instant().plusSeconds(31).getEpochSecond())),
            Map.entry(
                "from the future",
                active(",\"iat\":" + clock.instant().plusSeconds(31).getEpochSecond())),
            Map.entry("bound", active(",\"cnf\":{\"jkt\":\"x\"}")),
            Map.entry("bound-to-a-certificate", active(",\"cnf\":{\"x5t#S256\":\"x\"}")));

    wrong.forEach(
        (name, text) -> {
          answer = text;
          assertThat(ask(name.replace(' ', '-'))).as(name).isInstanceOf(Refused.class);
        });
  }

  @Test
  void aServerThatFailsIsAskedAgain() {
    go.countDown();
    status = 500;
    assertThat(ask("t")).isInstanceOf(Unavailable.class);
    status = 200;
    answer = "not JSON";
    assertThat(ask("t")).isInstanceOf(Unavailable.class);
    answer = active("");
    assertThat(ask("t")).isInstanceOf(Verified.class);
  }

  private static String active(String more) {
    return "{\"active\":true,\"client_id\":\"mobile\",\"scope\":\"read\",\"aud\":[\"gateway\"]"
        + more
        + "}";
  }

  private Authentication ask(String token) {
    return authenticator.authenticate(TestCredentials.bearer(token)).join();
  }
}
