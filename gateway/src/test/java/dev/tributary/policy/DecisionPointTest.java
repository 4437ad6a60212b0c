package dev.tributary.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class DecisionPointTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Set<String> ASKED = Set.of("payroll", "audit");

  private final Queue<JsonObject> inputs = new ConcurrentLinkedQueue<>();
  private final Queue<String> tokens = new ConcurrentLinkedQueue<>();
  private HttpServer server = VERTX.createHttpServer();
  private volatile String answer = "{\"result\":[\"payroll\",\"other\"]}";
  private volatile int status = 200;

  @BeforeEach
  void start() {
    server =
        VERTX
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              inputs.add(body.toJsonObject().getJsonObject("input"));
                              tokens.add(String.valueOf(request.getHeader("authorization")));
                              if (status > 0) {
                                request.response().setStatusCode(status).end(answer);
                              }
                            }))
            .listen(0, "127.0.0.1")
            .await();
  }

  @AfterEach
  void stop() {
    server.close().await();
  }

  @AfterAll
  static void end() {
    VERTX.close().await();
  }

  private DecisionPoint point(Duration time, Duration remembered) {
    return new DecisionPoint(
        new DecisionPoint.Settings(
            URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/data/tributary/granted"),
            "s3cret",
            time,
            remembered,
            100,
            List.of("x-region")),
        Runnable::run);
  }

  private DecisionPoint point() {
    return point(Duration.ofSeconds(20), Duration.ofMinutes(1));
  }

  private static PolicyRequest request(String client) {
    return new PolicyRequest(
        new Caller(client, Set.of("b", "a"), Map.of("level", 3)),
        MultiMap.caseInsensitiveMultiMap().add("X-Region", "eu").add("authorization", "Bearer x"),
        "Staff",
        Map.of("first", 10));
  }

  @Test
  void isAskedForAllPoliciesTogetherAndToldWhoCalls() {
    assertThat(point().granted(ASKED, request("ada")).await()).containsExactly("payroll");
    assertThat(inputs).hasSize(1);
    assertThat(inputs.element())
        .isEqualTo(
            new JsonObject()
                .put("policies", new JsonArray(List.of("audit", "payroll")))
                .put("client", "ada")
                .put("authenticated", true)
                .put("scopes", new JsonArray(List.of("a", "b")))
                .put("claims", new JsonObject().put("level", 3))
                .put("headers", new JsonObject().put("x-region", "eu"))
                .put("operation", "Staff")
                .put("variables", new JsonObject().put("first", 10)));
    assertThat(tokens).containsExactly("Bearer s3cret");
  }

  @Test
  void mayAnswerWithTruthsByName() {
    answer = "{\"result\":{\"payroll\":false,\"audit\":true,\"other\":true}}";
    assertThat(point().granted(ASKED, request("ada")).await()).containsExactly("audit");
  }

  @Test
  void isAskedOnceForTheSame() {
    DecisionPoint point = point();
    for (int i = 0; i < 3; i++) {
      assertThat(point.granted(ASKED, request("ada")).await()).containsExactly("payroll");
    }
    assertThat(inputs).hasSize(1);
    assertThat(point.granted(ASKED, request("bob")).await()).containsExactly("payroll");
    assertThat(inputs).hasSize(2);
  }

  @Test
  void isAskedEveryTimeWhenNothingIsRemembered() {
    DecisionPoint point = point(Duration.ofSeconds(20), Duration.ZERO);
    point.granted(ASKED, request("ada")).await();
    point.granted(ASKED, request("ada")).await();
    assertThat(inputs).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"result\":true}", "{\"result\":null}", "nonsense"})
  void grantsNothingByAnAnswerOfAnotherForm(String other) {
    answer = other;
    assertThat(point().granted(ASKED, request("ada")).await()).isEmpty();
  }

  @Test
  void grantsNothingWhenItFailsAndIsAskedAgain() {
    DecisionPoint point = point();
    status = 500;
    assertThat(point.granted(ASKED, request("ada")).await()).isEmpty();
    status = 200;
    assertThat(point.granted(ASKED, request("ada")).await()).containsExactly("payroll");
  }

  @Test
  void grantsNothingWhenItIsSilent() {
    status = 0;
    assertThat(
            point(Duration.ofMillis(50), Duration.ofMinutes(1))
                .granted(ASKED, request("ada"))
                .await())
        .isEmpty();
  }

  @Test
  void isNotAskedForWhatAnExpressionDecides() {
    PolicySources sources =
        new PolicySources(
            ExpressionPolicies.of(Map.of("payroll", "client == 'bob'", "audit", "true")),
            List.of(point()));
    assertThat(sources.granted(ASKED, request("ada")).await()).containsExactly("audit");
    assertThat(inputs).isEmpty();
  }

  @Test
  void isOneOfSeveralAndTheFailureOfOneKeepsNobodyElseFromGranting() {
    PolicySources sources =
        new PolicySources(
            ExpressionPolicies.of(Map.of()),
            List.of(
                (asked, request) -> {
                  throw new IllegalStateException("broken");
                },
                (asked, request) -> Future.failedFuture("broken too"),
                (asked, request) -> Future.succeededFuture(Set.of("audit", "unasked")),
                point()));
    assertThat(sources.granted(ASKED, request("ada")).await())
        .containsExactlyInAnyOrder("audit", "payroll");
  }
}
