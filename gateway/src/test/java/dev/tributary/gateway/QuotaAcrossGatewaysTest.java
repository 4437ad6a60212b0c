package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.redis.RedisProcess;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three gateways, a process each, and one real Redis. {@code -Dquota.seconds=60} makes the run as
 * long as a period that people set.
 */
@Timeout(300)
class QuotaAcrossGatewaysTest {

  private static final int GATEWAYS = 3;
  private static final int CLIENTS = 50;
  private static final int QUOTA = 3;

  /** As much as five seconds bring, so that a machine that stands still loses nobody anything. */
  private static final int BURST = 15;

  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("quota.seconds", 6));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LEFT = Pattern.compile("r=(\\d+)");

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CLIENTS + 1));
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private RedisProcess redis;

  @BeforeEach
  void start() throws IOException {
    redis = RedisProcess.start();
    ScriptedService service =
        new ScriptedService(vertx, request -> new JsonObject().put("number", 1));
    Composition composition =
        Composer.compose(
            List.of(new SubgraphSource("numbers", service.url(), "type Query { number: Int }")));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    for (int i = 0; i < GATEWAYS; i++) {
      ports.add(freePort());
      Path config =
          Files.writeString(directory.resolve("gateway-" + i + ".yaml"), yaml(ports.get(i)));
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.tributary.gateway.Tributary",
                  "gateway",
                  "--config",
                  config.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("gateway-" + i + ".log").toFile())
              .start());
    }
    for (int gateway = 0; gateway < GATEWAYS; gateway++) {
      awaitReady(gateway);
    }
  }

  @AfterEach
  void stop() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    Await.on(vertx.close());
    redis.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String yaml(int port) {
    String clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(client -> "hammer-" + client + ": standard")
            .collect(Collectors.joining(", "));
    return """
    server: {host: 127.0.0.1, port: %d}
    supergraph: {file: supergraph.graphql}
    quotas:
      mode: enforce
      identify: ["header:x-client"]
      settle: estimate
      tiers:
        standard: {limits: [{unit: requests, quota: %d, per: 1s, burst: %d}]}
        anonymous: {limits: [{unit: requests, quota: 1000, per: 1s}]}
      clients: {%s, neighbour: standard}
      redis: {urls: ["%s"], timeout: 5s, unavailable: closed, gateways: %d}
    """
        .formatted(port, QUOTA, BURST, clients, redis.url(), GATEWAYS);
  }

  private void awaitReady(int gateway) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      // Whoever is not named asks, so that nobody's quota is touched.
      Future<HttpClientResponse> asked = ask(gateway, "nobody");
      try {
        if (Await.on(asked).statusCode() == 200) {
          return;
        }
      } catch (AssertionError notYet) {
        assertThat(processes.get(gateway).isAlive() && System.nanoTime() < end)
            .as(Files.readString(directory.resolve("gateway-" + gateway + ".log")))
            .isTrue();
      }
    }
  }

  private Future<HttpClientResponse> ask(int gateway, String client) {
    return http.request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(ports.get(gateway))
                .setURI("/graphql"))
        .compose(
            request ->
                request
                    .putHeader("content-type", "application/json")
                    .putHeader("x-client", client)
                    .send(Buffer.buffer("{\"query\":\"{ number }\"}")))
        .compose(response -> response.body().map(response));
  }

  /** What became of one client. Confined to one event loop. */
  private static final class Counts {
    int admitted;
    int refused;
    int other;
    long left;
    long firstSent = Long.MAX_VALUE;
    long firstAnswer = Long.MAX_VALUE;
    long lastSent = Long.MIN_VALUE;
    long lastAnswer = Long.MIN_VALUE;

    void sent() {
      firstSent = Math.min(firstSent, System.nanoTime());
      lastSent = System.nanoTime();
    }

    void answered(HttpClientResponse response) {
      firstAnswer = Math.min(firstAnswer, System.nanoTime());
      lastAnswer = System.nanoTime();
      switch (response.statusCode()) {
        case 200 -> admitted++;
        case 429 -> refused++;
        default -> other++;
      }
      Matcher remaining = LEFT.matcher(String.valueOf(response.getHeader("ratelimit")));
      if (remaining.find()) {
        left = Long.parseLong(remaining.group(1));
      }
    }
  }

  private void hammer(int gateway, String client, Counts counts, long end, Promise<Void> done) {
    counts.sent();
    ask(gateway, client)
        .onFailure(done::fail)
        .onSuccess(
            response -> {
              counts.answered(response);
              // On a machine that is busy with other things it takes longer to ask for too much.
              long over = System.nanoTime() - end;
              if (over >= 0 && (counts.refused > 0 || over > PATIENCE.toNanos())) {
                done.complete();
              } else {
                vertx.setTimer(60, later -> hammer(gateway, client, counts, end, done));
              }
            });
  }

  @Test
  void everyClientIsAdmittedWithinOnePercentOfItsQuota() {
    long end = System.nanoTime() + TIME.toNanos();
    List<Counts> counts = new ArrayList<>();
    List<Future<Void>> hammers = new ArrayList<>();
    AtomicInteger neighbourAsked = new AtomicInteger();
    AtomicInteger neighbourRefused = new AtomicInteger();
    Promise<Void> begun = Promise.promise();
    vertx.runOnContext(
        loop -> {
          for (int c = 0; c < CLIENTS; c++) {
            Counts client = new Counts();
            counts.add(client);
            for (int gateway = 0; gateway < GATEWAYS; gateway++) {
              Promise<Void> done = Promise.promise();
              hammers.add(done.future());
              hammer(gateway, "hammer-" + c, client, end, done);
            }
          }
          // Two thirds of what it may, by all gateways in turn.
          vertx.setPeriodic(
              500,
              tick ->
                  ask(neighbourAsked.getAndIncrement() % GATEWAYS, "neighbour")
                      .onSuccess(
                          answer -> {
                            if (answer.statusCode() != 200) {
                              neighbourRefused.incrementAndGet();
                            }
                          }));
          begun.complete();
        });
    Await.on(begun.future());
    Future.all(hammers).toCompletionStage().toCompletableFuture().join();

    for (int c = 0; c < CLIENTS; c++) {
      Counts client = counts.get(c);
      // Answers of several gateways overtake each other: only one that is alone says what is left.
      client.sent();
      client.answered(Await.on(ask(0, "hammer-" + c)));
      assertThat(client.other).as("client %d is answered otherwise", c).isZero();
      assertThat(client.refused).as("client %d is refused", c).isPositive();
      // What is decided when is not known better than from the sending to the answer.
      double least = QUOTA * (client.lastSent - client.firstAnswer) / 1e9;
      double most = QUOTA * (client.lastAnswer - client.firstSent) / 1e9;
      assertThat((double) client.admitted + client.left)
          .as("client %d", c)
          // What is left is told in whole units.
          .isBetween((BURST + least) * 0.99 - 1, (BURST + most) * 1.01);
    }
    assertThat(neighbourAsked.get()).isGreaterThan((int) TIME.toSeconds());
    assertThat(neighbourRefused).hasValue(0);
  }
}
