package dev.tributary.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The benchmark's documents: see the NOTICE beside them for where they come from. */
public final class BenchGraph {

  private BenchGraph() {}

  /**
   * The supergraph, with services at the given address in place of {@code http://0.0.0.0:4200}.
   *
   * @param base such as {@code http://localhost:4200}
   */
  public static String supergraph(String base) {
    return text("supergraph.graphql").replace("http://0.0.0.0:4200", base);
  }

  /** The one operation that is measured. */
  public static String operation() {
    return text("operation.graphql");
  }

  /**
   * The schema of one of the four services.
   *
   * @param name such as {@code accounts}
   */
  public static String service(String name) {
    return text(name + ".graphql");
  }

  /** What a right answer is, JSON. */
  public static String expectedResponse() {
    return text("expected_response.json");
  }

  static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(BenchGraph.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
