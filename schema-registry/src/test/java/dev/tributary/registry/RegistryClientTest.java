package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.registry.CheckResult.Composes;
import dev.tributary.registry.CheckResult.NotPublished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {

  @TempDir static Path directory;
  private static RegistryServer server;

  private GraphId graph = new GraphId("shop", "current");
  private RegistryClient client = new RegistryClient(URI.create("http://localhost"), "unused");

  @BeforeAll
  static void startServer() throws Exception {
    server = RegistryServer.start(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void openClient(TestInfo test) {
    graph = new GraphId("g" + Integer.toHexString(test.getDisplayName().hashCode()), "prod");
    client = new RegistryClient(server.address(), server.token(TokenRole.PUBLISH, "*"));
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void trafficThatIsReportedTwiceIsCountedOnce() throws Exception {
    Traffic answered =
        new Traffic(
            new UsageTotals(5, 1, 9_000, 12, Latencies.of(3_000)),
            1,
            1,
            Map.of("INVALID_TOKEN", 1L),
            new Traffic.QuotaUse(40, "web"));
    TrafficReport report = new TrafficReport(Optional.of(new ReportId("r-1", 7)), answered);

    client.report(graph, report);
    client.report(graph, report);
    client.report(graph, new TrafficReport(answered));

    assertThat(server.registry.traffic().series(graph, TrafficLedger.Range.HOUR).together())
        .isEqualTo(answered.plus(answered));
  }

  @Test
  void everyResultOfAPublishArrivesAsTheRegistryGaveIt() throws Exception {
    ChangeSet first =
        publishing("a", "type A \"ü\" # hint\n").withMessage("über \"alles\"").withBase(0);

    PublishResult published = client.publish(graph, first);

    SupergraphVersion version = server.registry.latest(graph).orElseThrow().version();
    assertThat(published)
        .isEqualTo(
            new PublishResult.Published(
                version, server.registry.latest(graph).orElseThrow().hints()));
    assertThat(version.message()).isEqualTo("über \"alles\"");
    assertThat(client.publish(graph, publishing("a", "type A \"ü\" # hint\n")))
        .isEqualTo(new PublishResult.Unchanged(version));
    for (ChangeSet bad :
        List.of(
            publishing("b", "# needs c\n# hint"),
            publishing("b", "type B").withBase(7),
            publishing("b c", " "),
            publishing("b", " "),
            new ChangeSet(
                List.of(new ProposedSubgraph("b c", "x", " "), new ProposedSubgraph("c", "x", "")),
                List.of("none"),
                OptionalLong.empty(),
                ""),
            ChangeSet.retiring("none"),
            ChangeSet.retiring("a"))) {
      assertThat(client.publish(graph, bad)).isEqualTo(server.registry.publish(graph, bad, "x"));
      assertThat(client.check(graph, bad)).isEqualTo(server.registry.check(graph, bad));
    }
    assertThat(server.registry.latest(graph).orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void aUrlThatIsNotSentStaysWhatItWas() throws Exception {
    client.publish(graph, publishing("a", "type A"));

    client.publish(
        graph, ChangeSet.publishing(new ProposedSubgraph("a", Optional.empty(), "type B")));

    assertThat(server.registry.subgraphs(graph).getFirst().source().url())
        .isEqualTo("http://a.example/");
  }

  @Test
  void aCheckArrivesAsTheRegistryGaveIt() throws Exception {
    client.publish(graph, publishing("a", "type A"));
    ChangeSet good = publishing("b", "type B # hint");
    ChangeSet same = publishing("a", "type A");

    assertThat(client.check(graph, good))
        .isInstanceOf(Composes.class)
        .isEqualTo(server.registry.check(graph, good));
    assertThat(client.check(graph, same))
        .isInstanceOf(NotPublished.class)
        .isEqualTo(server.registry.check(graph, same));
  }

  @Test
  void historyArrivesAsTheRegistryGaveIt() throws Exception {
    client.publish(graph, publishing("a", "type A"));
    client.publish(graph, publishing("a", "type B"));

    assertThat(client.history(graph, Long.MAX_VALUE, 10))
        .hasSize(2)
        .isEqualTo(server.registry.history(graph, Long.MAX_VALUE, 10));
  }

  @Test
  void aSupergraphIsDeliveredOnce() throws Exception {
    assertThat(client.supergraph(graph, Optional.empty(), Duration.ZERO))
        .isEqualTo(new Delivery.NothingPublished());
    client.publish(graph, publishing("a", "type Ä"));

    Delivery.Supergraph delivered =
        (Delivery.Supergraph) client.supergraph(graph, Optional.empty(), Duration.ZERO);

    assertThat(delivered.sdl()).isEqualTo(server.registry.latest(graph).orElseThrow().sdl());
    assertThat(delivered.version()).isEqualTo(1);
    assertThat(client.supergraph(graph, Optional.of(delivered.contentHash()), Duration.ZERO))
        .isEqualTo(new Delivery.NotModified());
  }

  @Test
  void aTokenThatIsNotGoodIsARefusal() {
    try (RegistryClient stranger = new RegistryClient(server.address(), "wrong");
        RegistryClient reader =
            new RegistryClient(server.address(), server.token(TokenRole.READ, "*"))) {
      assertThat(refusal(() -> stranger.history(graph, 1, 1)).status()).isEqualTo(401);
      assertThat(refusal(() -> stranger.publish(graph, publishing("a", "type A"))).code())
          .isEqualTo("UNAUTHENTICATED");
      assertThat(refusal(() -> reader.publish(graph, publishing("a", "type A"))).code())
          .isEqualTo("FORBIDDEN");
      assertThat(refusal(() -> reader.check(graph, publishing("a", "type A"))))
          .hasMessageContaining("role read");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, application/json, {}",
    "200, application/json, []",
    "200, application/json, <html>",
    "200, text/html, <html>",
    "302, text/html, moved",
    "404, text/html, no such page",
    "422, application/problem+json, <html>",
    "422, application/problem+json, {}",
    "502, text/html, bad gateway"
  })
  void somethingElseThanARegistryIsAnError(int status, String type, String body) throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", type);
          exchange.getResponseHeaders().set("location", "http://localhost:1/");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    URI address = URI.create("http://localhost:" + other.getAddress().getPort() + "/base/");
    try (RegistryClient lost = new RegistryClient(address, "token")) {
      assertThatThrownBy(() -> lost.publish(graph, publishing("a", "type A")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> lost.supergraph(graph, Optional.empty(), Duration.ZERO))
          .isInstanceOf(IOException.class);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aRegistryThatIsNotThereIsAnError() {
    try (RegistryClient nobody = new RegistryClient(URI.create("http://localhost:1"), "token")) {
      assertThatThrownBy(() -> nobody.history(graph, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessage("no connection to localhost:1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:4001", "ftp://host", "http:///path", "file:/tmp"})
  void anAddressMustBeOneOfHttp(String address) {
    assertThatThrownBy(() -> new RegistryClient(URI.create(address), "token"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "ü"})
  void aTokenMustFitAHeader(String token) {
    assertThatThrownBy(() -> new RegistryClient(URI.create("http://localhost"), token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("ü");
  }

  private static ChangeSet publishing(String name, String sdl) {
    return ChangeSet.publishing(new ProposedSubgraph(name, "http://a.example/", sdl));
  }

  private interface Call {
    Object make() throws Exception;
  }

  private static RegistryRefusalException refusal(Call call) {
    return catchThrowableOfType(RegistryRefusalException.class, call::make);
  }
}
