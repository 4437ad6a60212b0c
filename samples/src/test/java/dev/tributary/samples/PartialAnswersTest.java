package dev.tributary.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.samples.SampleServices.Service;
import dev.tributary.samples.reviews.ReviewsService;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.upstream.ServiceOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One query over all four services while one of them fails. */
class PartialAnswersTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private static final Duration TIME_LIMIT = Duration.ofMillis(400);

  private static InProcessGateway gateway;

  @BeforeAll
  static void start() {
    List<Service> services = SERVICES.running().services();
    // The first answers load classes; the time limit is meant for those after them.
    InProcessGateway patient = gateway(SERVICES.vertx(), services, Duration.ofSeconds(20));
    assertThat(answer(patient).encode()).doesNotContain("null", "errors");
    patient.close().await();
    gateway = gateway(SERVICES.vertx(), services, TIME_LIMIT);
  }

  @AfterAll
  static void stop() {
    gateway.close().await();
  }

  @AfterEach
  void behave() {
    SERVICES
        .running()
        .services()
        .forEach(one -> SERVICES.client(one.name()).post("/admin/behaviour", "{}"));
  }

  @ParameterizedTest(name = "{0} {1}: {2} at {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reviews   | error    | UPSTREAM_HTTP_ERROR       | /users/0/reviews
          reviews   | html     | UPSTREAM_INVALID_RESPONSE | /users/0/reviews
          reviews   | truncate | UPSTREAM_INVALID_RESPONSE | /users/0/reviews
          reviews   | hang     | UPSTREAM_TIMEOUT          | /users/0/reviews
          products  | error    | UPSTREAM_HTTP_ERROR       | /users/0/reviews/0/product/name
          products  | html     | UPSTREAM_INVALID_RESPONSE | /users/0/reviews/0/product/name
          products  | truncate | UPSTREAM_INVALID_RESPONSE | /users/0/reviews/0/product/name
          products  | hang     | UPSTREAM_TIMEOUT          | /users/0/reviews/0/product/name
          inventory | error    | CONNECTOR_FETCH           | /users/0/reviews/0/product/inStock
          inventory | html     | CONNECTOR_RESPONSE_INVALID | /users/0/reviews/0/product/inStock
          inventory | truncate | CONNECTOR_RESPONSE_INVALID | /users/0/reviews/0/product/inStock
          inventory | hang     | GATEWAY_TIMEOUT           | /users/0/reviews/0/product/inStock
          accounts  | error    | UPSTREAM_HTTP_ERROR       | /users
          accounts  | hang     | UPSTREAM_TIMEOUT          | /users
          """)
  void aServiceThatFailsCostsItsOwnFields(String service, String mode, String code, String path) {
    JsonObject whole = answer(gateway);
    SERVICES
        .client(service)
        .post("/admin/behaviour", "{\"failRate\":1,\"mode\":\"%s\"}".formatted(mode));

    long start = System.nanoTime();
    JsonObject partial = answer(gateway);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    JsonObject error = partial.getJsonArray("errors").getJsonObject(0);
    assertThat(path(error)).isEqualTo(path);
    assertThat(error.getJsonObject("extensions").getMap())
        .containsEntry("code", code)
        .containsEntry("service", service);
    assertThat(partial.encode()).doesNotContain("localhost", "http:", "Exception", "\tat ");
    assertThat(took).isLessThan(TIME_LIMIT.multipliedBy(5));
    if (!service.equals("accounts")) {
      assertThat(names(partial)).isEqualTo(names(whole)).isNotEmpty();
    }

    behave();
    assertThat(answer(gateway)).isEqualTo(whole);
  }

  @Test
  void aServiceThatIsKilledAndComesBackIsAnsweredFromAgain() {
    Vertx vertx = SERVICES.vertx();
    InstantSource clock = InstantSource.fixed(SampleServicesExtension.NOW);
    SampleServices.Running own =
        SampleServices.start(vertx, SampleServices.Ports.ANY, clock).await();
    InProcessGateway overOwn = gateway(vertx, own.services(), Duration.ofSeconds(20));
    JsonObject whole = answer(overOwn);

    Service reviews = own.service("reviews");
    int port = reviews.server().actualPort();
    reviews.server().close().await();
    JsonObject partial = answer(overOwn);
    ReviewsService.start(vertx, port, clock).await();

    assertThat(partial.getJsonArray("errors").getJsonObject(0).getJsonObject("extensions"))
        .isEqualTo(new JsonObject().put("code", "UPSTREAM_UNREACHABLE").put("service", "reviews"));
    assertThat(names(partial)).isEqualTo(names(whole)).isNotEmpty();
    assertThat(answer(overOwn)).isEqualTo(whole);
    overOwn.close().await();
  }

  private static InProcessGateway gateway(Vertx vertx, List<Service> services, Duration timeLimit) {
    Composition composition =
        Composer.compose(
            services.stream()
                .map(one -> new SubgraphSource(one.name(), one.url(), one.schema()))
                .toList());
    ServiceOptions standard = ServiceOptions.defaults();
    return new InProcessGateway(
        vertx,
        ((Composition.Composed) composition).supergraphSdl(),
        new ServiceOptions(
            null,
            timeLimit,
            standard.maxAnswerBytes(),
            standard.pool(),
            standard.headers(),
            standard.forwardedHeaders(),
            standard.sharing()));
  }

  private static JsonObject answer(InProcessGateway gateway) {
    return new JsonObject(gateway.answer(Demo.QUERY, Map.of()).await().body());
  }

  private static List<String> names(JsonObject response) {
    JsonArray users = response.getJsonObject("data").getJsonArray("users");
    return users.stream().map(user -> ((JsonObject) user).getString("displayName")).toList();
  }

  private static String path(JsonObject error) {
    StringBuilder path = new StringBuilder();
    error.getJsonArray("path").forEach(segment -> path.append('/').append(segment));
    return path.toString();
  }
}
