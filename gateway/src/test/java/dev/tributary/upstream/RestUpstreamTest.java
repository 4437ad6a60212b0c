package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Condition;
import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestUpstreamTest {

  private static final String BATCH = "inventory_Product_0";
  private static final String SHIPPING = "inventory_Product_shipping_0";
  private static final String ROOTS = "inventory_Query_warehouses_0";
  private static final String WAREHOUSE = "inventory_Query_warehouse_0";
  private static final String RESTOCK = "inventory_Mutation_restock_0";

  private static final Vertx VERTX = Vertx.vertx();

  private final RestServer server = new RestServer(VERTX);
  private final RestCaller caller =
      new RestCaller(
          VERTX, RestCaller.supergraph("inventory.graphql"), options(Duration.ofSeconds(5)));

  private RestOptions options(Duration timeout) {
    ServiceOptions service =
        new ServiceOptions(
            server.url(),
            timeout,
            100_000,
            ServiceOptions.Pool.defaults(),
            Map.of(),
            List.of(),
            ServiceOptions.Sharing.ON);
    return new RestOptions(service, Map.of("key", "s3cret"), Map.of(), null);
  }

  @AfterEach
  void close() {
    caller.close();
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void aRootFieldIsACallWithItsArgumentsInTheUrlAndItsAnswerInTheSelectionsShape() {
    server.answers(
        asked ->
            Answer.json(
                """
                {"items": [
                  {"code": 7, "label": "North", "address": {"city": "Oslo", "zip": 1}},
                  {"code": "b", "address": null}]}
                """));
    assertThat(
            caller.root(
                ROOTS,
                """
                query($r: String) {
                  all: warehouses(region: $r) {
                    __typename title: name code address { city __typename }
                  }
                }
                """,
                "{\"r\": \"a/b & c\"}"))
        .isEqualTo(
            """
            {"data":{"all":[\
            {"__typename":"Warehouse","title":"North","code":"7",\
            "address":{"city":"Oslo","__typename":"Address"}},\
            {"__typename":"Warehouse","title":null,"code":"b","address":null}]}}\
            """);
    assertThat(server.lines())
        .containsExactly("GET /v1/warehouses?region=a%2Fb%20%26%20c&limit=10");
    assertThat(server.asked.getFirst().headers())
        .containsEntry("x-api-key", "s3cret")
        .containsEntry("accept", "application/json");
  }

  @Test
  void fieldsOfOneFoldedSubgraphAreCallsOfTheirOwn() {
    server.answers(
        asked ->
            Answer.json(
                asked.line().contains("busiest") ? "{\"code\": \"x\"}" : "{\"items\": []}"));
    assertThat(caller.root(ROOTS, "{ busiest { code } warehouses { code } __typename }", "{}"))
        .isEqualTo(
            "{\"data\":{\"busiest\":{\"code\":\"x\"},\"warehouses\":[],\"__typename\":\"Query\"}}");
    assertThat(server.lines())
        .containsExactly("GET /v1/warehouses/busiest", "GET /v1/warehouses?region=&limit=10");
  }

  @Test
  void aSingleGroupIsAskedForWhateverItsConditionIsFor() {
    // The executor has decided; the condition's variable is not sent along.
    server.answers(asked -> Answer.json("{\"stock\": [{\"upc\": \"1\", \"quantity\": 10}]}"));
    assertThat(
            caller.entitiesUnder(
                new Condition.Variable("wanted", false),
                BATCH,
                "Product",
                "{ products { inStock } }",
                "[{\"__typename\":\"Product\",\"upc\":\"1\"}]"))
        .isEqualTo("{\"data\":{\"_entities\":[{\"inStock\":10}]}}");
  }

  @Test
  void aBatchIsOneCallWithEveryDistinctKeyAndAnswersFindTheirPositionsByKey() {
    server.answers(
        asked ->
            Answer.json(
                """
                {"stock": [{"upc": 3, "quantity": 30, "shelf": {"aisle": "C", "bin": 1}},
                           {"upc": "1", "quantity": 10}, {"upc": "9", "quantity": 90}]}
                """));
    assertThat(
            caller.entities(
                BATCH,
                "Product",
                "{ products { inStock shelf { aisle } upc __typename } }",
                """
                [{"__typename":"Product","upc":"1"},{"__typename":"Product","upc":"2"},
                 {"__typename":"Product","upc":"3"},{"__typename":"Product","upc":"1"}]
                """))
        .isEqualTo(
            """
            {"data":{"_entities":[\
            {"inStock":10,"shelf":null,"upc":"1","__typename":"Product"},\
            null,\
            {"inStock":30,"shelf":{"aisle":"C"},"upc":"3","__typename":"Product"},\
            {"inStock":10,"shelf":null,"upc":"1","__typename":"Product"}]}}\
            """);
    assertThat(server.lines()).containsExactly("GET /v1/stock?upcs=1%2C2%2C3");
  }

  @Test
  void aChunkThatFailsNullsItsOwnPositionsOnly() {
    server.answers(
        asked ->
            asked.line().contains("=0%2C")
                ? new Answer(500, "text/html", "<h1>no</h1>")
                : Answer.json("{\"stock\": [{\"upc\": \"50\", \"quantity\": 5}]}"));
    StringBuilder representations = new StringBuilder("[");
    for (int i = 0; i < 51; i++) {
      representations.append(i == 0 ? "" : ",").append("{\"upc\":\"" + i + "\"}");
    }
    String answer =
        caller.entities(BATCH, "Product", "{ products { inStock } }", representations + "]");
    assertThat(server.asked).hasSize(2);
    assertThat(answer)
        .contains("null,null,{\"inStock\":5}]}")
        .contains(
            """
            {"message":"Request failed","extensions":{"code":"CONNECTOR_FETCH",\
            "service":"inventory","connector":{"coordinate":"inventory:Product[0]"},\
            "http":{"status":500}},"path":["_entities",49]}]}\
            """)
        .doesNotContain("\"_entities\",50]");
  }

  @Test
  void aFieldConnectorIsCalledOncePerKeyAndSetOfArguments() {
    server.answers(asked -> Answer.json("{\"amount\": 1.50, \"currency\": \"EUR\", \"other\": 1}"));
    assertThat(
            caller.entities(
                SHIPPING,
                "Product",
                "{ products { shipping(to: \"NO\") { amount } se: shipping(to: \"SE\") { currency }"
                    + " upc } }",
                """
                [{"upc":"1","weight":5},{"upc":"1","weight":5},{"upc":"2","weight":null}]
                """))
        .isEqualTo(
            """
            {"data":{"_entities":[\
            {"shipping":{"amount":1.50},"se":{"currency":"EUR"},"upc":"1"},\
            {"shipping":{"amount":1.50},"se":{"currency":"EUR"},"upc":"1"},\
            {"shipping":{"amount":1.50},"se":{"currency":"EUR"},"upc":"2"}]}}\
            """);
    assertThat(server.lines())
        .containsExactly(
            "GET /v1/shipping/1?to=NO&weight=5",
            "GET /v1/shipping/1?to=SE&weight=5",
            "GET /v1/shipping/2?to=NO&weight=",
            "GET /v1/shipping/2?to=SE&weight=");
  }

  @Test
  void aNullInThePathMakesNoCallAndNoError() {
    assertThat(
            caller.entities(
                SHIPPING,
                "Product",
                "{ products { shipping(to: \"NO\") { amount } } }",
                "[{\"upc\":null,\"weight\":5}]"))
        .isEqualTo("{\"data\":{\"_entities\":[{\"shipping\":null}]}}");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void anEntityResolverAnswersItsRootFieldAndItsKey() {
    server.answers(
        asked ->
            asked.line().endsWith("/gone")
                ? new Answer(404, "application/json", "{\"error\": \"no\"}")
                : Answer.json("{\"label\": \"A\", \"capacity\": 12345678901234567890}"));
    assertThat(caller.root(WAREHOUSE, "{ warehouse(code: \"x\") { code capacity } }", "{}"))
        .isEqualTo("{\"data\":{\"warehouse\":{\"code\":\"x\",\"capacity\":12345678901234567890}}}");
    assertThat(
            caller.entities(
                WAREHOUSE,
                "Warehouse",
                "{ warehouse(code: 1) { name code } }",
                "[{\"code\":\"x\"},{\"code\":\"gone\"},{\"code\":\"..\"}]"))
        .isEqualTo(
            """
            {"data":{"_entities":[{"name":"A","code":"x"},null,null]},\
            "errors":[\
            {"message":"Connector error: A path segment of the URL cannot be '.' or '..'",\
            "extensions":{"code":"CONNECTOR_REQUEST_INVALID","service":"inventory",\
            "connector":{"coordinate":"inventory:Query.warehouse[0]"}},"path":["_entities",2]},\
            {"message":"Request failed","extensions":{"code":"CONNECTOR_FETCH",\
            "service":"inventory","connector":{"coordinate":"inventory:Query.warehouse[0]"},\
            "http":{"status":404}},"path":["_entities",1]}]}\
            """);
  }

  @Test
  void whatOneRequestHasReadIsNotReadAgain() {
    server.answers(asked -> Answer.json("{\"label\": \"A\"}"));
    String asEntity = "[{\"code\":\"x\"}]";
    caller.entities(WAREHOUSE, "Warehouse", "{ warehouse(code: 1) { name } }", asEntity);
    caller.root(WAREHOUSE, "{ warehouse(code: \"x\") { name } }", "{}");
    assertThat(server.asked).hasSize(1);
    caller.beginRequest();
    caller.root(WAREHOUSE, "{ warehouse(code: \"x\") { name } }", "{}");
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void mutationsAreMadeOneAfterTheOtherAndEachTime() {
    server.answers(
        asked -> Answer.json("{\"upc\": \"1\", \"quantity\": " + server.asked.size() + "}"));
    assertThat(
            caller.root(
                RESTOCK,
                """
                mutation($q: Int!) {
                  a: restock(upc: "1", quantity: $q) { inStock upc }
                  b: restock(upc: "1", quantity: $q) { inStock }
                }
                """,
                "{\"q\": 5}"))
        .isEqualTo("{\"data\":{\"a\":{\"inStock\":1,\"upc\":\"1\"},\"b\":{\"inStock\":2}}}");
    assertThat(server.asked)
        .extracting(RestServer.Asked::body)
        .containsExactly("{\"upc\":\"1\",\"quantity\":5}", "{\"upc\":\"1\",\"quantity\":5}");
    assertThat(server.asked.getFirst().headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void anAnswerThatIsNotJsonIsAnErrorAtItsField() {
    server.answers(asked -> Answer.json("{\"code\": "));
    assertThat(caller.root(ROOTS, "{ busiest { code } }", "{}"))
        .startsWith("{\"data\":{\"busiest\":null},\"errors\":[")
        .contains("\"code\":\"CONNECTOR_RESPONSE_INVALID\"")
        .contains("\"path\":[\"busiest\"]")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void anAnswerOverTheLimitIsAnErrorAtItsField() {
    server.answers(asked -> Answer.json("\"" + "x".repeat(200_000) + "\""));
    assertThat(caller.root(ROOTS, "{ busiest { code } }", "{}"))
        .startsWith("{\"data\":{\"busiest\":null},\"errors\":[")
        .contains("\"code\":\"CONNECTOR_RESPONSE_INVALID\"");
  }

  @Test
  void aServiceThatIsDownIsAnErrorAtItsField() {
    server.close();
    assertThat(caller.root(ROOTS, "{ busiest { code } }", "{}"))
        .startsWith("{\"data\":{\"busiest\":null},\"errors\":[{\"message\":\"Connector error: ")
        .contains("\"code\":\"HTTP_CLIENT_ERROR\"")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void theRequestsDeadlineEndsACall() {
    // Once before, so that what follows is not the time it takes to load classes.
    caller.root(ROOTS, "{ busiest { code } }", "{}");
    server.answers(asked -> Answer.never());
    caller.beginRequest(Duration.ofMillis(1000));
    assertThat(caller.root(ROOTS, "{ busiest { code } }", "{}"))
        .startsWith("{\"data\":{\"busiest\":null},\"errors\":[")
        .contains("\"code\":\"GATEWAY_TIMEOUT\"");
  }

  @Test
  void whenTheClientLeavesQueriesAreGivenUp() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    server.answers(
        asked -> {
          caller.cancel();
          return Answer.never();
        });
    answer = caller.beginRoot(ROOTS, "{ busiest { code } }", "{}");
    assertThat(RestCaller.awaitFailure(answer).code())
        .isEqualTo(UpstreamFailure.Code.UPSTREAM_CANCELLED);
  }

  @Test
  void manyKeysWaitTheirTurnRatherThanFail() {
    server.answers(asked -> Answer.json("{\"label\": \"" + asked.line() + "\"}"));
    StringBuilder representations = new StringBuilder("[");
    for (int i = 0; i < 3000; i++) {
      representations.append(i == 0 ? "" : ",").append("{\"code\":\"" + i + "\"}");
    }
    String answer =
        caller.entities(
            WAREHOUSE, "Warehouse", "{ warehouse(code: 1) { name } }", representations + "]");
    assertThat(server.asked).hasSize(3000);
    assertThat(answer).doesNotContain("errors").endsWith("GET /v1/warehouses/2999\"}]}}");
  }
}
