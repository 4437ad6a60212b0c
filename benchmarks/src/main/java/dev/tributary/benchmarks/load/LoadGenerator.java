package dev.tributary.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Asks one gateway the same thing from many connections, and compares each answer. */
interface LoadGenerator {

  /** Name and version, for the report. */
  String title();

  /**
   * @param url the gateway's GraphQL endpoint
   * @param request file with the JSON body that is posted
   * @param answer file with the bytes that each answer must consist of
   * @param connections how many ask at once, each waiting for its answer
   * @param distinct is {@link Scenario#DISTINCT} replaced by another text in each request?
   */
  Load run(
      String url, Path request, Path answer, int connections, boolean distinct, Duration duration)
      throws IOException, InterruptedException;
}
