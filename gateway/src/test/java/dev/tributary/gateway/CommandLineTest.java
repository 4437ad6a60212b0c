package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private static final String LINK =
      "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import:"
          + " [\"@key\"])\n";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String supergraph;

  private int run(String... arguments) {
    CommandLine commands = Tributary.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  private String file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  @BeforeEach
  void compose() throws IOException {
    String users =
        file(
            "users.graphql",
            LINK
                + "type Query { user: User } type User @key(fields: \"id\") { id: ID! name: String"
                + " }");
    String reviews =
        file(
            "reviews.graphql",
            LINK + "type User @key(fields: \"id\") { id: ID! reviews: [String] }");
    supergraph = directory.resolve("supergraph.graphql").toString();
    assertThat(
            run(
                "compose",
                "users=http://users/graphql?a=b=" + users,
                "reviews=http://reviews=" + reviews,
                "--output",
                supergraph))
        .as(err.toString())
        .isZero();
  }

  @Test
  void composeWritesASupergraphWithTheServicesUrls() throws IOException {
    assertThat(Files.readString(Path.of(supergraph)))
        .contains("url: \"http://users/graphql?a=b\"")
        .contains("url: \"http://reviews\"");
  }

  @Test
  void composeReadsTheSubgraphsFromAFileAsWell() throws IOException {
    String config =
        file(
            "supergraph.yaml",
            """
            subgraphs:
              users: {routing_url: http://users, schema: {file: ./users.graphql}}
              reviews: {routing_url: http://reviews, schema: {file: ./reviews.graphql}}
            """);
    assertThat(run("compose", "--config", config)).isZero();
    assertThat(out.toString()).contains("enum join__Graph");
  }

  @Test
  void composeTellsEveryErrorWithAnExcerptAndFails() throws IOException {
    String broken =
        file(
            "broken.graphql",
            LINK + "type Query { a: Missing }\ntype T @key(fields: \"id\") { a: Int }");
    assertThat(run("compose", "broken=http://b=" + broken)).isEqualTo(1);
    assertThat(err.toString()).contains("Missing").contains("--> broken:2");
    assertThat(run("compose", "broken=http://b=" + broken, "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"composed\"").contains("\"line\"");
  }

  @Test
  void planPrintsTheCallsOfAnOperation() throws IOException {
    String operation = file("operation.graphql", "{ user { name reviews } }");
    assertThat(run("plan", "--supergraph", supergraph, "--operation", operation)).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "Sequence", "Fetch(service: \"users\")", "Fetch(service: \"reviews\")");
  }

  @Test
  void planPrintsJsonToo() throws IOException {
    String operation = file("operation.graphql", "{ user { name } }");
    assertThat(run("plan", "--supergraph", supergraph, "--operation", operation, "--json"))
        .isZero();
    assertThat(new io.vertx.core.json.JsonObject(out.toString()).isEmpty()).isFalse();
  }

  @Test
  void planSaysWhereAnOperationIsWrong() throws IOException {
    String operation = file("operation.graphql", "{ user {\n  password } }");
    assertThat(run("plan", "--supergraph", supergraph, "--operation", operation)).isEqualTo(1);
    assertThat(err.toString()).contains("operation.graphql:2:3").contains("password");
  }

  @Test
  void planSaysWhatIsWrongWithASupergraph() throws IOException {
    String operation = file("operation.graphql", "{ a }");
    String wrong = file("wrong.graphql", "type Query { a: Int }");
    assertThat(run("plan", "--supergraph", wrong, "--operation", operation)).isEqualTo(1);
    assertThat(err.toString()).contains("wrong.graphql: ");
  }

  @Test
  void configCheckReportsEveryProblem() throws IOException {
    String config = file("tributary.yaml", "server: {prot: 1}\noperations: {maxDepth: 1000}\n");
    assertThat(run("config", "check", config)).isEqualTo(1);
    assertThat(out.toString())
        .contains("tributary.yaml:1: server.prot: unknown setting; did you mean 'port'?")
        .contains("tributary.yaml:2: operations.maxDepth: 1000 is out of range");
  }

  @Test
  void configSchemaPrintsTheShippedSchema() {
    assertThat(run("config", "schema")).isZero();
    assertThat(out.toString()).contains("\"$schema\"");
  }

  @Test
  void gatewayRefusesABrokenConfiguration() throws IOException {
    String config = file("tributary.yaml", "sever: {}\n");
    assertThat(run("gateway", "--config", config)).isEqualTo(1);
    assertThat(err.toString()).contains("did you mean 'server'?");
  }

  @Test
  void publishNeedsAToken() {
    assertThat(run("publish", "users", "--schema", supergraph, "--token-file", "missing"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("there is no file missing");
  }

  @Test
  void publishReachesTheRegistryOfARunningGateway() throws IOException {
    Vertx vertx = Vertx.vertx();
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    try {
      String[] arguments = {
        "publish",
        "users",
        "--schema",
        directory.resolve("users.graphql").toString(),
        "--url",
        "http://users/graphql",
        "--registry",
        String.valueOf(gateway.registryUrl()),
        "--token-file",
        String.valueOf(gateway.registryTokenFile())
      };
      assertThat(run(arguments)).as(err.toString()).isZero();
      assertThat(out.toString()).contains("Published version 1 of main@current");
      Await.on(gateway.firstSupergraph());
      assertThat(run(arguments)).isZero();
      assertThat(out.toString()).contains("Nothing to do");
    } finally {
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "compose", "plan", "publish", "config"})
  void everyCommandHasHelpWithItsExitCodes(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: tributary " + command);
    assertThat(run("help", command)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "plan", "compose", "compose x"})
  void wrongUseIsTold(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank();
  }
}
