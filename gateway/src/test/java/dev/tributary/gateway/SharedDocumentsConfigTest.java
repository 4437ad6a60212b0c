package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.redis.RedisProcess;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SharedDocumentsConfigTest {

  /** The SHA-256 of {@code { number }}. */
  private static final String PERSISTED =
      "\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":"
          + "\"808357eac9eac5c154ca5389783828884cf22902d307664e1f57095caa06697d\"}}";

  @TempDir private Path directory;

  private ConfigResult read(String yaml) {
    return new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
  }

  private static String post(HttpClient client, Gateway gateway, String body)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis: {}                                          | 'redis' needs 'automatic'",
        "automatic: true, redis: {urls: []}                 | Redis needs a URL",
        "automatic: true, redis: {topology: sentinel}       | needs the name of its master",
      },
      quoteCharacter = '`')
  void settingsThatDoNotFitTogetherAreTold(String documents, String message) {
    assertThat(read("documents: {" + documents + "}").toString()).contains(message);
  }

  @Test
  void gatewaysTellEachOtherWhatClientsRegister() throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    try (RedisProcess redis = RedisProcess.start();
        HttpClient client = HttpClient.newHttpClient()) {
      ScriptedService service =
          new ScriptedService(vertx, request -> new JsonObject().put("number", 1));
      Composition composition =
          Composer.compose(
              List.of(new SubgraphSource("numbers", service.url(), "type Query { number: Int }")));
      Files.writeString(
          directory.resolve("supergraph.graphql"),
          ((Composition.Composed) composition).supergraphSdl());
      GatewayConfig config =
          ((ConfigResult.Valid)
                  read(
                      """
                      server: {port: 0}
                      supergraph: {file: supergraph.graphql}
                      documents: {automatic: true, redis: {urls: ["%s"], timeout: 5s}}
                      """
                          .formatted(redis.url())))
              .config();
      Gateway here = Await.on(Gateway.start(vertx, config, directory));
      Gateway there = Await.on(Gateway.start(vertx, config, directory));

      assertThat(post(client, there, "{" + PERSISTED + "}")).contains("PERSISTED_QUERY_NOT_FOUND");
      assertThat(post(client, here, "{\"query\":\"{ number }\"," + PERSISTED + "}"))
          .isEqualTo("{\"data\":{\"number\":1}}");
      // Nobody waits for Redis to have taken it.
      String answer = post(client, there, "{" + PERSISTED + "}");
      for (int i = 0; i < 100 && answer.contains("PERSISTED_QUERY_NOT_FOUND"); i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        answer = post(client, there, "{" + PERSISTED + "}");
      }
      assertThat(answer).isEqualTo("{\"data\":{\"number\":1}}");

      Await.on(here.stop());
      Await.on(there.stop());
    } finally {
      Await.on(vertx.close());
    }
  }
}
