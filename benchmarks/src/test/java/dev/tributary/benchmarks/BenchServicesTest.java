package dev.tributary.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchServicesTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static int port;

  @BeforeAll
  static void start() {
    port = BenchServices.start(VERTX, 0, 2).await();
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          accounts  | { user(id: "2") { username } } | {"user":{"username":"dotansimha"}}
          products  | { topProducts { upc } } | \
          {"topProducts":[{"upc":"1"},{"upc":"2"},{"upc":"3"},{"upc":"4"},{"upc":"5"}]}
          reviews   | { _entities(representations: [{__typename: "User", id: "5"}]) \
          { ... on User { reviews { id author { id username } product { upc } } } } } | \
          {"_entities":[{"reviews":[\
          {"id":"1","author":{"id":"1","username":"urigo"},"product":{"upc":"1"}},\
          {"id":"2","author":{"id":"1","username":"urigo"},"product":{"upc":"1"}}]}]}
          reviews   | { _entities(representations: [{__typename: "Product", upc: "4"}]) \
          { ... on Product { reviews { id } } } } | \
          {"_entities":[{"reviews":[{"id":"10"},{"id":"11"}]}]}
          inventory | { _entities(representations: [\
          {__typename: "Product", upc: "1", price: 1000, weight: 101}, \
          {__typename: "Product", upc: "2", price: 1001, weight: 9}, \
          {__typename: "Product", upc: "3"}]) { ... on Product { inStock shippingEstimate } } } | \
          {"_entities":[{"inStock":true,"shippingEstimate":50},\
          {"inStock":false,"shippingEstimate":0},{"inStock":false,"shippingEstimate":null}]}
          """)
  void aServiceAnswersFromTheData(String service, String query, String data) {
    Buffer request = new JsonObject().put("query", query).toBuffer();

    // Twice: the second answer comes from memory.
    assertThat(post("/" + service, request)).isEqualTo("{\"data\":" + data + "}");
    assertThat(post("/" + service, request)).isEqualTo("{\"data\":" + data + "}");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThat(status("/accounts", Buffer.buffer("{"))).isEqualTo(400);
    assertThat(status("/elsewhere", Buffer.buffer("{}"))).isEqualTo(404);
  }

  private static String post(String path, Buffer body) {
    return VERTX
        .createHttpClient()
        .request(HttpMethod.POST, port, "localhost", path)
        // Together, on the connection's thread: from ours, the body may have gone by.
        .compose(request -> request.send(body).compose(response -> response.body()))
        .await()
        .toString();
  }

  private static int status(String path, Buffer body) {
    return VERTX
        .createHttpClient()
        .request(HttpMethod.POST, port, "localhost", path)
        .compose(request -> request.send(body))
        .await()
        .statusCode();
  }
}
