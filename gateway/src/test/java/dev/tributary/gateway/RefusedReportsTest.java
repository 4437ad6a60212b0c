package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.Latencies;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.UsageTotals;
import dev.tributary.telemetry.RequestRecord;
import dev.tributary.telemetry.TrafficRecorder;
import dev.tributary.telemetry.UsageRecorder.Key;
import dev.tributary.telemetry.UsageRecorder.Recorded;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of reports that a registry does not take. */
class RefusedReportsTest {

  private static final GraphId SHOP = new GraphId("shop", "current");

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile int status;
  private HttpServer server;
  private RegistryClient client;

  private final Deque<List<Recorded>> recorded = new ArrayDeque<>();
  private final TrafficRecorder recorder = new TrafficRecorder();
  private UsageSender usage;
  private TrafficSender traffic;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    client =
        new RegistryClient(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "a-token");
    usage =
        new UsageSender(
            () -> recorded.isEmpty() ? List.of() : recorded.remove(),
            report -> client.report(SHOP, report));
    traffic = new TrafficSender(recorder, report -> client.report(SHOP, report));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answerOneRequest() {
    recorded.add(
        List.of(
            new Recorded(
                new Key("{ a }", null, "web", "1"), new UsageTotals(1, 0, 1, 1, Latencies.NONE))));
    RequestRecord request = RequestRecord.unread();
    request.route("media", "/media/*");
    request.ended(200, 10);
    recorder.ended(request);
  }

  private void report() {
    usage.report();
    traffic.report();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void thoseThatItCannotTakeNowComeAgain(int refusal) {
    answerOneRequest();
    status = refusal;
    report();
    status = 204;
    report();
    report();

    assertThat(bodies).hasSize(4);
    assertThat(bodies.subList(2, 4)).isEqualTo(bodies.subList(0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413})
  void thoseThatItWillNeverTakeAreDropped(int refusal) {
    answerOneRequest();
    status = refusal;
    report();
    status = 204;
    report();

    assertThat(bodies).hasSize(2);
  }
}
