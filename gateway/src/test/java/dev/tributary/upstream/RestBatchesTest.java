package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.upstream.RestServer.Answer;
import dev.tributary.upstream.RestServer.Asked;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How many calls entity look-ups cost. */
class RestBatchesTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String BATCH = "inventory_Product_0";
  private static final String SHIPPING = "inventory_Product_shipping_0";

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  static RestCaller caller(Vertx vertx, RestServer server, String maxSize, int connections) {
    ServiceOptions service =
        new ServiceOptions(
            server.url(),
            Duration.ofSeconds(10),
            1_000_000,
            new ServiceOptions.Pool(
                ServiceOptions.Protocol.HTTP_1_1,
                connections,
                1_000,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30)),
            Map.of(),
            List.of(),
            ServiceOptions.Sharing.ON);
    return new RestCaller(
        vertx,
        RestCaller.supergraph("inventory.graphql").replace("batch: {maxSize: 50}", maxSize),
        new RestOptions(service, Map.of("key", "k"), Map.of(), null));
  }

  /** Knows every product but those whose number divides by seven; answers in its own order. */
  static Answer stock(Asked asked) {
    String query = asked.line().substring(asked.line().indexOf('=') + 1);
    List<JsonObject> items = new ArrayList<>();
    for (String upc : URLDecoder.decode(query, StandardCharsets.UTF_8).split(",")) {
      if (Integer.parseInt(upc) % 7 != 0) {
        items.add(new JsonObject().put("upc", upc).put("quantity", 10 * Integer.parseInt(upc)));
      }
    }
    Collections.shuffle(items, new Random(query.hashCode()));
    return Answer.json(new JsonObject().put("stock", new JsonArray(items)).encode());
  }

  static String keys(IntStream upcs) {
    return upcs.mapToObj(upc -> "{\"upc\":\"" + upc + "\",\"weight\":1}").toList().toString();
  }

  @Test
  void twoHundredProductsAreOneCallWhereTheServiceHasOneForMany() {
    try (RestServer server = new RestServer(VERTX);
        RestCaller caller = caller(VERTX, server, "batch: {maxSize: 200}", 8)) {
      server.answers(RestBatchesTest::stock);
      String answer =
          caller.entities(
              BATCH, "Product", "{ products { inStock } }", keys(IntStream.range(1, 201)));
      assertThat(server.asked).hasSize(1);
      assertThat(answer).contains("{\"inStock\":2000}").doesNotContain("errors");
    }
  }

  @Test
  void whereItHasNoneEachDistinctProductIsOneCallAndFewAreUnderWayAtATime() {
    try (RestServer server = new RestServer(VERTX);
        RestCaller caller = caller(VERTX, server, "batch: {maxSize: 50}", 8)) {
      AtomicInteger underWay = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      server.answersLater(
          asked -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            return VERTX
                .timer(2, TimeUnit.MILLISECONDS)
                .map(
                    later -> {
                      underWay.decrementAndGet();
                      return Answer.json("{\"amount\": 1, \"currency\": \"EUR\"}");
                    });
          });
      String answer =
          caller.entities(
              SHIPPING,
              "Product",
              "{ products { shipping(to: \"FI\") { amount } } }",
              keys(IntStream.range(0, 200).map(i -> i % 150)));
      assertThat(server.asked).hasSize(150);
      assertThat(server.lines().stream().distinct()).hasSize(150);
      assertThat(most.get()).isBetween(2, 8);
      assertThat(answer).doesNotContain("errors").doesNotContain("null");
    }
  }

  @Test
  void keysOfTwoPlacesGoOutTogetherAndKnownOnesAreNotAskedForAgain() {
    try (RestServer server = new RestServer(VERTX);
        RestCaller caller = caller(VERTX, server, "batch: {maxSize: 50}", 8)) {
      server.answers(RestBatchesTest::stock);
      assertThat(
              caller.entitiesAtTwoPlaces(
                  BATCH,
                  "Product",
                  "{ products { inStock } }",
                  "[{\"upc\":\"1\"},{\"upc\":\"2\"}]",
                  "{ products { shelf { aisle } upc } }",
                  "[{\"upc\":\"2\"},{\"upc\":null},{\"upc\":\"3\"}]"))
          .isEqualTo(
              """
              {"data":{"one":[{"inStock":10},{"inStock":20}],\
              "other":[{"shelf":null,"upc":"2"},null,{"shelf":null,"upc":"3"}]}}\
              """);
      assertThat(
              caller.entities(
                  BATCH,
                  "Product",
                  "{ products { inStock } }",
                  "[{\"upc\":\"5\"},{\"upc\":\"1\"}]"))
          .isEqualTo("{\"data\":{\"_entities\":[{\"inStock\":50},{\"inStock\":10}]}}");
      assertThat(server.lines())
          .containsExactly("GET /v1/stock?upcs=1%2C2%2C3", "GET /v1/stock?upcs=5");
    }
  }
}
