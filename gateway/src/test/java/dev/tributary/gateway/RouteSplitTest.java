package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import dev.tributary.gateway.RoutedGateway.Seen;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes with several services: canaries, copies, instances; and connections that are upgraded. */
@Timeout(60)
class RouteSplitTest {

  @TempDir private Path directory;
  private RoutedGateway gateway;

  @BeforeEach
  void prepare() {
    gateway = new RoutedGateway(directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int count(String service) {
    return (int) gateway.seen.stream().filter(seen -> seen.service().equals(service)).count();
  }

  private static void until(BooleanSupplier condition) {
    for (int i = 0; i < 1_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void weightsSaySoOnAverageAndACanarysHeaderFieldOrCookieDecides() throws IOException {
    gateway
        .service("now")
        .service("next")
        .start(
            """
            routes:
            - name: shop
              path: /shop/*
              to:
              - {service: now, weight: 3}
              - {service: next, weight: 1, when: {header: x-canary, value: always}}
            - name: cookies
              path: /cookies/*
              to:
              - {service: now}
              - {service: next, weight: 0, when: {cookie: canary}}
            """);

    try (Raw raw = gateway.connect()) {
      for (int i = 0; i < 400; i++) {
        raw.write("GET /shop/" + i + " HTTP/1.1\r\nhost: a\r\n\r\n").answer();
      }
    }
    // 100 are to be expected, with a standard deviation below 9.
    assertThat(count("next")).isBetween(55, 145);
    assertThat(gateway.get("/shop/x", "x-canary: always").body()).isEqualTo("next:");
    for (int i = 0; i < 10; i++) {
      assertThat(gateway.get("/cookies/x").body()).isEqualTo("now:");
      assertThat(gateway.get("/cookies/x", "cookie: a=b; canary=1").body()).isEqualTo("next:");
    }
  }

  @Test
  void whoIsStickyStaysWhereItWas() throws IOException {
    gateway
        .service("now")
        .service("next")
        .start(
            """
            routes:
            - name: shop
              path: /shop/*
              sticky: "cookie:session"
              to: [{service: now}, {service: next}]
            """);

    Set<String> all = new HashSet<>();
    for (int session = 0; session < 20; session++) {
      Set<String> same = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        same.add(gateway.get("/shop/" + i, "cookie: session=s" + session).body());
      }
      assertThat(same).hasSize(1);
      all.addAll(same);
    }
    assertThat(all).hasSize(2);
  }

  @Test
  void copiesGoToAnotherServiceWhoseAnswersNobodySees() throws IOException {
    gateway
        .service("shop")
        .service("shadow", "", request -> request.response().setStatusCode(500).end("no"))
        .start(
            """
            routes:
            - {name: safe, path: /safe/*, to: [{service: shop}], mirror: {service: shadow}}
            - {name: any, path: /any/*, to: [{service: shop}], rewrite: /all/*,
               mirror: {service: shadow, unsafe: true, maxBody: 10B}}
            """);

    assertThat(gateway.get("/safe/1?q", "x-mine: 1").body()).isEqualTo("shop:");
    until(() -> count("shadow") == 1);
    Seen copy = gateway.seen.stream().filter(one -> one.service().equals("shadow")).toList().get(0);
    assertThat(copy.uri()).isEqualTo("/safe/1?q");
    assertThat(copy.header("x-mine")).isEqualTo("1");

    gateway.send("POST /safe/2 HTTP/1.1\nhost: a\ncontent-length: 2\n\n", "hi");
    gateway.send("POST /any/3 HTTP/1.1\nhost: a\ncontent-length: 11\n\n", "0123456789a");
    Answer posted = gateway.send("POST /any/4 HTTP/1.1\nhost: a\ncontent-length: 2\n\n", "hi");
    assertThat(posted.body()).isEqualTo("shop:hi");
    until(() -> count("shadow") == 2);
    assertThat(gateway.seen.stream().filter(one -> one.service().equals("shadow")).toList().get(1))
        .satisfies(
            one -> {
              assertThat(one.uri()).isEqualTo("/all/4");
              assertThat(one.header("content-length")).isEqualTo("2");
            });
  }

  @Test
  void aCopyThatIsNeverAnsweredChangesNothingAndNoMoreThanSoManyAreMade() throws IOException {
    gateway
        .service("shop")
        .service("shadow", "timeout: 60s", request -> {})
        .start(
            """
            admin: {port: 0}
            routes:
            - {name: shop, path: /*, to: [{service: shop}],
               mirror: {service: shadow, inFlight: 3}}
            """);

    for (int i = 0; i < 20; i++) {
      assertThat(gateway.get("/" + i).status()).isEqualTo(200);
    }

    until(() -> count("shadow") == 3);
    assertThat(gateway.metrics("tributary_route_mirror_dropped_total")).contains("17");
  }

  @Test
  void aRouteUsesTheInstancesOfItsServiceAndLeavesOutThoseThatFail() throws IOException {
    HttpServer dead =
        Await.on(gateway.vertx.createHttpServer().requestHandler(one -> {}).listen(0, "127.0.0.1"));
    int gone = dead.actualPort();
    Await.on(dead.close());
    gateway.service("one").service("two");
    gateway.start(
        "  many: {balancing: {policy: round_robin, panic: 0, instances: ["
            + "{url: \"http://127.0.0.1:%d\"}, {url: \"http://127.0.0.1:%d\"},"
                .formatted(gateway.port("one"), gateway.port("two"))
            + "{url: \"http://127.0.0.1:%d\"}]}}\n".formatted(gone)
            + "routes:\n- {name: many, path: /*, to: [{service: many}]}\n");

    for (int i = 0; i < 30; i++) {
      assertThat(gateway.send("POST /x HTTP/1.1\nhost: a\ncontent-length: 2\n\n", "hi").status())
          .isEqualTo(200);
    }

    assertThat(count("one")).isGreaterThan(8);
    assertThat(count("two")).isGreaterThan(8);
  }

  @Test
  void aConnectionThatIsUpgradedGoesBothWays() throws Exception {
    HttpServer chat =
        Await.on(
            gateway
                .vertx
                .createHttpServer()
                .webSocketHandshakeHandler(
                    handshake -> {
                      if (handshake.path().equals("/chat/no")) {
                        handshake.reject(403);
                      } else {
                        handshake.accept();
                      }
                    })
                .webSocketHandler(
                    socket ->
                        socket.textMessageHandler(
                            text ->
                                socket.writeTextMessage(
                                    socket.headers().get("x-forwarded-for") + " " + text)))
                .listen(0, "127.0.0.1"));
    gateway.start(
        "  chat: {url: \"http://127.0.0.1:%d\"}\n".formatted(chat.actualPort())
            + "admin: {port: 0}\n"
            + "routes:\n- {name: chat, path: /chat/*, webSocket: true, to: [{service: chat}]}\n"
            + "- {name: none, path: /none/*, to: [{service: chat}]}\n");
    WebSocketClient client = gateway.vertx.createWebSocketClient();
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();

    var socket =
        Await.on(
            client.connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(gateway.port())
                    .setURI("/chat/1")));
    socket.textMessageHandler(messages::add);
    socket.closeHandler(closed::complete);
    for (String text : List.of("one", "two", "x".repeat(60_000))) {
      Await.on(socket.writeTextMessage(text));
      assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("127.0.0.1 " + text);
    }
    Await.on(socket.close());
    closed.get(10, TimeUnit.SECONDS);

    until(
        () -> {
          try {
            return gateway.metrics("tributary_routes_seconds_count{").contains("route=\"chat\"} 1");
          } catch (IOException e) {
            return false;
          }
        });
    for (String refused : List.of("/chat/no", "/none/1")) {
      assertThat(
              client
                  .connect(
                      new WebSocketConnectOptions()
                          .setHost("127.0.0.1")
                          .setPort(gateway.port())
                          .setURI(refused))
                  .toCompletionStage()
                  .toCompletableFuture())
          .failsWithin(10, TimeUnit.SECONDS);
    }
  }

  /** Whoever ends it: the gateway has room for one connection and one request only. */
  @ParameterizedTest
  @ValueSource(strings = {"client", "service", "vanished service", "time limit"})
  void aConnectionThatWasUpgradedGivesItsPlaceBack(String end) throws Exception {
    HttpServer chat =
        Await.on(
            gateway
                .vertx
                .createHttpServer()
                .webSocketHandler(
                    socket ->
                        socket.textMessageHandler(
                            text -> {
                              switch (text) {
                                case "service" -> socket.close();
                                case "vanished service" ->
                                    ((WebSocketInternal) socket)
                                        .channelHandlerContext()
                                        .channel()
                                        .close();
                                default -> socket.writeTextMessage(text);
                              }
                            }))
                .listen(0, "127.0.0.1"));
    gateway.start(
        "  chat: {url: \"http://127.0.0.1:%d\"}\n".formatted(chat.actualPort())
            + "server: {port: 0, limits: {connections: 1, requests: 1}}\n"
            + "routes:\n- {name: chat, path: /*, webSocket: true, to: [{service: chat}]"
            + (end.equals("time limit") ? ", duration: 200ms}\n" : "}\n"));
    WebSocketClient client = gateway.vertx.createWebSocketClient();

    for (int i = 0; i < 5; i++) {
      WebSocket socket = eventually(client);
      CompletableFuture<Void> closed = new CompletableFuture<>();
      socket.closeHandler(closed::complete);
      if (i == 0) {
        assertThat(connect(client).toCompletionStage().toCompletableFuture())
            .failsWithin(10, TimeUnit.SECONDS);
      }
      switch (end) {
        case "client" -> Await.on(socket.close());
        // It may have passed already.
        case "time limit" -> {}
        default -> Await.on(socket.writeTextMessage(end));
      }
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  private Future<WebSocket> connect(WebSocketClient client) {
    return client.connect(
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(gateway.port()).setURI("/chat"));
  }

  /** The connection before is counted until both sides have closed it. */
  private WebSocket eventually(WebSocketClient client) {
    WebSocket[] connected = new WebSocket[1];
    until(
        () -> {
          Future<WebSocket> attempt = connect(client);
          try {
            connected[0] = attempt.toCompletionStage().toCompletableFuture().join();
            return true;
          } catch (CompletionException full) {
            return false;
          }
        });
    return connected[0];
  }

  @Test
  void everythingThatIsWrongWithRoutesIsToldAtOnce() {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                services:
                  known: {url: "http://127.0.0.1:1"}
                  nowhere: {timeout: 1s}
                routes:
                - {name: a, path: "/x/{id}", to: [{service: known}]}
                - {name: b, path: "/x/{name}", to: [{service: known}]}
                - {name: c, path: x, to: [{service: known}]}
                - {name: d, path: /d, to: [{service: unknown}]}
                - {name: e, path: /e, to: [{service: nowhere}]}
                - {name: f, path: /f, to: []}
                - {name: g, path: /graphql, to: [{service: known}]}
                - {name: h, path: "/h/{a}/*", rewrite: "/{b}/*", to: [{service: known}]}
                - {name: i, path: /i, methods: [GET, PUT], to: [{service: known}]}
                - {name: i, path: /i, methods: [put], to: [{service: known}]}
                - {name: k, path: /k, headers: {x: a}, to: [{service: known}]}
                - {name: l, path: /k, headers: {x: b}, to: [{service: known}]}
                - {name: m, path: /m, callers: anyone, scopes: [s], to: [{service: known}]}
                - {name: n, path: /n/../o, to: [{service: known}]}
                - {name: o, path: /o, sticky: dice, to: [{service: known}]}
                """);

    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    List<String> problems =
        ((ConfigResult.Invalid) result).problems().stream().map(Object::toString).toList();
    String all = String.join("\n", problems);
    assertThat(all)
        .contains(
            "the routes a (/x/{id}) and b (/x/{name}) are for the same requests",
            "two routes are named i",
            "(GET,PUT /i) and i (PUT /i)",
            "c: the path 'x' does not begin with /",
            "d: there is no 'unknown' under services",
            "e: service nowhere has neither 'url' nor 'balancing'",
            "f: nothing says where it leads",
            "the gateway serves /graphql itself",
            "h: rewrite: {b} is not in the path",
            "m: nobody is asked who they are",
            "n: the path '/n/../o'",
            "o: 'dice' is none of client")
        .doesNotContain("k (/k)");
  }
}
