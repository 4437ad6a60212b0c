package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConnectCommandTest {

  private static final String SCHEMA =
      """
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @source(
          name: "stock"
          http: {
            baseURL: "https://stock.example:8443/v1?k={$config.apiKey}"
            headers: [
              { name: "X-Api-Key", value: "{$config.apiKey}" }
              { name: "Authorization", from: "authorization" }
              { name: "X-Region", value: "{$env.REGION}-{$context.claims.sub}" }
            ]
          }
          errors: { message: "$.error.message", extensions: "code: $.error.code" }
        )

      type Query {
        warehouses(region: String = "EU", kinds: [Kind!] = [BIG]): [Warehouse!]
          @connect(
            source: "stock"
            http: { GET: "/warehouses?r={$args.region}", queryParams: "kind: $args.kinds" }
            selection: \"""
            $.items {
              code
              city: place.citi
            }
            \"""
          )
        answer(to: Int): Warehouse @connect(selection: "code: 'x' city: $args.to->toString")
      }

      type Product
        @connect(
          source: "stock"
          http: { POST: "/stock", body: "upcs: $batch.upc by: 'tributary'" }
          selection: "$.items { upc inStock: available->first }"
        ) {
        upc: ID!
        inStock: Boolean
        days(to: String!): Int
          @connect(
            source: "stock"
            http: { GET: "/delivery/{$this.upc}", queryParams: "to: $args.to" }
            selection: "$.days"
          )
          @connect(http: { GET: "https://other.example/{$args.to}" }, selection: "$")
      }

      enum Kind { BIG SMALL }
      type Warehouse { code: ID! city: String }
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path schema;

  @BeforeEach
  void write() throws IOException {
    schema = directory.resolve("shop.graphql");
    Files.writeString(schema, SCHEMA);
  }

  private int tries(String coordinate, String... options) {
    CommandLine commands = Tributary.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    List<String> arguments =
        new ArrayList<>(
            List.of("connect", "try", "--schema", schema.toString(), "--coordinate", coordinate));
    arguments.addAll(List.of(options));
    return commands.execute(arguments.toArray(String[]::new));
  }

  private String response(String text) throws IOException {
    Path file = directory.resolve("response.json");
    Files.writeString(file, text);
    return file.toString();
  }

  private static final String CONFIG = "{\"apiKey\": \"s3c ret\"}";
  private static final String ENV = "{\"REGION\": \"north\"}";
  private static final String CONTEXT = "{\"claims\": {\"sub\": \"ada\"}}";

  @Test
  void theRequestIsShownWithDefaultsInPlaceAndSecretsMasked() {
    assertThat(
            tries(
                "Query.warehouses",
                "--config=" + CONFIG,
                "--env=" + ENV,
                "--context=" + CONTEXT,
                "--headers={\"Authorization\": \"Bearer abc\", \"X-Other\": [\"1\", \"2\"]}"))
        .as(err.toString())
        .isZero();
    assertThat(out)
        .hasToString(
            """
            GET https://stock.example:8443/v1/warehouses?k=***&r=EU&kind=BIG
            accept: application/json
            authorization: Bearer ***
            x-api-key: ***
            x-region: north-ada
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theBodyOfABatchIsShown() {
    assertThat(
            tries(
                "Product",
                "--batch=[{\"upc\": \"1\"}, {\"upc\": 9007199254740993}]",
                "--config=" + CONFIG,
                "--env=" + ENV,
                "--context=" + CONTEXT))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .startsWith("POST https://stock.example:8443/v1/stock?k=***\n")
        .contains("content-type: application/json\n")
        .endsWith("\n\n{\"upcs\":[\"1\",9007199254740993],\"by\":\"tributary\"}\n");
  }

  @Test
  void aResultComesWithTheProblemsOfItsMappingPointingIntoBothTexts() throws IOException {
    String file =
        response(
            """
            {"items": [{"code": 1, "place": {"city": "Oslo"}}, {"code": 2, "place": null},
                       {"place": {}}]}
            """);
    assertThat(
            tries(
                "Query.warehouses[0]",
                "--config=" + CONFIG,
                "--env=" + ENV,
                "--context=" + CONTEXT,
                "--response",
                file))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().substring(out.toString().indexOf("Result")))
        .isEqualTo(
            """
            Result
            [ {
              "code" : 1
            }, {
              "code" : 2
            }, { } ]

            problem: There is no property "citi" in an object, 2 times
               at $.items[0].place, $.items[2].place
               in selection
               --> SCHEMA:24:15
               |
            24 |         city: place.citi
               |               ^^^^^

            problem: There is no property "citi" in null
               at $.items[1].place
               in selection
               --> SCHEMA:24:15
               |
            24 |         city: place.citi
               |               ^^^^^

            problem: There is no property "code" in an object
               at $.items[2]
               in selection
               --> SCHEMA:23:9
               |
            23 |         code
               |         ^^^^
            """
                .replace("SCHEMA", schema.toString()));
  }

  @Test
  void aProblemOfTheRequestPointsIntoTheSource() {
    assertThat(tries("Product.days", "--this={\"upc\": \"1\"}", "--args={\"to\": \"x\"}"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains(
            """
            problem: There is no property "apiKey" in an object
               at $config
               in http.headers.0.value
            """)
        .contains("in http.baseURL");
  }

  @Test
  void aFailureIsShownAsTheErrorThatClientsGet() throws IOException {
    String file = response("{\"error\": {\"message\": \"sold out\", \"code\": \"GONE\"}}");
    assertThat(
            tries(
                "Product.days",
                "--this={\"upc\": \"1\"}",
                "--args={\"to\": \"x\"}",
                "--response",
                file,
                "--status",
                "410"))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("\"message\" : \"sold out\"", "\"code\" : \"GONE\"", "\"status\" : 410");
  }

  @Test
  void aConnectorThatCallsNothingShowsItsValue() {
    assertThat(tries("Query.answer", "--args={\"to\": 5}")).as(err.toString()).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            No request: the value is computed.

            Result
            {
              "code" : "x",
              "city" : "5"
            }
            """);
  }

  @Test
  void whatIsWrongWithTheSchemaIsToldFirst() throws IOException {
    Files.writeString(schema, SCHEMA.replace("place.citi", "place->frist"));
    assertThat(tries("Query.warehouses", "--config=" + CONFIG)).isZero();
    assertThat(err.toString())
        .contains("error[INVALID_SELECTION] shop:Query.warehouses[0]: There is no method ->frist");
    Files.writeString(schema, SCHEMA.replace("place.citi", "place..citi"));
    assertThat(tries("Query.warehouses")).isEqualTo(1);
    Files.writeString(schema, "type Query {");
    assertThat(tries("Query.warehouses")).isEqualTo(1);
    assertThat(err.toString()).contains("INVALID_GRAPHQL");
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Product.days | --this={\"upc\": \"..\"} | --args={} | No request can be made: A path"
            + " segment of the URL cannot be '.' or '..' | 1",
        "Product.days | --this={\"upc\": null} | --args={} | No request: a value in the path is"
            + " null, so there is nothing to ask for. | 0",
        "Product.days | --args={} | --status=200 | shop:Product.days[0] reads $this: give it with"
            + " --this | 2",
        "Product.days | --this=[] | --args={} | --this must be a JSON object | 2",
        "Product.days | --this={ | --args={} | --this is not JSON, from line 1, column 2 on | 2",
        "Product.days | --this={} | --args={\"a\": 1} | --args: Product.days has no argument"
            + " \"a\", but to | 2",
        "Product | --batch={} | --args={} | --batch must be a JSON list | 2",
        "Product.day | --this={} | --args={} | has no connector Product.day; it has"
            + " Query.warehouses[0], Query.answer[0], Product[0], Product.days[0], Product.days[1]"
            + " | 2",
        "Product.days[1] | --this={} | --args={\"to\":\"a/b\"} | GET https://other.example/a%2Fb"
            + " | 0",
        "Query.answer | --headers={\"a\":1} | --args={} | --headers: a must be a string or a list"
            + " | 2",
      })
  @DisplayName("What cannot be tried is said:")
  void says(String coordinate, String one, String other, String message, int code) {
    assertThat(tries(coordinate, one, other)).as(out + "\n" + err).isEqualTo(code);
    assertThat(code == 2 ? err.toString() : out.toString()).contains(message);
  }

  @Test
  void allOfItIsThereForProgramsToo() throws IOException {
    assertThat(
            tries(
                "Product.days",
                "--this={\"upc\": \"1\"}",
                "--args={\"to\": \"x\"}",
                "--config=" + CONFIG,
                "--env=" + ENV,
                "--context={}",
                "--json",
                "--response",
                response("{\"days\": 12345678901234567890}")))
        .as(err.toString())
        .isZero();
    JsonObject report = new JsonObject(out.toString());
    assertThat(report.getJsonObject("request").getString("url"))
        .isEqualTo("https://stock.example:8443/v1/delivery/1?k=***&to=x");
    assertThat(report.getJsonObject("request").getJsonArray("headers").encode())
        .contains("{\"name\":\"x-api-key\",\"value\":\"***\"}");
    assertThat(out.toString()).contains("\"result\" : 12345678901234567890");
    assertThat(report.getJsonArray("problems").encode())
        .isEqualTo(
            "[{\"message\":\"There is no property \\\"claims\\\" in an object\",\"count\":1,"
                + "\"paths\":[\"$context\"],\"argument\":\"http.headers.2.value\","
                + "\"line\":10,\"column\":52}]");
  }

  @Test
  void anAnswerThatIsNoJsonIsPointedAt() throws IOException {
    assertThat(
            tries(
                "Product.days",
                "--this={\"upc\": \"1\"}",
                "--args={}",
                "--response",
                response("{\"days\": \n 3x}")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--response is not JSON, from line 2, column");
  }

  @Test
  void whatIsMappedByItsTypeIsShownWhole() throws IOException {
    Files.writeString(
        schema,
        """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.13")
          @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
          @link(
            url: "https://specs.tributary.dev/rest/v0.1"
            import: ["@restAuto", "@restField", "@restEnum", "@restUnion"]
          )
        type Query {
          pages(filter: Filter): [Page]
            @connect(
              http: { GET: "https://pages.example/", queryParams: "filter: $args.filter" }
              selection: "$.data"
            )
            @restAuto(deep: ["filter"])
        }
        type Page {
          mainTitle: String @restField(name: "main-title")
          children: [Page]
          owner: Owner
        }
        union Owner @restUnion(members: [{ type: "Person", required: ["name"] }, { type: "Text", kind: "string" }])
          = Person | Text
        type Person { name: String }
        type Text { value: String }
        input Filter { state: State @restField(name: "page-state") }
        enum State { OPEN @restEnum(value: "wide open") }
        """);
    Path response = directory.resolve("response.json");
    Files.writeString(
        response,
        """
        {"data": [{"main-title": "T", "children": [{"main-title": "U"}], "owner": "x"},
          {"owner": {"name": "N"}}, {"owner": [1]}]}
        """);
    int code =
        tries(
            "Query.pages",
            "--args",
            "{\"filter\": {\"state\": \"OPEN\"}}",
            "--response",
            response.toString());
    assertThat(out.toString())
        .contains("https://pages.example/?filter%5Bpage-state%5D=wide%20open")
        .contains("\"mainTitle\" : \"U\"")
        .contains("\"value\" : \"x\"")
        .contains("\"__typename\" : \"Person\"")
        .contains("This is no member of Owner that is known");
    assertThat(code).isZero();
  }
}
