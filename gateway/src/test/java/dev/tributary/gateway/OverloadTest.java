package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.ApiKeyFile;
import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway whose event loops have more to do than they can. */
@Timeout(60)
class OverloadTest {

  /** How long each round of an event loop takes: longer than from one sample to the next. */
  private static final long ROUND_MILLIS = 150;

  private static final String GATEWAY =
      """
      server: {port: 0, eventLoops: 1, overload: {lag: 20ms, least: 1, waiting: 2}}
      admin: {port: 0}
      cost: {mode: measure}
      authentication: {apiKeys: {file: keys.jsonl}}
      routes:
      - {name: slow, path: /slow, to: [{service: slow}]}
      - {name: dear, path: /dear, cost: 50, to: [{service: quick}]}
      - {name: chat, path: /chat, webSocket: true, to: [{service: chat}]}
      """;

  @TempDir private Path directory;
  private final ConcurrentLinkedQueue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private RoutedGateway gateway = new RoutedGateway(Path.of("."));
  private String key = "";
  private volatile boolean busy;

  @BeforeEach
  void start() throws IOException {
    key = ApiKeyFile.add(directory.resolve("keys.jsonl"), "known", Set.of(), null, null);
    gateway =
        new RoutedGateway(directory)
            .service("slow", "", held::add)
            .service("quick")
            .service("chat", "", HttpServerRequest::toNetSocket)
            .start(GATEWAY);
  }

  @AfterEach
  void stop() {
    busy = false;
    gateway.close();
  }

  private void keepEventLoopsBusy() {
    busy = true;
    for (EventExecutor loop : ((VertxInternal) gateway.vertx).nettyEventLoopGroup()) {
      loop.execute(() -> round(loop));
    }
  }

  private void round(EventExecutor loop) {
    if (busy) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS));
      // At once, but not before what has come in the meantime.
      loop.schedule(() -> round(loop), 1, TimeUnit.NANOSECONDS);
    }
  }

  private void until(String metric) throws Exception {
    Await.within(Duration.ofSeconds(20), () -> gateway.metrics(metric).startsWith(metric));
  }

  private Raw ask(String target, String... fields) throws IOException {
    return gateway
        .connect()
        .write(
            ("GET " + target + " HTTP/1.1\nhost: a\n" + RoutedGateway.lines(fields) + "\n")
                .replace("\n", "\r\n"));
  }

  /** One is under way, the limit is one, and it does not end. */
  private Raw fill() throws Exception {
    Raw first = ask("/slow");
    Await.within(Duration.ofSeconds(20), () -> !held.isEmpty());
    keepEventLoopsBusy();
    until("tributary_requests_limit 1.0");
    return first;
  }

  @Test
  void whenThereIsTooMuchToDoCheapRequestsOfKnownCallersGoOnAndDearAnonymousOnesAreRefused()
      throws Exception {
    Raw first = fill();
    List<Raw> dear = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dear.add(ask("/dear"));
    }
    until("tributary_requests_waiting 2.0");
    String query = "/graphql?query=%7Bhere%7D";
    Raw cheap = ask(query, "x-api-key: " + key, "apollo-require-preflight: 1");
    Await.within(
        Duration.ofSeconds(20),
        () -> gateway.metrics("tributary_errors_total{code=\"OVERLOADED\"").endsWith(" 4.0"));

    held.remove().response().end("over");
    assertThat(first.answer().body()).isEqualTo("over");
    Answer answered = cheap.answer();
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body()).isEqualTo("{\"data\":{\"here\":true}}");
    int served = 0;
    for (Raw one : dear) {
      Answer answer = one.answer();
      if (answer.status() == 200) {
        served++;
      } else {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).matches("[1-5]");
        assertThat(answer.body()).contains("\"OVERLOADED\"", "\"retryAfterMs\":");
      }
    }
    assertThat(served).as("those that waited and were not the last").isEqualTo(1);

    busy = false;
    Await.within(
        Duration.ofSeconds(20),
        () -> !gateway.metrics("tributary_requests_limit").endsWith(" 1.0"));
    assertThat(gateway.get("/dear").status()).isEqualTo(200);
  }

  @Test
  void anUpgradedConnectionTakesNobodysPlace() throws Exception {
    Raw chat =
        gateway
            .connect()
            .write(
                "GET /chat HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                    + "sec-websocket-version: 13\r\n"
                    + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    assertThat(chat.line()).startsWith("HTTP/1.1 101");
    keepEventLoopsBusy();
    until("tributary_requests_limit 1.0");

    assertThat(ask("/dear").answer().status()).isEqualTo(200);
    chat.close();
  }

  @Test
  void oneLongPauseOfAllEventLoopsRefusesNobody() throws Exception {
    for (EventExecutor loop : ((VertxInternal) gateway.vertx).nettyEventLoopGroup()) {
      loop.execute(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)));
    }
    List<Raw> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(ask("/dear"));
    }
    for (Raw one : all) {
      assertThat(one.answer().status()).isEqualTo(200);
    }
    assertThat(gateway.metrics("tributary_requests_limit")).endsWith(" 10000.0");
  }
}
