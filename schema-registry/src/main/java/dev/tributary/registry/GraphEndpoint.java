package dev.tributary.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.compose.Hint;
import io.vertx.core.MultiMap;
import java.util.List;
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
    return reply(registry.publish(graph, changes, author));
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
      case CheckResult.NotPublished(PublishResult result) -> reply(result);
    };
  }

  private static Reply reply(PublishResult result) {
    return switch (result) {
      case PublishResult.Published(SupergraphVersion version, List<Hint> hints) -> {
        ObjectNode json = RegistryJson.object().put("result", "PUBLISHED");
        json.set("version", RegistryJson.version(version));
        json.set("hints", RegistryJson.array(hints, RegistryJson::hint));
        yield Reply.json(200, json);
      }
      case PublishResult.Unchanged(SupergraphVersion version) ->
          Reply.json(
              200,
              RegistryJson.object()
                  .put("result", "UNCHANGED")
                  .set("version", RegistryJson.version(version)));
      case PublishResult.Refused refused -> Reply.problem(Problem.composition(refused));
      case PublishResult.Stale stale -> Reply.problem(Problem.stale(stale));
      case PublishResult.Invalid(List<ChangeProblem> problems) ->
          Reply.problem(Problem.invalid(problems));
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
