package dev.tributary.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.samples.InProcessGateway;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BenchmarkGraphTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Vertx VERTX = Vertx.vertx();
  private static InProcessGateway gateway;

  @BeforeAll
  static void start() {
    int port = BenchServices.start(VERTX, 0, 1).await();
    gateway = new InProcessGateway(VERTX, BenchGraph.supergraph("http://localhost:" + port));
  }

  @AfterAll
  static void stop() {
    gateway.close().await();
    VERTX.close().await();
  }

  @Test
  void theGatewayAnswersTheMeasuredOperationAsThePublicBenchmarkExpects() {
    // Twice: the second time the operation is prepared and the services remember.
    assertThat(normalised(answer())).isEqualTo(normalised(BenchGraph.expectedResponse()));
    assertThat(normalised(answer())).isEqualTo(normalised(BenchGraph.expectedResponse()));
  }

  private static String answer() {
    return gateway.answer(BenchGraph.operation(), Map.of()).await().body().toString();
  }

  /** One way to write strings and no blanks; the order of keys is kept. */
  private static String normalised(String json) {
    try {
      return JSON.readTree(json).toString();
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(json, malformed);
    }
  }
}
