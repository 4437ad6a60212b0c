package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedConfigTest {

  private static final String CONFIG =
      """
      server: {port: 0, host: 127.0.0.1}
      supergraph: {file: supergraph.graphql}
      quotas:
        mode: %s
        tiers:
          standard: {limits: [{unit: cost, quota: 1000, per: 1s}]}
          anonymous: {limits: [{unit: requests, quota: %d, per: 1d}]}
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // started before each test
  private Gateway gateway;

  @SuppressWarnings("NullAway.Init")
  private FollowedConfig followed;

  @BeforeEach
  void start() throws IOException {
    List<SubgraphSource> sources =
        List.of(new SubgraphSource("a", "http://localhost:1/graphql", "type Query { a: Int }"));
    Composition.Composed composed = (Composition.Composed) Composer.compose(sources);
    Files.writeString(directory.resolve("supergraph.graphql"), composed.supergraphSdl());
    Path file = write(CONFIG.formatted("enforce", 1));
    GatewayConfig config = valid(ConfigCommand.load(file));
    gateway = Await.on(Gateway.start(vertx, config, directory));
    followed = new FollowedConfig(file, config, gateway);
  }

  @AfterEach
  void stop() {
    Await.on(gateway.stop());
    Await.on(vertx.close());
    client.close();
  }

  private static GatewayConfig valid(ConfigResult result) {
    return switch (result) {
      case ConfigResult.Valid(GatewayConfig config) -> config;
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid);
    };
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("tributary.yaml"), text);
  }

  private int status() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{\"query\":\"{ __typename }\"}"))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aChangedQuotaHoldsFromTheNextRequestOn() throws Exception {
    assertThat(status()).isEqualTo(200);
    assertThat(status()).isEqualTo(429);
    followed.take(CONFIG.formatted("enforce", 1000));
    assertThat(status()).isEqualTo(200);
  }

  @Test
  void whatClientsOfOtherTiersHaveSpentCountsOn() throws Exception {
    assertThat(status()).isEqualTo(200);
    followed.take(CONFIG.formatted("enforce", 1).replace("quota: 1000", "quota: 7"));
    assertThat(status()).isEqualTo(429);
  }

  @Test
  void aWrongFileChangesNothing() throws Exception {
    followed.take(CONFIG.formatted("enforce", 1000) + "nonsense: 1\n");
    assertThat(status()).isEqualTo(200);
    assertThat(status()).isEqualTo(429);
  }

  @Test
  void whetherQuotasAreCountedAtAllCanChange() throws Exception {
    followed.take(CONFIG.formatted("off", 1000));
    assertThat(status()).isEqualTo(200);
    assertThat(status()).isEqualTo(200);
  }
}
