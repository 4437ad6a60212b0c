package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

class RestBatchesProperties {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterContainer
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Property(tries = 40, seed = "20261128")
  void answersDoNotDependOnTheSizeOfBatches(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 40) Integer> upcs,
      @ForAll @IntRange(min = 1, max = 70) int size) {
    try (RestServer server = new RestServer(VERTX);
        RestCaller caller =
            RestBatchesTest.caller(VERTX, server, "batch: {maxSize: " + size + "}", 4)) {
      server.answers(RestBatchesTest::stock);
      List<String> expected =
          upcs.stream()
              .map(upc -> upc % 7 == 0 ? "null" : "{\"inStock\":" + 10 * upc + "}")
              .toList();
      assertThat(
              caller.entities(
                  "inventory_Product_0",
                  "Product",
                  "{ products { inStock } }",
                  RestBatchesTest.keys(upcs.stream().mapToInt(upc -> upc))))
          .isEqualTo("{\"data\":{\"_entities\":[" + String.join(",", expected) + "]}}");
      long distinct = upcs.stream().distinct().count();
      assertThat(server.asked).hasSize((int) ((distinct + size - 1) / size));
    }
  }
}
