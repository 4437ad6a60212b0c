package dev.tributary.upstream;

import static dev.tributary.upstream.RestOptions.Problems.TOLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.upstream.ScriptedService.Exchange;
import dev.tributary.upstream.ScriptedService.Script;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One answer of a service is not what it should be; all others are. */
class LyingRestServiceTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String ROOTS = "inventory_Query_warehouses_0";
  private static final String WAREHOUSE = "inventory_Query_warehouse_0";
  private static final String BATCH = "inventory_Product_0";
  private static final String SHIPPING = "inventory_Product_shipping_0";
  private static final int LIMIT = 100_000;

  private final ScriptedService service = new ScriptedService();
  private final RestCaller caller =
      new RestCaller(VERTX, RestCaller.supergraph("inventory.graphql"), options());

  private RestOptions options() {
    return new RestOptions(
        new ServiceOptions(
            service.url().replaceFirst("/graphql.*", "/v1"),
            Duration.ofMillis(1500),
            LIMIT,
            ServiceOptions.Pool.defaults(),
            Map.of(),
            List.of(),
            ServiceOptions.Sharing.ON),
        Map.of("key", "s3cret"),
        Map.of(),
        null);
  }

  @AfterEach
  void close() {
    caller.close();
    service.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String path(Exchange exchange) {
    return exchange.request().headers().getOrDefault(":request", "").split(" ")[1];
  }

  /** What is asked of the busiest warehouse is answered so; the list of all is right. */
  private void busiest(Script script) {
    service.answers(
        exchange -> {
          if (path(exchange).endsWith("/busiest")) {
            script.answer(exchange);
          } else {
            exchange.send(ScriptedService.json("{\"items\": [{\"code\": \"a\"}]}"));
          }
        });
  }

  private JsonObject ask() {
    return new JsonObject(
        caller.root(ROOTS, "{ busiest { code name address { city } } warehouses { code } }", "{}"));
  }

  private static void othersStandAndTheFieldHas(JsonObject answer, String code, Object... path) {
    assertThat(answer.getJsonObject("data").getJsonArray("warehouses"))
        .isEqualTo(new JsonArray("[{\"code\": \"a\"}]"));
    JsonArray errors = answer.getJsonArray("errors", new JsonArray());
    assertThat(errors).as("errors of %s", answer).hasSize(1);
    JsonObject error = errors.getJsonObject(0);
    assertThat(error.getJsonArray("path")).isEqualTo(new JsonArray(List.of(path)));
    JsonObject extensions = error.getJsonObject("extensions");
    assertThat(extensions.getString("code")).isEqualTo(code);
    assertThat(extensions.getString("service")).isEqualTo("inventory");
    assertThat(error.encode()).doesNotContain("127.0.0.1", "s3cret", "Exception");
    Object value = answer.getJsonObject("data");
    for (Object key : path) {
      value =
          key instanceof Integer index
              ? ((JsonArray) value).getValue(index)
              : ((JsonObject) value).getValue((String) key);
    }
    assertThat(value).isNull();
  }

  // What cannot be read

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "application/json         | {\"code\": \"x\"",
        "application/json         | {\"code\": \"x\"} {\"code\": \"y\"}",
        "application/json         | <html>",
        "application/problem+json | {'code': 'x'}",
        "application/json         | {\"code\": NaN}",
        "text/html                | <html>Please log in</html>",
        "text/html                | {\"code\": \"x\"}",
        "application/xml          | <code>x</code>",
        "application/octet-stream | {\"code\": \"x\"}",
      })
  void anAnswerThatCannotBeReadIsAnError(String type, String body) {
    busiest(
        exchange ->
            exchange.send(
                ScriptedService.response("200 OK", "Content-Type: " + type + "\r\n", body)));
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void bytesThatAreNoUtf8AreAnError() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n");
          exchange.out().write("{\"code\": \"".getBytes(StandardCharsets.US_ASCII));
          exchange.out().write(new byte[] {(byte) 0xC3, (byte) 0x28});
          exchange.out().flush();
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void nestingWithoutEndIsAnError() {
    busiest(
        exchange ->
            exchange.send(
                ScriptedService.json(
                    "{\"code\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")));
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void aNumberOfAHundredThousandDigitsIsAnError() {
    busiest(
        exchange -> exchange.send(ScriptedService.json("{\"code\":" + "9".repeat(90_000) + "}")));
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  // What is of another shape

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]                                         | busiest",
        "[{\"code\": \"x\"}]                        | busiest",
        "\"x\"                                      | busiest",
        "17                                         | busiest",
        "false                                      | busiest",
        "{\"code\": \"x\", \"address\": \"Oslo\"}   | busiest,address",
        "{\"code\": \"x\", \"address\": [{\"city\": \"Oslo\"}]} | busiest,address",
      })
  void aValueOfAnotherKindIsAnErrorWhereItStands(String body, String path) {
    busiest(exchange -> exchange.send(ScriptedService.json(body)));
    othersStandAndTheFieldHas(ask(), "CONNECTORS_RESPONSE_SHAPE", (Object[]) path.split(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"items\": {\"code\": \"x\"}} | ~null~ | [\"warehouses\"]",
        "{\"items\": \"none\"}          | ~null~ | [\"warehouses\"]",
        "{\"items\": [{\"code\": \"x\"}, \"y\", {\"code\": \"z\"}]} "
            + "| [{\"code\":\"x\"},null,{\"code\":\"z\"}] | [\"warehouses\",1]",
      })
  void ofAListTheWrongElementsAreErrors(String body, String data, String path) {
    service.answers(ScriptedService.json(body));
    JsonObject answer = new JsonObject(caller.root(ROOTS, "{ warehouses { code } }", "{}"));
    assertThat(answer.getJsonObject("data").encode()).isEqualTo("{\"warehouses\":" + data + "}");
    assertThat(answer.getJsonArray("errors")).hasSize(1);
    JsonObject error = answer.getJsonArray("errors").getJsonObject(0);
    assertThat(error.getJsonArray("path").encode()).isEqualTo(path);
    assertThat(error.getJsonObject("extensions").getString("code"))
        .isEqualTo("CONNECTORS_RESPONSE_SHAPE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}               | {\"code\":null,\"name\":null,\"address\":null}",
        "{\"fault\": 1}   | {\"code\":null,\"name\":null,\"address\":null}",
        "null             | ~null~",
      })
  void whatIsMerelyNotThereIsNullAndNoError(String body, String busiest) {
    busiest(exchange -> exchange.send(ScriptedService.json(body)));
    JsonObject answer = ask();
    assertThat(answer.containsKey("errors")).isFalse();
    assertThat(answer.encode()).contains("\"busiest\":" + busiest);
  }

  @Test
  void whatIsNotThereIsToldToThoseWhoDevelop() {
    service.answers(ScriptedService.json("{\"items\": [{\"code\": \"s3cret\"}, {}]}"));
    try (RestCaller developer =
        new RestCaller(VERTX, RestCaller.supergraph("inventory.graphql"), options().with(TOLD))) {
      developer.root(ROOTS, "{ warehouses { code name } }", "{}");
      developer.root(ROOTS, "{ again: warehouses { code name } }", "{}");
      JsonArray problems =
          new JsonObject(developer.extension("connectors")).getJsonArray("problems");
      assertThat(problems.encode()).doesNotContain("s3cret", "127.0.0.1");
      assertThat(problems.stream().map(one -> (JsonObject) one))
          .anySatisfy(
              one ->
                  assertThat(one.getMap())
                      .containsEntry("connector", "inventory:Query.warehouses[0]")
                      .containsEntry("mapping", "Selection")
                      .containsEntry("count", 4)
                      .containsKeys("path", "message"));
      assertThat(caller.extension("connectors")).isEqualTo("null");
    }
  }

  @Test
  void noContentIsNullAndNoError() {
    busiest(exchange -> exchange.send("HTTP/1.1 204 No Content\r\n\r\n"));
    assertThat(ask().encode()).contains("\"busiest\":null").doesNotContain("errors");
  }

  @Test
  void aThousandWrongElementsAreNotAThousandErrors() {
    service.answers(
        ScriptedService.json("{\"items\": [" + "1,".repeat(1_000) + "{\"code\": \"x\"}]}"));
    JsonObject answer = new JsonObject(caller.root(ROOTS, "{ warehouses { code } }", "{}"));
    assertThat(answer.getJsonObject("data").getJsonArray("warehouses")).hasSize(1_001);
    assertThat(answer.getJsonArray("errors")).hasSize(100);
  }

  @Test
  void anEntityOfAnotherKindIsAnErrorAtEachPlaceThatAskedForIt() {
    service.answers(
        exchange ->
            exchange.send(
                ScriptedService.json(
                    path(exchange).endsWith("/b") ? "[1]" : "{\"label\": \"A\"}")));
    assertThat(
            caller.entities(
                WAREHOUSE,
                "Warehouse",
                "{ warehouse(code: 1) { name } }",
                "[{\"code\":\"b\"},{\"code\":\"a\"},{\"code\":\"b\"}]"))
        .contains(
            "{\"_entities\":[null,{\"name\":\"A\"},null]}",
            "\"code\":\"CONNECTORS_RESPONSE_SHAPE\"",
            "\"path\":[\"_entities\",0]",
            "\"path\":[\"_entities\",2]")
        .doesNotContain("\"path\":[\"_entities\",1]");
  }

  @Test
  void aFieldOfAnotherKindIsAnErrorAtTheField() {
    service.answers(ScriptedService.json("\"free\""));
    assertThat(
            caller.entities(
                SHIPPING,
                "Product",
                "{ products { upc price: shipping(to: \"NO\") { amount } } }",
                "[{\"upc\":\"1\",\"weight\":5}]"))
        .contains("{\"upc\":\"1\",\"price\":null}", "\"CONNECTORS_RESPONSE_SHAPE\"")
        .contains("\"path\":[\"_entities\",0,\"price\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"stock\": {\"upc\": \"1\"}} | CONNECTOR_RESPONSE_INVALID",
        "{\"stock\": 5}                | CONNECTOR_RESPONSE_INVALID",
        "{}                            | CONNECTOR_RESPONSE_INVALID",
        "[]                            | ",
        "{\"stock\": [1, \"2\"]}       | CONNECTORS_RESPONSE_SHAPE",
        "{\"stock\": [{\"upc\": \"9\"}]} |",
        "{\"stock\": [null]}           |",
      })
  void aBatchThatIsNoListOfObjectsIsAnErrorOfItsKeys(String body, String code) {
    service.answers(ScriptedService.json(body));
    JsonObject answer =
        new JsonObject(
            caller.entities(
                BATCH, "Product", "{ products { inStock } }", "[{\"upc\":\"1\"},{\"upc\":\"2\"}]"));
    assertThat(answer.getJsonObject("data").encode()).isEqualTo("{\"_entities\":[null,null]}");
    JsonArray errors = answer.getJsonArray("errors", new JsonArray());
    assertThat(errors).hasSize(code == null ? 0 : 2);
    for (int i = 0; i < errors.size(); i++) {
      assertThat(errors.getJsonObject(i).getJsonObject("extensions").getString("code"))
          .isEqualTo(code);
    }
  }

  // What never comes, or without end

  @Test
  void anAnswerThatIsCutOffIsAnError() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
                  + "{\"code\": \"x\"}");
          exchange.close();
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void anAnswerInChunksThatIsCutOffIsAnErrorThoughItsJsonIsWhole() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\nd\r\n{\"code\": \"x\"}\r\n");
          exchange.reset();
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void aServiceThatIsKilledBeforeItAnswersIsAnError() {
    busiest(Exchange::reset);
    othersStandAndTheFieldHas(ask(), "HTTP_CLIENT_ERROR", "busiest");
  }

  @Test
  void anAnswerThatIsNotHttpIsAnError() {
    busiest(exchange -> exchange.send("SSH-2.0-OpenSSH_9.6\r\n\r\n"));
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void anAnswerThatTricklesIsGivenUpInTime() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n");
          for (int i = 0; i < 500; i++) {
            exchange.send(" ");
            Thread.sleep(50);
          }
        });
    othersStandAndTheFieldHas(ask(), "GATEWAY_TIMEOUT", "busiest");
  }

  @Test
  void anAnswerWithoutEndIsGivenUpAtTheLimit() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n");
          String chunk = "1000\r\n" + " ".repeat(4096) + "\r\n";
          for (int i = 0; i < 100_000; i++) {
            exchange.send(chunk);
          }
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void aLengthOverTheLimitIsBelievedAndNotReceived() {
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 9000000000\r\n\r\n{");
          exchange.awaitClose();
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void aFewBytesThatBecomeManyAreGivenUpAtTheLimit() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream zipped = new GZIPOutputStream(bomb)) {
      byte[] zeros = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 200; i++) {
        zipped.write(zeros);
      }
    }
    assertThat(bomb.size()).isLessThan(300_000);
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                  + "Content-Length: "
                  + 90_000
                  + "\r\n\r\n");
          exchange.out().write(bomb.toByteArray(), 0, 90_000);
          exchange.out().flush();
          exchange.awaitClose();
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void whatIsCompressedIsRead() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write("{\"code\": \"zipped\"}".getBytes(StandardCharsets.US_ASCII));
    }
    busiest(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                  + "Content-Length: "
                  + zipped.size()
                  + "\r\n\r\n");
          exchange.out().write(zipped.toByteArray());
          exchange.out().flush();
        });
    assertThat(ask().encode()).contains("\"code\":\"zipped\"").doesNotContain("errors");
    assertThat(service.requests)
        .allSatisfy(
            request -> assertThat(request.headers().get("accept-encoding")).contains("gzip"));
  }

  @Test
  void whatSaysItIsCompressedAndIsNotIsAnError() {
    busiest(
        exchange ->
            exchange.send(
                ScriptedService.response(
                    "200 OK",
                    "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                    "{\"code\": \"x\"}")));
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }

  @Test
  void headersWithoutEndAreAnError() {
    busiest(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\n");
          String field = "X-Filler: " + "x".repeat(1000) + "\r\n";
          for (int i = 0; i < 10_000; i++) {
            exchange.send(field);
          }
        });
    othersStandAndTheFieldHas(ask(), "CONNECTOR_RESPONSE_INVALID", "busiest");
  }
}
