package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code client} and {@code quota}, against a registry. Each test has its graph. */
class ClientCommandTest {

  @TempDir static Path directory;
  private static Vertx vertx;
  private static Gateway gateway;

  private final CommandRun commands = new CommandRun();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
  }

  @AfterAll
  static void stop() {
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  @Test
  void aKeyIsCreatedShownOnceListedAndRevoked() {
    assertThat(
            told(
                "client create mobile --scope a --scope b --expires 2999-01-01T00:00:00Z"
                    + " --graph keys"))
        .isZero();
    String key = commands.out.toString().strip();
    assertThat(key).matches("tributary_[A-Za-z0-9_-]{43}");

    assertThat(told("client list --graph keys")).isZero();
    assertThat(commands.out.toString())
        .contains("mobile", "a b", "until 2999-01-01T00:00:00Z")
        .doesNotContain(key);
    String id = commands.out.toString().substring(0, 12);
    assertThat(told("client revoke " + id + " --graph keys")).isZero();
    assertThat(told("client revoke " + id + " --graph keys")).isEqualTo(1);
    assertThat(commands.err.toString()).contains("[UNKNOWN_KEY]");
    assertThat(told("client list --graph keys")).isZero();
    assertThat(commands.out.toString()).isEmpty();
    assertThat(told("client list --all --json --graph keys")).isZero();
    assertThat(new JsonArray(commands.out.toString()).getJsonObject(0).getString("revokedAt"))
        .isNotNull();
  }

  @Test
  void aKeyIsCreatedAsJsonTooWithItsTier() {
    assertThat(told("quota set --tier gold --limit cost=100/1m --graph tier")).isZero();

    assertThat(told("client create web --tier gold --json --graph tier")).isZero();

    JsonObject created = new JsonObject(commands.out.toString());
    assertThat(created.getString("key")).startsWith("tributary_");
    assertThat(told("client list --graph tier")).isZero();
    assertThat(commands.out.toString()).containsPattern("web +gold");
  }

  @Test
  void everythingThatIsWrongWithAKeyIsToldAtOnce() {
    assertThat(told("client create web --tier none --hash nonsense --graph wrong")).isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("no key was made", "tier: 'none' is none of the tiers", "hash: must be");
    assertThat(told("client create web --expires soon --graph wrong")).isEqualTo(2);
    assertThat(told("client revoke ../tokens --graph wrong")).isEqualTo(2);
    assertThat(told("client")).isEqualTo(2);
  }

  @Test
  void quotasAreSetOneThingAtATime() {
    assertThat(
            told(
                "quota set --tier gold --limit cost=10000/1m,burst=2000,service=reviews"
                    + " --limit requests=60/1m --concurrent 5 --client mobile=gold --graph one"))
        .isZero();
    assertThat(told("quota set --tier free --limit cost=10/1s --standard free --graph one"))
        .isZero();
    assertThat(told("quota set --tier gold --concurrent 6 --graph one")).isZero();

    assertThat(told("quota get --graph one")).isZero();
    assertThat(commands.out.toString())
        .isEqualTo(
            """
            Revision 3
            Tier free
              cost-1s: 10, at once 10
            Tier gold, 6 at once
              cost-1m-reviews: 10000, at once 2000
              requests-1m: 60, at once 60
            Client mobile: gold
            All other clients: free
            """);
    assertThat(told("quota set --remove-tier gold --graph one")).isEqualTo(1);
    assertThat(commands.err.toString()).contains("clients.mobile: 'gold' is none of the tiers");
    assertThat(told("quota set --remove-tier gold --remove-client mobile --graph one")).isZero();
    assertThat(commands.out.toString()).doesNotContain("gold");
  }

  @Test
  void quotasAreSetFromAFileThatSaysWhatItWasMadeFrom() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("quotas.yaml"),
            """
            tiers:
              gold: {limits: [{unit: cost, quota: 100, per: 1m}]}
            clients: {mobile: gold}
            """);
    String set = "quota set --graph file --from " + file;
    assertThat(told(set)).isEqualTo(2);
    assertThat(commands.err.toString()).contains("revision");
    assertThat(told(set + " --overwrite --json")).isZero();
    Files.writeString(file, commands.out.toString().replace("100", "200"));

    assertThat(told(set)).isZero();
    assertThat(commands.out.toString()).contains("200");
    assertThat(told(set)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("by somebody else", "revision 2");
  }

  @Test
  void wrongUseIsTold() {
    assertThat(told("quota set --graph use")).isEqualTo(2);
    assertThat(told("quota set --limit cost=1/1m --graph use")).isEqualTo(2);
    assertThat(told("quota set --tier a --limit nonsense --graph use")).isEqualTo(2);
    assertThat(told("quota")).isEqualTo(2);
  }

  private int told(String line) {
    return line.contains(" --graph ")
        ? commands.told(
            line,
            "--registry",
            String.valueOf(gateway.registryUrl()),
            "--token-file",
            String.valueOf(gateway.registryTokenFile()))
        : commands.told(line);
  }
}
