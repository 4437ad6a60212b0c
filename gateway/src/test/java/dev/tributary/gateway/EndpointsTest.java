package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations that are called like a REST service, through a whole gateway. */
class EndpointsTest {

  private static final String ORDERS =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
        import: ["@key", "@requiresScopes"])
      scalar federation__Scope
      type Query {
        order(id: ID!): Order
        orders(first: Int, states: [State!], paid: Boolean): [Order!]!
        secret: String @requiresScopes(scopes: [["all"]])
      }
      type Mutation { place(input: NewOrder!, note: String): Order! }
      enum State { OPEN SHIPPED }
      input NewOrder { product: ID! count: Int! = 1 }
      type Order { id: ID! state: State! total: Float note: String }
      """;

  private static final String OPERATIONS =
      """
      query GetOrder($id: ID!) { order(id: $id) { id state total } }
      query ListOrders($first: Int = 10, $states: [State!], $paid: Boolean) {
        orders(first: $first, states: $states, paid: $paid) { id state }
        total: __typename
      }
      query Secret { secret }
      mutation Place($input: NewOrder!, $note: String) { place(input: $input, note: $note) { id note } }
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private ScriptedService orders;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    orders = new ScriptedService(vertx, EndpointsTest::answer);
    Composition composition =
        Composer.compose(List.of(new SubgraphSource("orders", orders.url(), ORDERS)));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    Files.writeString(directory.resolve("operations.graphql"), OPERATIONS);
    gateway =
        Await.on(
            Gateway.start(
                vertx,
                config(
                    """
                    - {path: "/api/orders/{id}", file: operations.graphql, operation: GetOrder,
                       summary: One order}
                    - {path: /api/orders, file: operations.graphql, operation: ListOrders}
                    - {path: /api/secret, file: operations.graphql, operation: Secret}
                    - {path: /api/orders, file: operations.graphql, operation: Place, body: input,
                       status: 201}
                    - {path: /api/notes, method: PUT, file: operations.graphql, operation: Place}
                    """),
                directory));
  }

  private GatewayConfig config(String endpoints) {
    String yaml =
        "server: {port: 0}\nsupergraph: {file: supergraph.graphql}\n"
            + "quotas: {mode: enforce, standardTier: anonymous, tiers: {anonymous: {limits:"
            + " [{unit: requests, quota: 100, per: 1h}]}}}\n"
            + "endpoints:\n  operations:\n"
            + endpoints.indent(4);
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  @AfterEach
  void stop() {
    client.close();
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  /** Shows what it was asked in what it answers. */
  private static JsonObject answer(JsonObject request) {
    JsonObject variables = request.getJsonObject("variables", new JsonObject());
    String query = request.getString("query");
    if (query.contains("place")) {
      return new JsonObject()
          .put(
              "place",
              new JsonObject()
                  .put("id", variables.encode())
                  .put("note", variables.getValue("note")));
    }
    if (query.contains("orders")) {
      return new JsonObject()
          .put(
              "orders",
              new JsonArray()
                  .add(new JsonObject().put("id", variables.encode()).put("state", "OPEN")));
    }
    return new JsonObject()
        .put(
            "order",
            "none".equals(variables.getString("id"))
                ? null
                : new JsonObject()
                    .put("id", variables.getString("id"))
                    .put("state", "SHIPPED")
                    .put("total", 12.5));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
  }

  @Test
  void anOperationAnswersAtItsPathWithItsDataAlone() throws Exception {
    HttpResponse<String> answer = send(to("/api/orders/a%2Fb"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    assertThat(answer.body()).isEqualTo("{\"id\":\"a/b\",\"state\":\"SHIPPED\",\"total\":12.5}");
  }

  @Test
  void textBecomesWhatTheVariablesAre() throws Exception {
    HttpResponse<String> answer =
        send(to("/api/orders?first=3&states=OPEN&states=SHIPPED&paid=true"));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject data = new JsonObject(answer.body());
    assertThat(data.getString("total")).isEqualTo("Query");
    assertThat(new JsonObject(data.getJsonArray("orders").getJsonObject(0).getString("id")))
        .isEqualTo(
            new JsonObject()
                .put("first", 3)
                .put("states", new JsonArray().add("OPEN").add("SHIPPED"))
                .put("paid", true));
  }

  @Test
  void aDefaultOfTheOperationHolds() throws Exception {
    assertThat(send(to("/api/orders")).body()).contains("\\\"first\\\":10");
  }

  @Test
  void aBodyIsOneVariableOrSeveral() throws Exception {
    HttpResponse<String> whole =
        send(
            to("/api/orders?note=soon")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"product\": \"p1\"}")));
    HttpResponse<String> members =
        send(
            to("/api/notes")
                .header("content-type", "application/json")
                .PUT(
                    BodyPublishers.ofString("{\"input\": {\"product\": \"p2\"}, \"note\": null}")));

    assertThat(whole.statusCode()).isEqualTo(201);
    assertThat(whole.body()).contains("p1").contains("\"note\":\"soon\"");
    assertThat(members.statusCode()).isEqualTo(200);
    assertThat(members.body()).contains("p2").contains("\"note\":null");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/orders?first=many, INVALID_VARIABLES, takes Int",
    "/api/orders?paid=yes, INVALID_VARIABLES, takes Boolean",
    "/api/orders?first=1&first=2, DUPLICATE_KEY, more than once",
    "/api/orders?page=2, INVALID_VARIABLES, There is no parameter",
    "/api/orders?states=LOST, , LOST"
  })
  void whatDoesNotFitIsAProblem(String path, String code, String message) throws Exception {
    HttpResponse<String> answer = send(to(path));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/problem+json; charset=utf-8");
    assertThat(answer.body()).contains(message).contains(code == null ? "" : code);
    assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(400);
  }

  @Test
  void whatIsNotThereIs404AndWhatMayNotBeSeen403() throws Exception {
    assertThat(send(to("/api/orders/none")).statusCode()).isEqualTo(404);
    HttpResponse<String> secret = send(to("/api/secret"));
    assertThat(secret.statusCode()).isEqualTo(403);
    assertThat(secret.body()).contains("UNAUTHORIZED_FIELD_OR_TYPE");
  }

  @Test
  void aServiceThatIsDownIs502() throws Exception {
    orders.kill();
    HttpResponse<String> answer = send(to("/api/orders/1"));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("UPSTREAM_UNREACHABLE");
    orders.revive();
  }

  /** Without this, a page of another site could change something with a form. */
  @Test
  void aPostThatIsNotJsonIsRefused() throws Exception {
    HttpResponse<String> answer =
        send(
            to("/api/orders")
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("{\"product\": \"p1\"}")));
    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void endpointsAreCountedAgainstTheClientsQuota() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(send(to("/api/orders/1")).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> answer = send(to("/api/orders/1"));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/problem+json");
  }

  @Test
  void theEndpointsAreDescribedInOpenApi() throws Exception {
    HttpResponse<String> document = send(to("/api/openapi.json"));

    var parsed = new OpenAPIV3Parser().readContents(document.body());
    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getPaths())
        .containsOnlyKeys("/api/notes", "/api/orders", "/api/orders/{id}", "/api/secret");
    JsonObject paths = new JsonObject(document.body()).getJsonObject("paths");
    JsonObject one = paths.getJsonObject("/api/orders/{id}").getJsonObject("get");
    assertThat(one.getString("operationId")).isEqualTo("GetOrder");
    assertThat(one.encode())
        .contains("\"name\":\"id\",\"in\":\"path\",\"required\":true")
        .contains("\"enum\":[\"OPEN\",\"SHIPPED\"]")
        .contains("\"required\":[\"id\",\"state\",\"total\"]");
    assertThat(paths.getJsonObject("/api/orders").getJsonObject("post").encode())
        .contains("#/components/schemas/NewOrder")
        .contains("\"201\"");
  }

  @Test
  void aPageDescribesThemForPeople() throws Exception {
    HttpResponse<String> page = send(to("/api/docs"));

    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(page.body()).contains("/api/orders/{id}").contains("One order");
  }

  @Test
  void anEndpointThatCannotBeIsToldAtTheStart() {
    assertThatThrownBy(
            () ->
                config("- {path: \"/api/{nothing}\", file: operations.graphql, operation: Secret}")
                    .endpoints()
                    .endpoints(directory))
        .hasMessageContaining("the operation has no variable [nothing]");
    assertThatThrownBy(
            () ->
                config("- {path: /api/x, file: operations.graphql}")
                    .endpoints()
                    .endpoints(directory))
        .hasMessageContaining("'operation' must say which");
    assertThatThrownBy(
            () -> config("- {path: /api/x, file: gone.graphql}").endpoints().endpoints(directory))
        .hasMessageContaining("gone.graphql cannot be read");
    assertThatThrownBy(
            () ->
                config("- {path: /api/x, method: GET, file: operations.graphql, operation: Place}")
                    .endpoints()
                    .endpoints(directory))
        .hasMessageContaining("a mutation is not for GET");
  }
}
