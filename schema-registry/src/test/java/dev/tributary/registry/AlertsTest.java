package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import dev.tributary.compose.CompositionError;
import dev.tributary.registry.AlertRule.Metric;
import dev.tributary.registry.StoredAlert.State;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts from what is measured to a webhook that is told. */
class AlertsTest {

  private static final GraphId SHOP = new GraphId("shop", "current");

  private record Told(String body, String signature, String delivery) {}

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private volatile Instant now = Instant.parse("2026-03-10T08:00:00Z");
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private RegistryStore store;
  private Registry registry;
  private HttpServer receiver;
  private AlertDelivery delivery;

  @BeforeEach
  void start() throws IOException {
    store = H2RegistryStore.open(directory);
    registry = registry();
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          told.add(
              new Told(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  exchange.getRequestHeaders().getFirst("tributary-signature"),
                  exchange.getRequestHeaders().getFirst("tributary-delivery")));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.start();
    delivery = new AlertDelivery(vertx, registry.alerts(), WebhookAddresses.PRIVATE_TOO, () -> now);
  }

  private Registry registry() {
    return new Registry(
        store, Composer::compose, SchemaDiff::between, RegistryLimits.DEFAULT, () -> now);
  }

  @AfterEach
  void stop() throws Exception {
    delivery.close();
    receiver.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    store.close();
  }

  private StoredAlert alert(Metric metric, double above) {
    return alert(metric, above, "/hook?to=ops");
  }

  private StoredAlert alert(Metric metric, double above, String path) {
    String url = "http://127.0.0.1:%d%s".formatted(receiver.getAddress().getPort(), path);
    return registry
        .alerts()
        .add(SHOP, new AlertRule("", "Errors", metric, above, 5, url), "ada")
        .orElseThrow();
  }

