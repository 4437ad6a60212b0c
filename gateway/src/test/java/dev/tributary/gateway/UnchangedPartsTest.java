package dev.tributary.gateway;

import static dev.tributary.gateway.ChangingGateway.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stays as it is, with all that it has learnt, when something else in the file changes. */
@Timeout(120)
class UnchangedPartsTest {

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // made before each test
  private ChangingGateway gateway;

  @BeforeEach
  void prepare() throws IOException {
    gateway = new ChangingGateway(directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void whatMeansTheSameMakesNothingAnew() {
    gateway.start("");
    Object before = gateway.gateway().latest();
    gateway.change("# a comment\noperations: {introspection: true}");
    assertThat(gateway.outcome()).isEqualTo("applied");
    assertThat(gateway.gateway().latest()).isSameAs(before);
  }

  @Test
  void instancesComeAndGoWhileEverythingElseStaysAsItIs() {
    String list = "services: {s: {balancing: {policy: round_robin, instances: [%s]}}}";
    String a = "{url: \"$a\"}";
    String b = "{url: \"$b\"}";
    gateway.start(list.formatted(a));
    Object before = gateway.gateway().latest();
    for (int i = 0; i < 50; i++) {
      gateway.query("{ who }");
    }
    int connections = gateway.a.connections.get();
    gateway.change(list.formatted(a + ", " + b));
    for (int i = 0; i < 50; i++) {
      assertThat(shown(gateway.query("{ who }"))).startsWith("200");
    }
    assertThat(gateway.b.calls.get()).isPositive();
    assertThat(gateway.a.connections.get()).isEqualTo(connections);
    assertThat(gateway.gateway().latest()).isSameAs(before);
    gateway.change(list.formatted(b));
    int calls = gateway.a.calls.get();
    for (int i = 0; i < 20; i++) {
      assertThat(shown(gateway.query("{ who }"))).contains("\"b\"");
    }
    assertThat(gateway.a.calls.get()).isEqualTo(calls);
  }

  @Test
  void aServiceIsReachedOverTheConnectionsThereAreWhenOtherThingsChange() {
    gateway.start("");
    for (int i = 0; i < 20; i++) {
      gateway.query("{ who }");
    }
    int connections = gateway.a.connections.get();
    gateway.change(
        "operations: {introspection: false}\nservices: {s: {timeout: 3s}, t: {timeout: 1s}}");
    for (int i = 0; i < 20; i++) {
      assertThat(shown(gateway.query("{ who }"))).startsWith("200");
    }
    assertThat(gateway.a.connections.get()).isEqualTo(connections);
  }

  @Test
  void aServiceThatIsSparedStaysSoUntilItsOwnBreakerChanges() {
    String service =
        "services: {s: {url: \"http://127.0.0.1:1/graphql\", circuitBreaker: {calls: 2, pause:"
            + " %s}}}\n";
    gateway.start(service.formatted("60s"));
    for (int i = 0; i < 5; i++) {
      gateway.query("{ who }");
    }
    assertThat(shown(gateway.query("{ who }"))).contains("UPSTREAM_CIRCUIT_OPEN");
    gateway.change(service.formatted("60s") + "operations: {introspection: false}");
    assertThat(shown(gateway.query("{ who }"))).contains("UPSTREAM_CIRCUIT_OPEN");
    gateway.change(service.formatted("50s"));
    assertThat(shown(gateway.query("{ who }"))).contains("UPSTREAM_UNREACHABLE");
  }

  @Test
  void instancesThatGetNoCallsGetNoneAfterOthersHaveCome() {
    String list =
        "admin: {port: 0}\nservices: {s: {balancing: {policy: round_robin,"
            + " ejection: {failures: 2, time: 60s},"
            + " instances: [{url: \"$a\"}, {url: \"http://127.0.0.1:1\"}%s]}}}\n%s";
    gateway.start(list.formatted("", ""));
    String ejected = "tributary_service_instances{service=\"s\",state=\"ejected\"}";
    for (int i = 0; i < 200 && !gateway.metric(ejected).equals("1.0"); i++) {
      gateway.query("{ who }");
    }
    assertThat(gateway.metric(ejected)).isEqualTo("1.0");
    gateway.change(list.formatted(", {url: \"$b\"}", "operations: {introspection: false}"));
    assertThat(gateway.metric(ejected)).isEqualTo("1.0");
    assertThat(gateway.metric("tributary_service_instances{service=\"s\",state=\"known\"}"))
        .isEqualTo("3.0");
  }

  @Test
  void keptAnswersStayWhenOtherThingsChange() {
    gateway.start("cache: {}");
    gateway.query("{ who }");
    int calls = gateway.a.calls.get();
    gateway.change("cache: {}\nserver: {port: 0, maxBody: 1MB}");
    assertThat(shown(gateway.query("{ who }"))).startsWith("200");
    assertThat(gateway.a.calls.get()).isEqualTo(calls);
  }

  @Test
  void whatClientsHaveSpentCountsOnWhenOtherThingsChange() {
    String quotas =
        "quotas: {mode: enforce, tiers: {standard: {}, anonymous: {limits: [{unit: requests,"
            + " quota: 2, per: 1d}]}}}";
    gateway.start(quotas);
    gateway.query("{ who }");
    gateway.change(quotas + "\nserver: {port: 0, maxBody: 1MB}");
    assertThat(gateway.query("{ who }").statusCode()).isEqualTo(200);
    assertThat(gateway.query("{ who }").statusCode()).isEqualTo(429);
  }
}
