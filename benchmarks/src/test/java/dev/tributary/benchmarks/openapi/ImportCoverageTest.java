package dev.tributary.benchmarks.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation of every document answers through the gateway. Documents of your own: {@code
 * -Dopenapi.documents=FILE_OR_DIRECTORY}.
 */
class ImportCoverageTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Path CASES =
      Path.of("../schema-registry/src/test/resources/dev/tributary/openapi/cases");

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** All of our own documents' operations, and 99 of 100 of those that are given. */
  @Test
  void operationsOfDocumentsAnswerWithWhatTheServiceSaid() throws Exception {
    for (Path document : ImportCoverage.documents(CASES)) {
      ImportCoverage.Result result = ImportCoverage.of(VERTX, document);
      assertThat(result.wrong()).as(result.line()).isEmpty();
      assertThat(result.imported()).isPositive();
    }
    String given = System.getProperty("openapi.documents", "");
    if (!given.isEmpty()) {
      for (Path document : ImportCoverage.documents(Path.of(given))) {
        ImportCoverage.Result result = ImportCoverage.of(VERTX, document);
        assertThat(result.right())
            .as(result.line() + "\n" + String.join("\n", result.wrong()))
            .isGreaterThanOrEqualTo(Math.ceilDiv(result.imported() * 99, 100));
      }
    }
  }
}
