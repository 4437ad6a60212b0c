package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    err.getBuffer().setLength(0);
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
  void composeMakesAContract() throws IOException {
    String tagged =
        file(
            "tagged.graphql",
            LINK.replace("\"@key\"", "\"@key\", \"@tag\"")
                + "type Query { a: Int b: Int @tag(name: \"internal\") c: Secret }"
                + " type Secret @tag(name: \"secret\") { x: Int }");
    assertThat(run("compose", "tagged=http://t=" + tagged, "--exclude-tag", "internal")).isZero();
    assertThat(out.toString()).contains("b: Int @tag(name: \"internal\") @inaccessible");
    assertThat(run("compose", "tagged=http://t=" + tagged, "--exclude-tag", "secret")).isEqualTo(1);
    assertThat(err.toString())
        .contains("error[REFERENCED_INACCESSIBLE]")
        .contains("--> supergraph:")
        .contains("c: Secret");
    assertThat(run("compose", "tagged=http://t=" + tagged, "--include-tag", "internal", "--json"))
        .isZero();
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
    assertThat(new JsonObject(out.toString()).isEmpty()).isFalse();
  }

  @Test
  void planTellsStagesInALinePerCall() throws IOException {
    String operation = file("operation.graphql", "{ user { name reviews } }");
    assertThat(
            run("plan", "--supergraph", supergraph, "--operation", operation, "--show", "stages"))
        .isZero();
    assertThat(out.toString())
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
    assertThat(run(with(asked, "--show", "json"))).isZero();
    String shown = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run(with(asked, "--json"))).isZero();
    assertThat(out.toString()).isEqualTo(shown).startsWith("{");
  }

  @Test
  void costExplainsWhereEachUnitComesFrom() throws IOException {
    String operation = file("o", "query ($r: Boolean!) { user { reviews @include(if: $r) } }");
    String variables = file("v", "{\"r\": true}");
    String config = file("tributary.yaml", "cost:\n  prices:\n    call: 5\n");
    assertThat(
            run(
                "cost",
                "--supergraph",
                supergraph,
                "--operation",
                operation,
                "--variables",
                variables,
                "--config",
                config))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
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
    assertThat(run("cost", "--supergraph", supergraph, "--operation", operation, "--json"))
        .isZero();
    JsonObject cost = new JsonObject(out.toString());
    assertThat(cost.getInteger("estimated")).isEqualTo(1);
    assertThat(cost.getJsonObject("services").getInteger("users")).isEqualTo(1);
    assertThat(cost.getJsonObject("explanation").getInteger("units")).isEqualTo(1);
  }

  @Test
  void costSaysThatItNeedsASupergraph() throws IOException {
    assertThat(run("cost", "--operation", file("o", "{ user { id } }"))).isEqualTo(2);
    assertThat(err.toString()).contains("say which supergraph by --supergraph FILE");
  }

  @Test
  void planSaysWhereAnOperationIsWrongWithAnExcerpt() throws IOException {
    String operation = file("operation.graphql", "{ user {\n  password } }");
    assertThat(run("plan", "--supergraph", supergraph, "--operation", operation)).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().replace(directory + "/", ""))
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
    assertThat(run("plan", "--supergraph", supergraph, "--operation", operation)).isEqualTo(1);
    assertThat(err.toString())
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
    run("compose", "from=http://from=" + from, "to=http://to=" + to, "--output", composed);
    String[] asked = {
      "plan", "--supergraph", composed, "--operation", file("o", "{ news }"), "--show", "stages"
    };
    assertThat(run(asked)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("1. from: news");
    assertThat(run(with(asked, "--override-label", "percent(20)"))).isZero();
    assertThat(out.toString()).contains("1. to: news");
    assertThat(run(with(asked, "--override-label", "percent(2)"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("no override with the label 'percent(2)'; it has percent(20)");
  }

  @Test
  void composeSaysThatItCannotWriteTheSupergraph() {
    String users = directory.resolve("users.graphql").toString();
    String output = directory.resolve("missing/supergraph.graphql").toString();
    assertThat(run("compose", "users=http://u=" + users, "--output", output)).isEqualTo(2);
    assertThat(err.toString()).contains("cannot write " + output + ": there is no such directory");
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
    assertThat(run("compose", "--config", file("compose.yaml", text))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("Exception", "\tat ");
  }

  @Test
  void composeTellsHintsOnlyWhenAskedAndLeavesStandardOutputToTheSupergraph() throws IOException {
    String one = file("one.graphql", "type Query { a: Int }\n\"One.\" enum E { X }");
    String two = file("two.graphql", "type Query { e: E }\n\"Two.\" enum E { X }");
    String[] asked = {"compose", "one=http://one=" + one, "two=http://two=" + two};
    assertThat(run(asked)).isZero();
    assertThat(out.toString()).startsWith("schema");
    assertThat(err.toString()).contains("warning[INCONSISTENT_DESCRIPTION]").contains("--> ");
  }

  @Test
  void composeReportsTwoSubgraphsOfOneName() {
    String users = "users=http://u=" + directory.resolve("users.graphql");
    assertThat(run("compose", users, users)).isEqualTo(1);
    assertThat(err.toString()).contains("error[INVALID_SUBGRAPH_NAME]").contains("rename one");
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
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
      out.getBuffer().setLength(0);
      assertThat(run(with(arguments, "--json"))).isZero();
      JsonObject unchanged = new JsonObject(out.toString());
      assertThat(unchanged.getString("result")).isEqualTo("UNCHANGED");
      assertThat(unchanged.getJsonObject("version").getInteger("version")).isEqualTo(1);
      file("users.graphql", LINK + "type Query { user: Missing }");
      out.getBuffer().setLength(0);
      assertThat(run(with(arguments, "--json"))).isEqualTo(1);
      JsonObject refused = new JsonObject(out.toString());
      assertThat(refused.getString("code")).isEqualTo("COMPOSITION_FAILED");
      assertThat(refused.getJsonArray("errors").getJsonObject(0).getJsonArray("locations"))
          .isNotEmpty();
    } finally {
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  private static final String STOCK =
      """
      openapi: 3.0.3
      info: { title: Stock, version: "1" }
      servers: [{ url: "https://stock.example" }]
      paths:
        /items/{id}:
          get:
            operationId: getItem
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            responses:
              "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
      components:
        schemas:
          Item: { type: object, required: [id], properties: { id: { type: string }, left: { type: integer, format: int32 } } }
      """;

  @Test
  void anOpenApiDocumentIsPublishedAsItIs() throws IOException {
    Vertx vertx = Vertx.vertx();
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    try {
      String mapping = file("mapping.yaml", "entities: { Item: { key: id, lookup: item } }\n");
      String[] where = {
        "stock",
        "--openapi",
        file("stock.yaml", STOCK),
        "--overlay",
        file("names.overlay.yaml", overlay("$.paths['/items/{id}'].get", "operationId: item")),
        "--mapping",
        mapping,
        "--registry",
        String.valueOf(gateway.registryUrl()),
        "--token-file",
        String.valueOf(gateway.registryTokenFile())
      };
      assertThat(run(before("check", where))).as(err.toString()).isZero();
      assertThat(run(before("publish", where))).as(err.toString()).isZero();
      assertThat(out.toString()).contains("Published version 1 of main@current");
      assertThat(run(before("publish", where))).isZero();
      assertThat(out.toString()).contains("Nothing to do");
      file("mapping.yaml", "entities: { Item: { key: size, lookup: item } }\n");
      out.getBuffer().setLength(0);
      assertThat(run(before("publish", with(where, "--json")))).isEqualTo(1);
      JsonObject refused = new JsonObject(out.toString());
      assertThat(refused.getString("code")).isEqualTo("OPENAPI_NOT_IMPORTABLE");
      assertThat(refused.getString("detail")).isEqualTo("mapping:1: Item has no property 'size'.");
      file("names.overlay.yaml", overlay("$.paths['/items/{id}'].get", "1"));
      out.getBuffer().setLength(0);
      assertThat(run(before("publish", with(where, "--json")))).isEqualTo(1);
      assertThat(new JsonObject(out.toString()).getString("detail"))
          .startsWith("overlays[0]:3: action 1: what is at $['paths']");
    } finally {
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  private static String overlay(String target, String update) {
    return "overlay: 1.0.0\ninfo: {}\nactions: [{ target: \"%s\", update: { %s } }]\n"
        .formatted(target, update)
        .replace("{ 1 }", "1");
  }

  @Test
  void openApiAppliesOverlaysAndSaysWhichSelectNothing() throws IOException {
    String document = file("stock.yaml", STOCK);
    String some = file("some.yaml", overlay("$..get", "operationId: item"));
    String none = file("none.yaml", overlay("$.paths.nowhere", "x-a: 1"));
    assertThat(run("openapi", document, "--overlay", some, "--overlay", none)).isZero();
    assertThat(out.toString()).contains("  item(");
    assertThat(err.toString())
        .contains("OVERLAY_WITHOUT_EFFECT : " + none + ":3: action 1: nothing is at");
    file("none.yaml", overlay("paths", "x-a: 1"));
    assertThat(run("openapi", document, "--overlay", none)).isEqualTo(1);
    assertThat(err.toString())
        .contains("tributary: " + none + ":3: action 1: 'paths' is no JSONPath");
  }

  @Test
  void openApiReadsFilesBelowTheDocumentsDirectoryAndNoOthers() throws IOException {
    Path below = Files.createDirectories(directory.resolve("api"));
    Files.writeString(
        below.resolve("item.yaml"), "{ type: object, properties: { id: { type: string } } }");
    Files.writeString(
        directory.resolve("outside.yaml"),
        "{ type: object, properties: { secret: { type: string } } }");
    Files.createSymbolicLink(below.resolve("link.yaml"), directory.resolve("outside.yaml"));
    Path document = below.resolve("stock.yaml");
    String inFiles = STOCK.replace("#/components/schemas/Item", "item.yaml");
    Files.writeString(document, inFiles);
    assertThat(run("openapi", document.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("getItem(\n    id: ID!\n  ): Item");
    for (String outside : List.of("../outside.yaml", "link.yaml")) {
      Files.writeString(document, inFiles.replace("item.yaml", outside));
      assertThat(run("openapi", document.toString())).isEqualTo(2);
      assertThat(err.toString())
          .contains("stock.yaml:10: " + outside + ": there is no such file below");
    }
    assertThat(out.toString()).doesNotContain("secret");
  }

  @Test
  void composeTakesOpenApiDocumentsToo() throws IOException {
    String document = file("stock.yaml", STOCK);
    assertThat(run("compose", "stock==" + document)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("getItem");
    file("mapping.yaml", "operations: { item: { name: thing } }\n");
    file("names.yaml", overlay("$..get", "operationId: item"));
    String config =
        file(
            "compose.yaml",
            "subgraphs: { stock: { schema: { openapi: stock.yaml, overlays: [names.yaml], mapping:"
                + " mapping.yaml } } }\n");
    out.getBuffer().setLength(0);
    assertThat(run("compose", "--config", config)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("thing(");
    file("mapping.yaml", "operations: { getNothing: { name: thing } }\n");
    assertThat(run("compose", "--config", config)).isEqualTo(2);
    assertThat(err.toString()).contains("mapping.yaml:1: the document has no operation");
  }

  private static String[] before(String first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  @Test
  void aChangeIsCheckedPublishedAndTakenBack() throws IOException {
    Vertx vertx = Vertx.vertx();
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    try {
      String[] at = {
        "--registry",
        String.valueOf(gateway.registryUrl()),
        "--token-file",
        String.valueOf(gateway.registryTokenFile())
      };
      String first = file("first.graphql", LINK + "type Query { user: Int, old: Int }");
      String second = file("second.graphql", LINK + "type Query { user: Int }");
      assertThat(told("fetch", at)).isEqualTo(1);
      assertThat(err.toString()).contains("nothing was published to main@current");
      assertThat(told("publish users --url http://users/graphql --schema " + first, at)).isZero();

      assertThat(told("check users --schema " + second, at)).isEqualTo(1);
      assertThat(out.toString()).contains("Field \"Query.old\" was removed. [FIELD_REMOVED]");
      assertThat(told("check users --github --fail-on never --schema " + second, at)).isZero();
      assertThat(out.toString()).contains("::error file=" + second + ",title=FIELD_REMOVED::");
      assertThat(told("check users --json --schema " + second, at)).isEqualTo(1);
      assertThat(new JsonObject(out.toString()).getJsonArray("schemaChanges")).hasSize(1);
      assertThat(told("check users --schema " + first, at)).isZero();

      assertThat(told("publish users --schema " + second, at)).isZero();
      assertThat(told("history", at)).isZero();
      assertThat(out.toString().lines()).hasSize(2);
      assertThat(told("rollback 1", at)).isZero();
      assertThat(out.toString()).contains("Published version 3 of main@current: replaced users.");
      assertThat(told("rollback 9", at)).isEqualTo(1);
      assertThat(err.toString()).contains("UNKNOWN_VERSION");
      assertThat(told("history --limit 1 --json", at)).isZero();
      assertThat(new JsonArray(out.toString()).getJsonObject(0).getString("message"))
          .isEqualTo("back to version 1");
      assertThat(told("fetch", at)).isZero();
      assertThat(out.toString()).contains("old: Int");

      assertThat(told("contract show main@public", at)).isEqualTo(1);
      assertThat(told("contract set main@public --source main --exclude-tag internal", at))
          .isZero();
      assertThat(told("contract show main@public", at)).isZero();
      assertThat(out.toString())
          .isEqualTo(
              "main@public shows of main@current: include -, exclude internal."
                  + System.lineSeparator());
      assertThat(told("fetch --graph main@public", at)).isZero();
      assertThat(told("publish users --graph main@public --schema " + second, at)).isEqualTo(1);
      assertThat(err.toString()).contains("CONTRACT_VARIANT");
      assertThat(told("contract remove main@public", at)).isZero();
      String other = file("other.graphql", LINK + "type Query { other: Int }");
      assertThat(
              told(
                  "check users --schema %s --with o=%s=http://o/graphql".formatted(second, other),
                  at))
          .isEqualTo(1);
      assertThat(out.toString()).contains("added o, replaced users");
    } finally {
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  @Test
  void tokensAreIssuedListedAndRevoked() throws IOException {
    Vertx vertx = Vertx.vertx();
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    try {
      String url = String.valueOf(gateway.registryUrl());
      String[] admin = {
        "--registry", url, "--token-file", String.valueOf(gateway.registryTokenFile())
      };
      assertThat(told("token issue ci --role read --scope main", admin)).isZero();
      String secret = out.toString().strip();
      String[] reader = {"--registry", url, "--token-file", file("token", secret)};
      assertThat(told("history", reader)).isZero();
      assertThat(told("token list", reader)).isEqualTo(1);
      assertThat(err.toString()).contains("[FORBIDDEN]");
      assertThat(told("token list", admin)).isZero();
      assertThat(out.toString()).contains("  ci\n").doesNotContain(secret);
      String id = secret.split("_")[1];
      assertThat(told("token revoke " + id, admin)).isZero();
      assertThat(told("history", reader)).isEqualTo(1);
      assertThat(err.toString()).contains("[UNAUTHENTICATED]");
      assertThat(told("token revoke " + id, admin)).isEqualTo(1);
      assertThat(told("token issue ci --role king --scope main", admin)).isEqualTo(2);
    } finally {
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  @Test
  void aLoginServesTheCommandsAfterIt() throws IOException {
    Vertx vertx = Vertx.vertx();
    Gateway gateway = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    String home = System.getProperty("user.home");
    System.setProperty("user.home", directory.toString());
    try {
      String url = String.valueOf(gateway.registryUrl());
      assertThat(told("login " + url + " --token-file " + file("wrong", "tributary_x_y")))
          .isEqualTo(1);
      assertThat(err.toString()).contains("[UNAUTHENTICATED]");
      assertThat(told("login " + url + " --token-file " + gateway.registryTokenFile())).isZero();
      assertThat(told("history")).isZero();
      Path kept = directory.resolve(".config/tributary/logins.json");
      assertThat(Files.getPosixFilePermissions(kept))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    } finally {
      System.setProperty("user.home", home);
      Await.on(gateway.stop());
      Await.on(vertx.close());
    }
  }

  /** Runs a command, after which the two writers hold what it wrote and no more. */
  private int told(String line, String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return run(with(line.split(" "), more));
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
