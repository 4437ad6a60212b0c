package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  static final String LINK =
      "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import:"
          + " [\"@key\"])\n";

  @TempDir private Path directory;
  private final CommandRun commands = new CommandRun();
  private String supergraph;

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
            commands.run(
                "compose",
                "users=http://users/graphql?a=b=" + users,
                "reviews=http://reviews=" + reviews,
                "--output",
                supergraph))
        .as(commands.err.toString())
        .isZero();
    commands.err.getBuffer().setLength(0);
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
    assertThat(commands.run("compose", "--config", config)).isZero();
    assertThat(commands.out.toString()).contains("enum join__Graph");
  }

  @Test
  void composeMakesAContract() throws IOException {
    String tagged =
        file(
            "tagged.graphql",
            LINK.replace("\"@key\"", "\"@key\", \"@tag\"")
                + "type Query { a: Int b: Int @tag(name: \"internal\") c: Secret }"
                + " type Secret @tag(name: \"secret\") { x: Int }");
    assertThat(commands.run("compose", "tagged=http://t=" + tagged, "--exclude-tag", "internal"))
        .isZero();
    assertThat(commands.out.toString()).contains("b: Int @tag(name: \"internal\") @inaccessible");
    assertThat(commands.run("compose", "tagged=http://t=" + tagged, "--exclude-tag", "secret"))
        .isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("error[REFERENCED_INACCESSIBLE]")
        .contains("--> supergraph:")
        .contains("c: Secret");
    assertThat(
            commands.run(
                "compose", "tagged=http://t=" + tagged, "--include-tag", "internal", "--json"))
        .isZero();
  }

  @Test
  void composeTellsEveryErrorWithAnExcerptAndFails() throws IOException {
    String broken =
        file(
            "broken.graphql",
            LINK + "type Query { a: Missing }\ntype T @key(fields: \"id\") { a: Int }");
    assertThat(commands.run("compose", "broken=http://b=" + broken)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("Missing").contains("--> broken:2");
    assertThat(commands.run("compose", "broken=http://b=" + broken, "--json")).isEqualTo(1);
    assertThat(commands.out.toString()).contains("\"composed\"").contains("\"line\"");
  }

  @Test
  void planPrintsTheCallsOfAnOperation() throws IOException {
    String operation = file("operation.graphql", "{ user { name reviews } }");
    assertThat(commands.run("plan", "--supergraph", supergraph, "--operation", operation)).isZero();
    assertThat(commands.out.toString())
        .containsSubsequence(
            "Sequence", "Fetch(service: \"users\")", "Fetch(service: \"reviews\")");
  }

  @Test
  void planPrintsJsonToo() throws IOException {
    String operation = file("operation.graphql", "{ user { name } }");
    assertThat(commands.run("plan", "--supergraph", supergraph, "--operation", operation, "--json"))
        .isZero();
    assertThat(new JsonObject(commands.out.toString()).isEmpty()).isFalse();
  }

  @Test
  void planTellsStagesInALinePerCall() throws IOException {
    String operation = file("operation.graphql", "{ user { name reviews } }");
    assertThat(
            commands.run(
                "plan", "--supergraph", supergraph, "--operation", operation, "--show", "stages"))
        .isZero();
    assertThat(commands.out.toString())
        .isEqualToNormalizingNewlines(
            """
            Stage 1
              1. users: user
            Stage 2
              2. reviews: User at user; after 1
            2 calls in 2 stages.
            """);
  }

  @Test
  void planShowsTheSameJsonUnderEitherOption() throws IOException {
    String[] asked = {
      "plan", "--supergraph", supergraph, "--operation", file("o", "{ user { id } }")
    };
    assertThat(commands.run(CommandRun.with(asked, "--show", "json"))).isZero();
    String shown = commands.out.toString();
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run(CommandRun.with(asked, "--json"))).isZero();
    assertThat(commands.out.toString()).isEqualTo(shown).startsWith("{");
  }

  @Test
  void costExplainsWhereEachUnitComesFrom() throws IOException {
    String operation = file("o", "query ($r: Boolean!) { user { reviews @include(if: $r) } }");
    String variables = file("v", "{\"r\": true}");
    String config = file("tributary.yaml", "cost:\n  prices:\n    call: 5\n");
    assertThat(
            commands.run(
                "cost",
                "--supergraph",
                supergraph,
                "--operation",
                operation,
                "--variables",
                variables,
                "--config",
                config))
        .as(commands.err.toString())
        .isZero();
    assertThat(commands.out.toString())
        .isEqualTo(
            """
            the operation: 12
            └─ the services: 12
               ├─ call 1 to users: 6
               │  ├─ a call: 5
               │  └─ user: 1
               │     └─ an object of type User: 1
               └─ call 2 to reviews: 6
                  ├─ a call: 5
                  └─ entities at user: 1
                     └─ an object of type User: 1
            on the account of reviews: 6
            on the account of users: 6
            """);
  }

  @Test
  void costPrintsJsonToo() throws IOException {
    String operation = file("o", "{ user { id } }");
    assertThat(commands.run("cost", "--supergraph", supergraph, "--operation", operation, "--json"))
        .isZero();
    JsonObject cost = new JsonObject(commands.out.toString());
    assertThat(cost.getInteger("estimated")).isEqualTo(1);
    assertThat(cost.getJsonObject("services").getInteger("users")).isEqualTo(1);
    assertThat(cost.getJsonObject("explanation").getInteger("units")).isEqualTo(1);
  }

  @Test
  void costSaysThatItNeedsASupergraph() throws IOException {
    assertThat(commands.run("cost", "--operation", file("o", "{ user { id } }"))).isEqualTo(2);
    assertThat(commands.err.toString()).contains("say which supergraph by --supergraph FILE");
  }

  @Test
  void planSaysWhereAnOperationIsWrongWithAnExcerpt() throws IOException {
    String operation = file("operation.graphql", "{ user {\n  password } }");
    assertThat(commands.run("plan", "--supergraph", supergraph, "--operation", operation))
        .isEqualTo(1);
    assertThat(commands.out.toString()).isEmpty();
    assertThat(commands.err.toString().replace(directory + "/", ""))
        .isEqualToNormalizingNewlines(
            """
            error[GRAPHQL_VALIDATION_FAILED]: Field 'password' in type 'User' is undefined
              --> operation.graphql:2:3
              |
            2 |   password } }
              |   ^^^^^^^^

            """);
  }

  @Test
  void planTellsASyntaxErrorWithItsPlace() throws IOException {
    String operation = file("operation.graphql", "{ user {\n  name ");
    assertThat(commands.run("plan", "--supergraph", supergraph, "--operation", operation))
        .isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("error[GRAPHQL_PARSE_FAILED]")
        .contains("operation.graphql:2");
  }

  @Test
  void planPlansWithProgressiveOverridesOnOrOff() throws IOException {
    String link = LINK.replace("v2.3", "v2.7").replace("\"@key\"", "\"@key\", \"@override\"");
    String from = file("from.graphql", link + "type Query { news: String }");
    String to =
        file(
            "to.graphql",
            link
                + "type Query { weather: String news: String @override(from: \"from\", label:"
                + " \"percent(20)\") }");
    String composed = directory.resolve("overridden.graphql").toString();
    commands.run("compose", "from=http://from=" + from, "to=http://to=" + to, "--output", composed);
    String[] asked = {
      "plan", "--supergraph", composed, "--operation", file("o", "{ news }"), "--show", "stages"
    };
    assertThat(commands.run(asked)).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("1. from: news");
    assertThat(commands.run(CommandRun.with(asked, "--override-label", "percent(20)"))).isZero();
    assertThat(commands.out.toString()).contains("1. to: news");
    assertThat(commands.run(CommandRun.with(asked, "--override-label", "percent(2)"))).isEqualTo(2);
    assertThat(commands.err.toString())
        .contains("no override with the label 'percent(2)'; it has percent(20)");
  }

  @Test
  void composeSaysThatItCannotWriteTheSupergraph() {
    String users = directory.resolve("users.graphql").toString();
    String output = directory.resolve("missing/supergraph.graphql").toString();
    assertThat(commands.run("compose", "users=http://u=" + users, "--output", output)).isEqualTo(2);
    assertThat(commands.err.toString())
        .contains("cannot write " + output + ": there is no such directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "subgraphs: [| is not valid YAML",
        "[]| the file must be a mapping",
        "services: {}| 'subgraphs' is missing",
        "subgraphs: {a: 1}| 'subgraphs.a' must be a mapping",
        "subgraphs: {a: {routing_url: x}}| 'subgraphs.a.schema' is missing",
        "subgraphs: {a: {schema: {}}}| 'subgraphs.a.schema.file' is missing",
        "subgraphs: {a: {schema: {file: no}}}| there is no file",
      })
  void composeSaysWhatIsWrongWithItsFile(String text, String message) throws IOException {
    assertThat(commands.run("compose", "--config", file("compose.yaml", text))).isEqualTo(2);
    assertThat(commands.err.toString()).contains(message).doesNotContain("Exception", "\tat ");
  }

  @Test
  void composeTellsHintsOnlyWhenAskedAndLeavesStandardOutputToTheSupergraph() throws IOException {
    String one = file("one.graphql", "type Query { a: Int }\n\"One.\" enum E { X }");
    String two = file("two.graphql", "type Query { e: E }\n\"Two.\" enum E { X }");
    String[] asked = {"compose", "one=http://one=" + one, "two=http://two=" + two};
    assertThat(commands.run(asked)).isZero();
    assertThat(commands.out.toString()).startsWith("schema");
    assertThat(commands.err.toString())
        .contains("warning[INCONSISTENT_DESCRIPTION]")
        .contains("--> ");
  }

  @Test
  void composeReportsTwoSubgraphsOfOneName() {
    String users = "users=http://u=" + directory.resolve("users.graphql");
    assertThat(commands.run("compose", users, users)).isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("error[INVALID_SUBGRAPH_NAME]")
        .contains("rename one");
  }

  @Test
  void planSaysWhatIsWrongWithASupergraph() throws IOException {
    String operation = file("operation.graphql", "{ a }");
    String wrong = file("wrong.graphql", "type Query { a: Int }");
    assertThat(commands.run("plan", "--supergraph", wrong, "--operation", operation)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("wrong.graphql: ");
  }

  @Test
  void configCheckReportsEveryProblem() throws IOException {
    String config = file("tributary.yaml", "server: {prot: 1}\noperations: {maxDepth: 1000}\n");
    assertThat(commands.run("config", "check", config)).isEqualTo(1);
    assertThat(commands.out.toString())
        .contains("tributary.yaml:1: server.prot: unknown setting; did you mean 'port'?")
        .contains("tributary.yaml:2: operations.maxDepth: 1000 is out of range");
  }

  @Test
  void configSchemaPrintsTheShippedSchema() {
    assertThat(commands.run("config", "schema")).isZero();
    assertThat(commands.out.toString()).contains("\"$schema\"");
  }

  @Test
  void gatewayRefusesABrokenConfiguration() throws IOException {
    String config = file("tributary.yaml", "sever: {}\n");
    assertThat(commands.run("gateway", "--config", config)).isEqualTo(1);
    assertThat(commands.err.toString()).contains("did you mean 'server'?");
  }

  @Test
  void publishNeedsAToken() {
    assertThat(commands.run("publish", "users", "--schema", supergraph, "--token-file", "missing"))
        .isEqualTo(2);
    assertThat(commands.err.toString()).contains("there is no file missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway",
        "compose",
        "plan",
        "login",
        "publish",
        "check",
        "fetch",
        "history",
        "rollback",
        "config",
        "connect",
        "cost"
      })
  void everyCommandHasHelpWithItsExitCodes(String command) {
    assertThat(commands.run(command, "--help")).isZero();
    assertThat(commands.out.toString()).contains("Usage: tributary " + command);
    assertThat(commands.run("help", command)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "plan", "compose", "compose x"})
  void wrongUseIsTold(String line) {
    assertThat(commands.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(commands.err.toString()).isNotBlank();
  }

  @Test
  void aCommandAloneIsTheSameAsAmongAll() {
    CommandLine all = Tributary.commandLine();
    assertThat(all.getSubcommands().keySet())
        .containsExactlyElementsOf(
            Stream.concat(Tributary.COMMANDS.stream().map(Map.Entry::getKey), Stream.of("help"))
                .toList());
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(command.getCommandName()).isEqualTo(name);
              if (!name.equals("help")) {
                CommandLine alone = Tributary.commandLineFor(name);
                assertThat(alone.getSubcommands()).containsOnlyKeys(name);
                assertThat(alone.getSubcommands().values())
                    .singleElement()
                    .extracting(CommandLine::getUsageMessage)
                    .isEqualTo(command.getUsageMessage());
              }
            });
  }
}
