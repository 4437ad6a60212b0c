package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.parser.Parser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is special about filling arguments from contexts, beyond what whole requests show. */
class ContextExecutionTest {

  private static final String SDL =
      """
      schema @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
        @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) { query: Query }
      enum join__Graph { M @join__graph(name: "m", url: "http://m") }
      type Query @join__type(graph: M) { shops: [Shop] }
      type Shop @join__type(graph: M, key: "id") @context(name: "m__shop") {
        id: ID!
        currency: String
        offer: Offer
      }
      type Offer @join__type(graph: M, key: "id") {
        id: ID!
        price: String @join__field(graph: M, contextArguments: [
          {context: "m__shop", name: "in", type: "TYPE", selection: " { currency }"}])
      }
      """;

  /** Answers shops from a list, and every offer's price with the currency that it is asked in. */
  private static final class Market implements Upstream {
    private final JsonArray shops;
    private final List<JsonObject> asked = new ArrayList<>();
    private final List<@Nullable String> names = new ArrayList<>();

    /** Which of the calls for entities fails, counted from 0. */
    private int failing = -1;

    Market(JsonArray shops) {
      this.shops = shops;
    }

    @Override
    public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
      JsonObject request = body.toJsonObject();
      assertThat(Parser.parse(request.getString("query")).getDefinitions()).hasSize(1);
      names.add(request.getString("operationName"));
      assertThat(request.getString("query"))
          .contains(request.containsKey("operationName") ? request.getString("operationName") : "");
      JsonObject variables = request.getJsonObject("variables", new JsonObject());
      JsonObject data = new JsonObject();
      if (variables.isEmpty()) {
        data.put("shops", shops);
      } else {
        asked.add(variables);
        if (asked.size() - 1 == failing) {
          return Future.failedFuture(
              new UpstreamFailure(UpstreamFailure.Code.UPSTREAM_TIMEOUT, "Too slow."));
        }
        for (String name : variables.fieldNames()) {
          if (name.startsWith("representations")) {
            String suffix = name.substring("representations".length());
            JsonArray entities = new JsonArray();
            for (Object representation : variables.getJsonArray(name)) {
              String offer = ((JsonObject) representation).getString("id");
              entities.add(
                  new JsonObject().put("price", offer + variables.getString("c1" + suffix)));
            }
            data.put("_entities" + suffix, entities);
          }
        }
      }
      return Future.succeededFuture(new JsonObject().put("data", data).toBuffer());
    }
  }

  private static JsonObject run(Market market, String type, String document) {
    return run(market, type, document, PlannerOptions.DEFAULT);
  }

  private static JsonObject run(
      Market market, String type, String document, PlannerOptions options) {
    Supergraph supergraph = SupergraphReader.read(SDL.replace("TYPE", type));
    OperationResult read =
        new OperationReader(supergraph, OperationLimits.DEFAULT).read(document, null);
    Operation operation = ((OperationResult.Valid) read).operation();
    CompiledOperation compiled =
        OperationCompiler.compile(
            new QueryPlanner(supergraph, options).plan(operation),
            operation,
            SchemaTypes.of(supergraph));
    Map<String, @Nullable Object> variables = Map.of();
    return new JsonObject(Run.text(Run.start(compiled, market, variables)));
  }

  private static JsonObject shop(int number, @Nullable String currency, String offer) {
    return new JsonObject()
        .put("id", "s" + number)
        .put("currency", currency)
        .put("offer", new JsonObject().put("id", offer));
  }

  private static Market marketOf250() {
    JsonArray shops = new JsonArray();
    for (int i = 0; i < 250; i++) {
      shops.add(shop(i, "c" + i, "o" + i % 7));
    }
    return new Market(shops);
  }

  private static @Nullable String price(JsonObject response, int shop) {
    return response
        .getJsonObject("data")
        .getJsonArray("shops")
        .getJsonObject(shop)
        .getJsonObject("offer")
        .getString("price");
  }

  @Test
  void aDocumentHoldsOnlySoManyFieldsAndTheRestGoesIntoFurtherRequests() {
    Market market = marketOf250();

    JsonObject response = run(market, "String", "{ shops { offer { price } } }");

    assertThat(market.asked).hasSize(3);
    assertThat(market.asked.getFirst()).hasSize(200);
    for (int i = 0; i < 250; i++) {
      assertThat(price(response, i)).isEqualTo("o" + i % 7 + "c" + i);
    }
    assertThat(response.containsKey("errors")).isFalse();
  }

  @Test
  void oneOfSeveralRequestsMayFailAlone() {
    Market market = marketOf250();
    market.failing = 1;

    JsonObject response = run(market, "String", "{ shops { offer { price } } }");

    assertThat(price(response, 99)).isEqualTo("o1c99");
    assertThat(price(response, 100)).isNull();
    assertThat(price(response, 199)).isNull();
    assertThat(price(response, 200)).isEqualTo("o4c200");
    assertThat(response.getJsonArray("errors")).hasSize(100);
  }

  @Test
  void entitiesWithEqualValuesAreAskedForTogetherAndOnce() {
    Market market =
        new Market(
            new JsonArray()
                .add(shop(1, "EUR", "a"))
                .add(shop(2, "USD", "a"))
                .addNull()
                .add(shop(3, "EUR", "b"))
                .add(shop(4, "EUR", "a")));

    JsonObject response = run(market, "String", "{ shops { offer { price } } }");

    assertThat(market.asked)
        .containsExactly(
            new JsonObject(
                """
                {"representations": [{"__typename": "Offer", "id": "a"}, {"__typename": "Offer", "id": "b"}],
                  "c1": "EUR", "representations_2": [{"__typename": "Offer", "id": "a"}], "c1_2": "USD"}
                """));
    assertThat(price(response, 4)).isEqualTo("aEUR");
  }

  /** Composers of long ago let an argument that may not be null be filled from a context. */
  @Test
  void whereNullIsNotTakenAnEntityWithoutAValueIsNotAskedFor() {
    Market market = new Market(new JsonArray().add(shop(1, null, "a")).add(shop(2, "EUR", "a")));

    JsonObject response = run(market, "String!", "{ shops { offer { price } } }");

    assertThat(market.asked)
        .containsExactly(
            new JsonObject(
                """
                {"representations": [{"__typename": "Offer", "id": "a"}], "c1": "EUR"}
                """));
    assertThat(price(response, 0)).isNull();
    assertThat(price(response, 1)).isEqualTo("aEUR");
  }

  @Test
  void documentsKeepTheirNameHoweverManyFieldsTheyHold() {
    Market market = new Market(new JsonArray().add(shop(1, "EUR", "a")).add(shop(2, "USD", "a")));

    run(
        market,
        "String",
        "query Prices { shops { offer { price } } }",
        new PlannerOptions(PlannerOptions.OperationNames.CLIENT, service -> false));

    assertThat(market.asked.getFirst().containsKey("representations_2")).isTrue();
    assertThat(market.names).containsExactly("Prices__m__0", "Prices__m__1");
  }

  @Test
  void nothingIsAskedForWhereThereIsNothing() {
    Market market = new Market(new JsonArray().addNull());

    run(market, "String", "{ shops { offer { price } } }");

    assertThat(market.asked).isEmpty();
  }
}
