package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.redis.RedisProcess;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tributary cache invalidate} and a running gateway. */
@Timeout(60)
class CacheCommandTest {

  private static final String SDL =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag"])
      type Query { user(id: ID!): User @cacheTag(format: "user-{$args.id}") }
      type User @key(fields: "id") { id: ID! name: String }
      """;

  private static final String TOKEN = "s3cr3t6789abcdef";

  @TempDir private Path directory;
  private final AtomicInteger version = new AtomicInteger(1);
  private final CommandRun commands = new CommandRun();
  private ServedGraph graph;
  private Path token;

  @BeforeEach
  void compose() throws IOException {
    graph = new ServedGraph(directory);
    ScriptedService users =
        new ScriptedService(
            graph.vertx,
            request ->
                new JsonObject()
                    .put("user", new JsonObject().put("id", "1").put("name", "Ada" + version)));
    graph.compose(new SubgraphSource("users", users.url(), SDL));
    token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private Gateway gateway(String cache) {
    return graph.start(
        """
        server: {port: 0, drain: 1s, eventLoops: 1}
        admin: {port: 0, token: %s}
        serviceDefaults: {cache: {maxAge: 10m}}
        %s
        """
            .formatted(TOKEN, cache));
  }

  private int invalidate(Gateway gateway, String line) {
    return commands.told(
        "cache invalidate " + line,
        "--gateway",
        "http://127.0.0.1:" + gateway.adminPort(),
        "--token-file",
        token.toString());
  }

  private String ask(Gateway gateway) {
    return graph.ask(gateway, "{ user(id: 1) { name } }").body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--type User                     | 1 | Ada2",
        "--type User --key id=1          | 1 | Ada2",
        "--type User --key id=1 --key a={\"b\":[1]} | 1 | Ada2",
        "--type Nothing --type User      | 2 | Ada2",
        "--tag user-1                    | 1 | Ada2",
        "--tag user-2                    | 1 | Ada1",
        "--service users                 | 1 | Ada2",
        "--service users --tag a --tag b | 3 | Ada2",
        "--service others                | 1 | Ada1",
      })
  void whatIsNamedDoesNotHoldAnyMore(String arguments, int entries, String now) {
    Gateway gateway = gateway("cache: {}");
    ask(gateway);
    version.set(2);
    assertThat(ask(gateway)).contains("Ada1");

    assertThat(invalidate(gateway, arguments)).isZero();

    assertThat(commands.out.toString())
        .isEqualTo(
            "Invalidated what "
                + entries
                + (entries == 1 ? " entry names.\n" : " entries name.\n"));
    assertThat(ask(gateway)).contains(now);
  }

  @Test
  void whatTheGatewayAnswersCanBeRead() {
    Gateway gateway = gateway("cache: {}");
    assertThat(invalidate(gateway, "--tag a --json")).isZero();
    assertThat(commands.out.toString()).isEqualTo("{\"invalidated\":1}\n");

    assertThat(invalidate(gateway, "--json --tag " + "x".repeat(501))).isEqualTo(1);
    assertThat(new JsonObject(commands.out.toString()).getString("code"))
        .isEqualTo("INVALID_INVALIDATION");
  }

  @Test
  void aGatewayThatRefusesIsToldWithEveryReason() {
    Gateway gateway = gateway("cache: {}");
    assertThat(invalidate(gateway, "--tag " + "x".repeat(501) + " --service a")).isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("tributary: Nothing was invalidated. [INVALID_INVALIDATION]", "  [0]: ");
    assertThat(commands.out.toString()).isEmpty();
  }

  @Test
  void aGatewayWithoutACacheSaysSo() {
    assertThat(invalidate(gateway(""), "--tag a")).isEqualTo(1);
    assertThat(commands.err.toString()).contains("keeps no answers");
  }

  @Test
  void whoIsNotKnownIsToldWithoutTheToken() throws Exception {
    Files.writeString(token, "s3cr3t-of-somebody-else");
    assertThat(invalidate(gateway("cache: {}"), "--tag a")).isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("does not know this token")
        .doesNotContain("s3cr3t");
  }

  @Test
  void anInvalidationThatOthersMayNotLearnOfIsNoSuccess() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      Gateway gateway =
          gateway("cache: {redis: {urls: [\"" + redis.url() + "\"], timeout: 100ms}}");
      redis.kill();
      assertThat(invalidate(gateway, "--tag a")).isEqualTo(1);
      assertThat(commands.err.toString()).contains("[INVALIDATION_NOT_SHARED]");
    }
  }

  @Test
  void aGatewayThatIsNotThereIsNamed() throws Exception {
    int port =
        graph
            .vertx
            .createNetServer()
            .connectHandler(any -> any.close())
            .listen(0)
            .await()
            .actualPort();
    assertThat(
            commands.told(
                "cache invalidate --tag a",
                "--gateway",
                "http://127.0.0.1:" + port,
                "--token-file",
                token.toString()))
        .isEqualTo(1);
    assertThat(commands.err.toString()).contains("127.0.0.1:" + port + " cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache",
        "cache invalidate",
        "cache invalidate --key id=1 --token-file TOKEN",
        "cache invalidate --type A --type B --key id=1 --token-file TOKEN",
        "cache invalidate --type A --key id --token-file TOKEN",
        "cache invalidate --type A --key id={ --token-file TOKEN",
        "cache invalidate --token-file TOKEN",
        "cache invalidate --tag a",
        "cache invalidate --tag a --token-file TOKEN.missing",
        "cache invalidate --tag a --token-file TOKEN --gateway nonsense",
        "cache invalidate more --tag a --token-file TOKEN",
      })
  void wrongUseIsTold(String line) {
    assertThat(commands.told(line.replace("TOKEN", token.toString()))).isEqualTo(2);
    assertThat(commands.err.toString()).isNotBlank();
  }
}
