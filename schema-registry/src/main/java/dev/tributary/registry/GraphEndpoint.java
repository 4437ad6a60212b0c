package dev.tributary.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.Set;

/** A graph's subgraphs, changes and history over HTTP. Blocks. */
final class GraphEndpoint {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 200;

  private final Registry registry;

  GraphEndpoint(Registry registry) {
    this.registry = registry;
  }

  Reply publish(GraphId graph, ChangeSet changes, String author) {
    return Reply.of(registry.publish(graph, changes, author));
  }

  Reply check(GraphId graph, ChangeSet changes) {
    return switch (registry.check(graph, changes)) {
      case CheckResult.Composes composes -> {
        ObjectNode json =
            RegistryJson.object().put("result", "COMPOSES").put("base", composes.base());
        json.set("changes", RegistryJson.array(composes.changes(), RegistryJson::change));
        json.set("hints", RegistryJson.array(composes.hints(), RegistryJson::hint));
        yield Reply.json(200, json.put("supergraph", composes.supergraphSdl()));
      }
      case CheckResult.NotPublished(PublishResult result) -> Reply.of(result);
    };
  }

  Reply subgraphs(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set(
                "subgraphs",
                RegistryJson.array(registry.subgraphs(graph), RegistryJson::subgraph)));
  }

  Reply history(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters query = Parameters.of(parameters, Set.of("before", "limit"));
    long before = query.number("before").orElse(Long.MAX_VALUE);
    int limit = (int) Math.min(query.number("limit").orElse(DEFAULT_PAGE), MAX_PAGE);
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set(
                "versions",
                RegistryJson.array(registry.history(graph, before, limit), RegistryJson::version)));
  }
}
