package dev.tributary.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.telemetry.Spread.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client used in one hour.
 *
 * @param hour in which it began
 * @param client what it is known by
 * @param requests all of them
 * @param refused those that were not executed
 * @param units cost units spent
 * @param costs how the costs of requests are spread
 * @param minutes how the units of minutes are, those that were asked for and refused included
 * @param requestMinutes how the requests of minutes are
 */
public record HourOfUse(
    Instant hour,
    String client,
    long requests,
    long refused,
    long units,
    List<Bucket> costs,
    List<Bucket> minutes,
    List<Bucket> requestMinutes) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public HourOfUse {
    costs = List.copyOf(costs);
    minutes = List.copyOf(minutes);
    requestMinutes = List.copyOf(requestMinutes);
  }

  /** One line of JSON, without its end. */
  public String toJson() {
    ObjectNode line = JSON.createObjectNode();
    line.put("hour", hour.toString())
        .put("client", client)
        .put("requests", requests)
        .put("refused", refused)
        .put("units", units);
    write(costs, line.putArray("costs"));
    write(minutes, line.putArray("minutes"));
    write(requestMinutes, line.putArray("requestMinutes"));
    return line.toString();
  }

  private static void write(List<Bucket> buckets, ArrayNode to) {
    for (Bucket bucket : buckets) {
      to.addArray()
          .add(bucket.index())
          .add(bucket.count())
          .add(bucket.requests())
          .add(bucket.units());
    }
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is not one of these
   */
  public static HourOfUse fromJson(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return new HourOfUse(
          Instant.parse(json.required("hour").asText()),
          json.required("client").asText(),
          json.required("requests").asLong(),
          json.required("refused").asLong(),
          json.required("units").asLong(),
          buckets(json.required("costs")),
          buckets(json.required("minutes")),
          buckets(json.required("requestMinutes")));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("not a line of recorded use: " + e.getMessage(), e);
    }
  }

  private static List<Bucket> buckets(JsonNode array) {
    List<Bucket> buckets = new ArrayList<>();
    for (JsonNode bucket : array) {
      buckets.add(
          new Bucket(
              bucket.required(0).asInt(),
              bucket.required(1).asLong(),
              bucket.required(2).asLong(),
              bucket.required(3).asLong()));
      if (buckets.getLast().count() < 1 || !Spread.isIndex(buckets.getLast().index())) {
        throw new IllegalArgumentException("a bucket that there is not");
      }
    }
    return buckets;
  }
}
