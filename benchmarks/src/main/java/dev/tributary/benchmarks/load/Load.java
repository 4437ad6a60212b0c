package dev.tributary.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What one run of load saw.
 *
 * @param requests answered
 * @param seconds that the run took
 * @param p50 latency in milliseconds; the others likewise
 * @param wrong answers that were not the expected one
 * @param failed connections refused or cut, time-outs, statuses other than 2xx
 */
public record Load(
    long requests,
    double seconds,
    double p50,
    double p90,
    double p99,
    double p999,
    double max,
    long wrong,
    long failed) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESULT = "RESULT ";

  /**
   * Reads what our scripts for load generators print: one line of JSON, times in microseconds.
   *
   * @param generator for the message when there is none
   */
  static Load read(String generator, String output) throws IOException {
    String line =
        output
            .lines()
            .filter(one -> one.startsWith(RESULT))
            .findFirst()
            .orElseThrow(
                () -> new IOException(generator + " said nothing that is known:\n" + output));
    JsonNode result = JSON.readTree(line.substring(RESULT.length()));
    return new Load(
        result.get("requests").asLong(),
        result.get("microseconds").asDouble() / 1e6,
        milliseconds(result, "p50"),
        milliseconds(result, "p90"),
        milliseconds(result, "p99"),
        milliseconds(result, "p999"),
        milliseconds(result, "max"),
        result.get("wrong").asLong(),
        result.get("failed").asLong());
  }

  private static double milliseconds(JsonNode result, String percentile) {
    return result.get(percentile).asDouble() / 1e3;
  }
}
