package dev.tributary.samples.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.serve.ServiceClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryServiceTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private final ServiceClient inventory = SERVICES.client("inventory");

  @Test
  void theStockOfManyLeavesOutTheUnknown() {
    JsonArray items = json(inventory.get("/stock?upcs=100003,100020,100002")).getJsonArray("items");

    assertThat(items.stream().map(item -> ((JsonObject) item).getString("upc")))
        .containsExactly("100003", "100002");
    assertThat(items.getJsonObject(1)).isEqualTo(json(inventory.get("/stock/100002")));
  }

  @Test
  void twoHundredProductsCanBeAskedForAtOnceAndNoMore() {
    assertThat(inventory.get("/stock?upcs=" + upcs(200)).statusCode()).isEqualTo(200);
    assertThat(inventory.get("/stock?upcs=" + upcs(201)).statusCode()).isEqualTo(400);
  }

  @Test
  void warehousesAreListedAndFoundByCode() {
    JsonArray all = json(inventory.get("/warehouses")).getJsonArray("items");

    assertThat(all).hasSize(5);
    assertThat(json(inventory.get("/warehouses/GHE"))).isEqualTo(all.getJsonObject(1));
  }

  @Test
  void whatIsReservedIsNotForSale() {
    int before = json(inventory.get("/stock/100004")).getInteger("quantity");

    HttpResponse<String> answer =
        inventory.post("/reservations", "{\"upc\":\"100004\",\"quantity\":2,\"note\":\"Friday\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).getString("expires_at")).isEqualTo("2026-11-03T12:00:00.000Z");
    assertThat(json(inventory.get("/reservations/" + json(answer).getString("id"))))
        .isEqualTo(json(answer));
    assertThat(json(inventory.get("/stock/100004")).getInteger("quantity")).isEqualTo(before - 2);
  }

  @ParameterizedTest(name = "{0} is answered with {1}")
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      textBlock =
          """
          {"upc":"100004","quantity":900000}; 409
          {"upc":"100020","quantity":1}; 404
          {"upc":"100004","quantity":0}; 400
          {"upc":"100004","quantity":"many"}; 400
          {"upc":"100004"}; 400
          [1, 2]; 400
          {"upc; 400
          """)
  void aReservationThatCannotBeIsAProblem(String body, int status) {
    HttpResponse<String> answer = inventory.post("/reservations", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @ParameterizedTest(name = "{0} g worth {1} cost {2}")
  @CsvSource({"0, 10, 3.90", "1000, 249.99, 6.40", "1000, 250, 0.00"})
  void shippingIsPaidByWeightAndFreeForDearGoods(int grams, String value, String amount) {
    assertThat(inventory.get("/shipping?grams=" + grams + "&value=" + value).body())
        .contains("\"amount\":" + amount + ",");
  }

  @ParameterizedTest
  @CsvSource({"?grams=1", "?grams=x&value=1", "?grams=-1&value=1", "?grams=1&value=1e999999999"})
  void shippingRefusesWhatIsNotAParcel(String query) {
    assertThat(inventory.get("/shipping" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void theOpenApiDocumentNamesEveryPath() {
    assertThat(inventory.get("/openapi.yaml").body())
        .contains(
            "openapi: 3.0.3", "/stock/{upc}:", "/stock:", "/warehouses/{code}:", "/shipping:");
  }

  private static String upcs(int count) {
    return IntStream.range(0, count)
        .mapToObj(index -> Integer.toString(100_001 + index))
        .collect(Collectors.joining(","));
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }
}
