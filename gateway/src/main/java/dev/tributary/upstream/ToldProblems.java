package dev.tributary.upstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the mappings of one client request could not do, for a client that develops against them.
 * Confined to the request's event loop.
 */
final class ToldProblems {

  static final String EXTENSION = "connectors";

  /** One entity after the other may have the same; nobody reads more than this. */
  private static final int MOST = 100;

  private final ObjectNode extension = MappingValues.NODES.objectNode();
  private final ArrayNode all = extension.putArray("problems");

  /**
   * @param coordinate the connector's
   * @param extensions of the answer
   */
  void add(String coordinate, MappingProblems problems, Map<String, Buffer> extensions) {
    problems.counts().forEach((problem, count) -> add(coordinate, problem, count));
    Buffer json = RestJson.bytes(extension);
    if (json != null) {
      extensions.put(EXTENSION, json);
    }
  }

  private void add(String coordinate, MappingProblems.Problem problem, int count) {
    ObjectNode known = known(coordinate, problem);
    if (known != null) {
      known.put("count", known.get("count").intValue() + count);
    } else if (all.size() < MOST) {
      all.addObject()
          .put("connector", coordinate)
          .put("mapping", problem.place())
          .put("path", problem.path())
          .put("message", problem.message())
          .put("count", count);
    }
  }

  private @Nullable ObjectNode known(String coordinate, MappingProblems.Problem problem) {
    for (var one : all) {
      if (one.path("connector").asText().equals(coordinate)
          && one.path("mapping").asText().equals(problem.place())
          && one.path("path").asText().equals(problem.path())
          && one.path("message").asText().equals(problem.message())) {
        return (ObjectNode) one;
      }
    }
    return null;
  }
}