  private void traffic(long requests, long errors, int quota) {
    registry
        .traffic()
        .record(
            SHOP,
            new TrafficReport(
                new Traffic(
                    new UsageTotals(requests, errors, 0, 0, Latencies.of(700_000, 3_000)),
                    0,
                    0,
                    Map.of(),
                    new Traffic.QuotaUse(quota, "web"))));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aRateOfErrorsIsToldOnceAndOnceMoreWhenItIsOver() throws Exception {
    StoredAlert alert = alert(Metric.ERROR_RATE, 5);
    traffic(90, 2, 0);
    registry.alerts().evaluate();
    delivery.deliver();
    assertThat(told).isEmpty();

    traffic(10, 8, 0);
    registry.alerts().evaluate();
    registry().alerts().evaluate();
    delivery.deliver();
    registry.alerts().evaluate();
    delivery.deliver();

    assertThat(told).hasSize(1);
    JsonNode body = RegistryJson.parse(told.getFirst().body());
    assertThat(body.path("state").asText()).isEqualTo("FIRING");
    assertThat(body.path("text").asText()).contains("shop@current", "10 % of requests had errors");
    assertThat(body.toString()).doesNotContain("/hook").doesNotContain(alert.secret());
    assertThat(told.getFirst().signature())
        .isEqualTo(signature(alert.secret(), told.getFirst().body()));
    assertThat(registry.alerts().of(SHOP).getFirst().told()).isEqualTo("Delivered.");

    pass(Duration.ofMinutes(10));
    registry.alerts().evaluate();
    delivery.deliver();
    assertThat(RegistryJson.parse(told.getLast().body()).path("state").asText()).isEqualTo("FINE");
    assertThat(told).hasSize(2).extracting(Told::delivery).doesNotHaveDuplicates();
  }

  private String signature(String secret, String body) throws Exception {
    long at = now.getEpochSecond();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "t=%d,v1=%s"
        .formatted(
            at,
            HexFormat.of()
                .formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void latencyAndQuotasAreMeasuredToo() {
    alert(Metric.LATENCY_P95, 500);
    alert(Metric.QUOTA_USE, 90);
    traffic(20, 0, 95);

    registry.alerts().evaluate();

    assertThat(registry.alerts().of(SHOP))
        .extracting(StoredAlert::state)
        .containsExactly(State.FIRING, State.FIRING);
  }

  @Test
  void aFewRequestsSayNothingOfARate() {
    alert(Metric.ERROR_RATE, 5);
    traffic(3, 3, 0);

    registry.alerts().evaluate();

    assertThat(registry.alerts().of(SHOP).getFirst().state()).isEqualTo(State.FINE);
  }

  /** In JSON a quote takes two characters, and one that cannot be printed six. */
  @ParameterizedTest
  @ValueSource(strings = {"\"", "\u0001", "x", "\ud83e\udd8a"})
  void aLongMessageIsToldAsFarAsThereIsRoom(String written) throws Exception {
    alert(Metric.FAILED_COMPOSITION, 0);
    CompositionError error =
        new CompositionError("CODE", written.repeat(3_000), "Query.a", List.of());

    registry
        .alerts()
        .compositionFailed(SHOP, "ci", new PublishResult.Refused(List.of(error), List.of()));
    delivery.deliver();

    String detail = RegistryJson.parse(told.getFirst().body()).path("detail").asText();
    assertThat(detail).startsWith("A publish by ci was refused").endsWith(written + "…");
  }

  @Test
  void aPublishThatDoesNotComposeIsToldEachTime() throws Exception {
    alert(Metric.FAILED_COMPOSITION, 0);
    ChangeSet broken =
        ChangeSet.publishing(new ProposedSubgraph("a", "http://a.example/", "type Broken"));

    assertThat(registry.publish(SHOP, broken, "ci")).isInstanceOf(PublishResult.Refused.class);
    registry.publish(SHOP, broken, "ci");
    registry.check(SHOP, broken);
    delivery.deliver();

    assertThat(told).hasSize(2);
    assertThat(RegistryJson.parse(told.getFirst().body()).path("detail").asText())
        .contains("A publish by ci was refused");
  }

  @Test
  void aTestArrivesAndChangesNothing() throws Exception {
    StoredAlert alert = alert(Metric.FAILED_COMPOSITION, 0);

    assertThat(registry.alerts().test(SHOP, alert.rule().id())).isTrue();
    assertThat(registry.alerts().test(SHOP, "unknown")).isFalse();
    delivery.deliver();

    assertThat(RegistryJson.parse(told.getFirst().body()).path("state").asText()).isEqualTo("TEST");
    assertThat(registry.alerts().of(SHOP).getFirst().changedAt()).isEmpty();
  }

  @Test
  void anAddressIsWholeOnlyForThoseWhoMaySetIt() throws Exception {
    alert(Metric.FAILED_COMPOSITION, 0);
    AlertEndpoint endpoint = new AlertEndpoint(registry.alerts(), WebhookAddresses.PRIVATE_TOO);
    Tokens tokens = new Tokens(store, () -> now);
    TokenScope all = TokenScope.parse("*").orElseThrow();

    assertThat(list(endpoint, tokens.issue("ada", TokenRole.ADMIN, all).token()))
        .contains("/hook?to=ops");
    assertThat(list(endpoint, tokens.issue("bob", TokenRole.PUBLISH, all).token()))
        .contains("http://127.0.0.1:", "/…")
        .doesNotContain("hook");
  }

  private static String list(AlertEndpoint endpoint, StoredToken token) throws Exception {
    return endpoint.list(SHOP, token, MultiMap.caseInsensitiveMultiMap()).body().toString();
  }

  @Test
  void whatIsNotTakenIsSentAgainWithGrowingPausesAndGivenUp() {
    alert(Metric.QUOTA_USE, 50);
    traffic(20, 0, 60);
    registry.alerts().evaluate();
    status = 500;

    delivery.deliver();
    delivery.deliver();
    assertThat(told).hasSize(1);
    assertThat(registry.alerts().of(SHOP).getFirst().told()).contains("status 500");
    pass(Duration.ofSeconds(10));
    delivery.deliver();
    pass(Duration.ofSeconds(10));
    delivery.deliver();
    assertThat(told).hasSize(2);
    for (int more = 0; more < AlertDelivery.MOST_ATTEMPTS; more++) {
      pass(Duration.ofHours(1));
      delivery.deliver();
    }

    assertThat(told).hasSize(AlertDelivery.MOST_ATTEMPTS);
    assertThat(told).extracting(Told::delivery).containsOnly(told.getFirst().delivery());
    assertThat(registry.alerts().of(SHOP).getFirst().told()).contains("Given up after 8 attempts");
  }

  @Test
  void aReceiverThatDoesNotAnswerHoldsUpNobodyElse() {
    CountDownLatch otherWasTold = new CountDownLatch(1);
    receiver.createContext(
        "/slow",
        exchange -> {
          try {
            exchange.sendResponseHeaders(otherWasTold.await(5, TimeUnit.SECONDS) ? 204 : 500, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    receiver.createContext(
        "/other",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          otherWasTold.countDown();
        });
    StoredAlert slow = alert(Metric.FAILED_COMPOSITION, 0, "/slow");
    for (int i = 0; i < 30; i++) {
      registry.alerts().test(SHOP, slow.rule().id());
    }
    pass(Duration.ofSeconds(1));
    registry.alerts().test(SHOP, alert(Metric.QUOTA_USE, 50, "/other").rule().id());

    delivery.deliver();

    assertThat(registry.alerts().of(SHOP))
        .extracting(StoredAlert::told)
        .containsExactly("Delivered.", "Delivered.");
  }

  @Test
  void privateAddressesAreNotCalledUnlessAllowed() {
    alert(Metric.QUOTA_USE, 50);
    registry
        .alerts()
        .add(
            SHOP,
            new AlertRule("", "Tls", Metric.QUOTA_USE, 50, 5, "https://127.0.0.1:1/hook"),
            "ada");
    traffic(20, 0, 60);
    registry.alerts().evaluate();
    try (AlertDelivery strict =
        new AlertDelivery(vertx, registry.alerts(), WebhookAddresses.PUBLIC, () -> now)) {
      strict.deliver();
    }

    assertThat(told).isEmpty();
    assertThat(registry.alerts().of(SHOP))
        .extracting(StoredAlert::told)
        .allMatch(text -> text.contains("may not be called") || text.contains("may not be"));
  }
}
