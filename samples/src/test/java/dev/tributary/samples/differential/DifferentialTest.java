package dev.tributary.samples.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.samples.differential.OperationGenerator.Generated;
import io.vertx.core.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the gateway answers over four services is what one service with the same data answers:
 * random operations, each compared whole. Data must be equal to the last digit and in the order of
 * its keys, and errors must explain the same nulls.
 */
class DifferentialTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private static final ObjectMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Monolith MONOLITH =
      new Monolith(InstantSource.fixed(SampleServicesExtension.NOW));

  private static final OperationGenerator GENERATOR =
      new OperationGenerator(
          MONOLITH.schema(), new SampleValues(), OperationGenerator.MOST_SELECTIONS);

  private static final int QUERIES = Integer.getInteger("differential.queries", 500);
  private static final int REPEATED = 100;
  private static final int MUTATIONS = 100;

  private static final OperationShrinker SHRINKER = new OperationShrinker(MONOLITH.schema());

  /** Making an operation small takes seconds. */
  private static final int MOST_SHRUNK = 10;

  private static InProcessGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new InProcessGateway(SERVICES.vertx(), SampleGraph.supergraph(SERVICES.running()));
  }

  @AfterAll
  static void stop() {
    gateway.close().await();
  }

  @Test
  void randomQueriesAreAnsweredAsByAMonolith() {
    assertAllEqual(GENERATOR::query, 1, QUERIES);
  }

  /** The gateway remembers what came of an operation that is repeated, and of nothing else. */
  @Test
  void queriesThatComeAgainAreAnsweredAsByAMonolith() {
    for (int round = 0; round < 4; round++) {
      assertAllEqual(GENERATOR::query, QUERIES + 1, QUERIES + REPEATED);
    }
  }

  /** One after the other: what a mutation has changed is there for the next one, on both sides. */
  @Test
  void randomMutationsChangeWhatAMonolithChanges() {
    assertAllEqual(GENERATOR::mutation, 1, MUTATIONS);
  }

  private static void assertAllEqual(LongFunction<Generated> generate, long first, long last) {
    List<Generated> different =
        LongStream.rangeClosed(first, last)
            .mapToObj(generate)
            .filter(DifferentialTest::isDifferent)
            .toList();
    assertThat(different.stream().limit(MOST_SHRUNK).map(DifferentialTest::describe))
        .as("%d operations with another answer, the first ones made small", different.size())
        .isEmpty();
  }

  private static String describe(Generated operation) {
    Generated small = SHRINKER.shrink(operation, DifferentialTest::isDifferent);
    return "%s%nmonolith: %s%ngateway:  %s%n".formatted(small, expected(small), actual(small));
  }

  private static boolean isDifferent(Generated operation) {
    return !expected(operation).equals(actual(operation));
  }

  private static String expected(Generated operation) {
    return comparable(Json.encode(MONOLITH.answer(operation.document(), operation.variables())));
  }

  private static String actual(Generated operation) {
    return comparable(
        gateway.answer(operation.document(), operation.variables()).await().body().toString());
  }

  /**
   * The data as it is, and the nulls that errors explain. Errors in what a null has swept away are
   * told or not as each service likes (GraphQL specification, 6.4.4), so an error counts where its
   * path ends in the data.
   */
  private static String comparable(String response) {
    try {
      JsonNode json = EXACT.readTree(response);
      JsonNode data = json.path("data");
      SortedSet<String> explained = new TreeSet<>();
      json.path("errors").forEach(error -> explained.add(end(error.path("path"), data)));
      return data + " errors at " + explained;
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(response, malformed);
    }
  }

  /** The path as far as there is data. */
  private static String end(JsonNode path, JsonNode data) {
    StringBuilder end = new StringBuilder();
    JsonNode at = data;
    for (JsonNode segment : path) {
      if (at.isNull()) {
        break;
      }
      at = segment.isInt() ? at.path(segment.intValue()) : at.path(segment.textValue());
      end.append('/').append(segment.asText());
    }
    return end.toString();
  }
}
