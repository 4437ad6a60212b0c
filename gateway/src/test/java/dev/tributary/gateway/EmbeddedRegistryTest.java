package dev.tributary.gateway;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {

  @TempDir private Path data;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.on(vertx.close());
  }

  @Test
  void theConsoleAsksTheGatewayAroundItAndIsToldItsGraph() throws Exception {
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, data, 0, 0));
    try (HttpClient client = HttpClient.newHttpClient()) {
      String console = gateway.registryUrl() + "/console/";
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create(console + "settings.json")).build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("{\"graph\":\"main@current\"}");
      HttpRequest.Builder question =
          HttpRequest.newBuilder(URI.create(console + "graphql"))
              .POST(BodyPublishers.ofString("{\"query\": \"{ __typename }\"}"));
      // From a page of somebody else's, a browser could send this without asking.
      assertThat(
              client
                  .send(
                      question.setHeader("content-type", "text/plain").build(),
                      BodyHandlers.ofString())
                  .body())
          .doesNotContain("NOT_READY");
      assertThat(
              client
                  .send(
                      question.setHeader("content-type", "application/json").build(),
                      BodyHandlers.ofString())
                  .body())
          .contains("NOT_READY");
      HttpRequest recent =
          HttpRequest.newBuilder(
                  URI.create(gateway.registryUrl() + "/registry/v1/graphs/main/requests"))
              .header(
                  "authorization",
                  "Bearer " + Files.readString(gateway.registryTokenFile()).strip())
              .build();
      assertThat(client.send(recent, BodyHandlers.ofString()).body())
          .contains("\"status\":503", "\"codes\":[\"NOT_READY\"]");
    } finally {
      Await.on(gateway.stop());
    }
  }

  @Test
  void aGatewayThatCannotStartLetsGoOfTheDatabase() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      Throwable failure =
          catchThrowable(() -> Await.on(Gateway.withRegistry(vertx, data, 0, port)));
      assertThat(failure)
          .cause()
          .cause()
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("the registry cannot listen on 127.0.0.1:" + port);
    }
    Path database = data.resolve("registry.mv.db");
    try (FileChannel file = FileChannel.open(database, READ, WRITE);
        FileLock lock = file.tryLock()) {
      assertThat(lock).as("nobody else has the database open").isNotNull();
    }
  }
}
