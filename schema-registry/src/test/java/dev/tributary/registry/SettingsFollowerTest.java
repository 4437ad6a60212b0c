package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SettingsFollowerTest {

  private static final GraphId SHOP = new GraphId("shop", "prod");
  private static final SupergraphFollower.Pace QUICK =
      new SupergraphFollower.Pace(
          Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(100));

  @TempDir private Path directory;
  private final BlockingQueue<ClientSettings> heard = new LinkedBlockingQueue<>();
  private RegistryServer server;
  private RegistryClient client;

  @BeforeEach
  void start() throws Exception {
    server = RegistryServer.start(directory);
    client = new RegistryClient(server.address(), server.token(TokenRole.READ, "shop"));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void whatIsThereComesAtOnceAndEachChangeAfterIt() throws Exception {
    create("first");
    try (SettingsFollower<ClientSettings> follower =
        SettingsFollower.clients(client, SHOP, QUICK, heard::add)) {
      follower.awaitFirst(Duration.ofSeconds(10));
      assertThat(next().keys()).extracting(ClientKey::client).containsExactly("first");

      create("second");
      assertThat(next().keys())
          .extracting(ClientKey::client)
          .containsExactlyInAnyOrder("first", "second");

      QuotaSettings quotas = QuotaSettings.NONE.with("gold", new QuotaSettings.Tier(List.of(), 3));
      server.registry.clients().setQuotas(SHOP, quotas, OptionalLong.empty(), "boss");
      assertThat(next().quotas()).isEqualTo(quotas);
    }
  }

  @Test
  void aChangeWhileTheRegistryWasAwayIsHeardOfWhenItIsBack() throws Exception {
    try (SettingsFollower<ClientSettings> follower =
        SettingsFollower.clients(client, SHOP, QUICK, heard::add)) {
      follower.awaitFirst(Duration.ofSeconds(10));
      assertThat(next().keys()).isEmpty();

      server.restart(() -> create("meanwhile"));

      assertThat(next().keys()).extracting(ClientKey::client).containsExactly("meanwhile");
    }
  }

  @Test
  void whoWaitsForTheFirstIsNotKeptByARegistryThatIsAwayOrRefuses() throws Exception {
    try (RegistryClient nowhere = new RegistryClient(URI.create("http://127.0.0.1:1"), "t");
        SettingsFollower<ClientSettings> away =
            SettingsFollower.clients(nowhere, SHOP, QUICK, heard::add);
        RegistryClient stranger =
            new RegistryClient(server.address(), server.token(TokenRole.READ, "other"));
        SettingsFollower<ClientSettings> refused =
            SettingsFollower.clients(stranger, SHOP, QUICK, heard::add)) {
      away.awaitFirst(Duration.ofSeconds(10));
      refused.awaitFirst(Duration.ofSeconds(10));
    }
    assertThat(heard).isEmpty();
  }

  private void create(String name) {
    server
        .registry
        .clients()
        .create(
            SHOP,
            new WantedKey(name, List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
            List.of(),
            "boss");
  }

  private ClientSettings next() throws InterruptedException {
    ClientSettings settings = heard.poll(10, TimeUnit.SECONDS);
    assertThat(settings).isNotNull();
    return settings;
  }
}
