package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What asks a running gateway's registry. */
class RegistryCommandTest {

  @TempDir private Path directory;
  private final CommandRun commands = new CommandRun();
  private Vertx vertx;
  private Gateway gateway;
  private String[] at;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    at =
        new String[] {
          "--registry",
          String.valueOf(gateway.registryUrl()),
          "--token-file",
          String.valueOf(gateway.registryTokenFile())
        };
  }

  @AfterEach
  void stop() {
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  private String file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void publishReachesTheRegistryOfARunningGateway() throws IOException {
    String users = file("users.graphql", CommandLineTest.LINK + "type Query { user: String }");
    String[] asked = {"publish", "users", "--schema", users, "--url", "http://users/graphql"};
    String[] arguments = CommandRun.with(asked, at);
    assertThat(commands.run(arguments)).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("Published version 1 of main@current");
    Await.on(gateway.firstSupergraph());
    assertThat(commands.run(arguments)).isZero();
    assertThat(commands.out.toString()).contains("Nothing to do");
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run(CommandRun.with(arguments, "--json"))).isZero();
    JsonObject unchanged = new JsonObject(commands.out.toString());
    assertThat(unchanged.getString("result")).isEqualTo("UNCHANGED");
    assertThat(unchanged.getJsonObject("version").getInteger("version")).isEqualTo(1);
    file("users.graphql", CommandLineTest.LINK + "type Query { user: Missing }");
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run(CommandRun.with(arguments, "--json"))).isEqualTo(1);
    JsonObject refused = new JsonObject(commands.out.toString());
    assertThat(refused.getString("code")).isEqualTo("COMPOSITION_FAILED");
    assertThat(refused.getJsonArray("errors").getJsonObject(0).getJsonArray("locations"))
        .isNotEmpty();
  }

  @Test
  void anOpenApiDocumentIsPublishedAsItIs() throws IOException {
    String mapping = file("mapping.yaml", "entities: { Item: { key: id, lookup: item } }\n");
    String[] stock = {
      "stock",
      "--openapi",
      file("stock.yaml", OpenApiCommandTest.STOCK),
      "--overlay",
      file(
          "names.overlay.yaml",
          OpenApiCommandTest.overlay("$.paths['/items/{id}'].get", "operationId: item")),
      "--mapping",
      mapping
    };
    String[] where = CommandRun.with(stock, at);
    assertThat(commands.run(before("check", where))).as(commands.err.toString()).isZero();
    assertThat(commands.run(before("publish", where))).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("Published version 1 of main@current");
    assertThat(commands.run(before("publish", where))).isZero();
    assertThat(commands.out.toString()).contains("Nothing to do");
    file("mapping.yaml", "entities: { Item: { key: size, lookup: item } }\n");
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run(before("publish", CommandRun.with(where, "--json")))).isEqualTo(1);
    JsonObject refused = new JsonObject(commands.out.toString());
    assertThat(refused.getString("code")).isEqualTo("OPENAPI_NOT_IMPORTABLE");
    assertThat(refused.getString("detail")).isEqualTo("mapping:1: Item has no property 'size'.");
    file("names.overlay.yaml", OpenApiCommandTest.overlay("$.paths['/items/{id}'].get", "1"));
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run(before("publish", CommandRun.with(where, "--json")))).isEqualTo(1);
    assertThat(new JsonObject(commands.out.toString()).getString("detail"))
        .startsWith("overlays[0]:3: action 1: what is at $['paths']");
  }

  private static String[] before(String first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  @Test
  void aChangeIsCheckedPublishedAndTakenBack() throws IOException {
    String first =
        file("first.graphql", CommandLineTest.LINK + "type Query { user: Int, old: Int }");
    String second = file("second.graphql", CommandLineTest.LINK + "type Query { user: Int }");
    assertThat(commands.told("fetch", at)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("nothing was published to main@current");
    assertThat(commands.told("publish users --url http://users/graphql --schema " + first, at))
        .isZero();

    assertThat(commands.told("check users --schema " + second, at)).isEqualTo(1);
    assertThat(commands.out.toString())
        .contains("Field \"Query.old\" was removed. [FIELD_REMOVED]");
    assertThat(commands.told("check users --github --fail-on never --schema " + second, at))
        .isZero();
    assertThat(commands.out.toString())
        .contains("::error file=" + second + ",title=FIELD_REMOVED::");
    assertThat(commands.told("check users --json --schema " + second, at)).isEqualTo(1);
    assertThat(new JsonObject(commands.out.toString()).getJsonArray("schemaChanges")).hasSize(1);
    assertThat(commands.told("check users --schema " + first, at)).isZero();

    assertThat(commands.told("publish users --schema " + second, at)).isZero();
    assertThat(commands.told("history", at)).isZero();
    assertThat(commands.out.toString().lines()).hasSize(2);
    assertThat(commands.told("rollback 1", at)).isZero();
    assertThat(commands.out.toString())
        .contains("Published version 3 of main@current: replaced users.");
    assertThat(commands.told("rollback 9", at)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("UNKNOWN_VERSION");
    assertThat(commands.told("history --limit 1 --json", at)).isZero();
    assertThat(new JsonArray(commands.out.toString()).getJsonObject(0).getString("message"))
        .isEqualTo("back to version 1");
    assertThat(commands.told("fetch", at)).isZero();
    assertThat(commands.out.toString()).contains("old: Int");

    assertThat(commands.told("contract show main@public", at)).isEqualTo(1);
    assertThat(commands.told("contract set main@public --source main --exclude-tag internal", at))
        .isZero();
    assertThat(commands.told("contract show main@public", at)).isZero();
    assertThat(commands.out.toString())
        .isEqualTo(
            "main@public shows of main@current: include -, exclude internal."
                + System.lineSeparator());
    assertThat(commands.told("fetch --graph main@public", at)).isZero();
    assertThat(commands.told("publish users --graph main@public --schema " + second, at))
        .isEqualTo(1);
    assertThat(commands.err.toString()).contains("CONTRACT_VARIANT");
    assertThat(commands.told("contract remove main@public", at)).isZero();
    String other = file("other.graphql", CommandLineTest.LINK + "type Query { other: Int }");
    assertThat(
            commands.told(
                "check users --schema %s --with o=%s=http://o/graphql".formatted(second, other),
                at))
        .isEqualTo(1);
    assertThat(commands.out.toString()).contains("added o, replaced users");
  }

  @Test
  void tokensAreIssuedListedAndRevoked() throws IOException {
    String url = String.valueOf(gateway.registryUrl());
    assertThat(commands.told("token issue ci --role read --scope main", at)).isZero();
    String secret = commands.out.toString().strip();
    String[] reader = {"--registry", url, "--token-file", file("token", secret)};
    assertThat(commands.told("history", reader)).isZero();
    assertThat(commands.told("token list", reader)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("[FORBIDDEN]");
    assertThat(commands.told("token list", at)).isZero();
    assertThat(commands.out.toString()).contains("  ci\n").doesNotContain(secret);
    String id = secret.split("_")[1];
    assertThat(commands.told("token revoke " + id, at)).isZero();
    assertThat(commands.told("history", reader)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("[UNAUTHENTICATED]");
    assertThat(commands.told("token revoke " + id, at)).isEqualTo(1);
    assertThat(commands.told("token issue ci --role king --scope main", at)).isEqualTo(2);
  }

  @Test
  void aLoginServesTheCommandsAfterIt() throws IOException {
    String home = System.getProperty("user.home");
    System.setProperty("user.home", directory.toString());
    try {
      String url = String.valueOf(gateway.registryUrl());
      assertThat(commands.told("login " + url + " --token-file " + file("wrong", "tributary_x_y")))
          .isEqualTo(1);
      assertThat(commands.err.toString()).contains("[UNAUTHENTICATED]");
      assertThat(commands.told("login " + url + " --token-file " + gateway.registryTokenFile()))
          .isZero();
      assertThat(commands.told("history")).isZero();
      Path kept = directory.resolve(".config/tributary/logins.json");
      assertThat(Files.getPosixFilePermissions(kept))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    } finally {
      System.setProperty("user.home", home);
    }
  }
}
