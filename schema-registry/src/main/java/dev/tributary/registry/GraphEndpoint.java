package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  Reply check(GraphId graph, ChangeSet changes, int days) {
    return switch (registry.check(graph, changes, days)) {
      case CheckResult.Composes composes -> Reply.of(composes);
      case CheckResult.NotPublished(PublishResult result) -> Reply.of(result);
    };
  }

  Reply rollBack(GraphId graph, @Nullable String contentType, Buffer body, String author)
      throws UnreadableRequestException {
    ChangeSetReader.RollBack wanted = ChangeSetReader.rollBack(contentType, body);
    return Reply.of(
        registry.rollBack(graph, wanted.version(), wanted.base(), wanted.message(), author));
  }

  Reply subgraphs(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set(
                "subgraphs",
                RegistryJson.array(
                    registry.subgraphs(graph),
                    one -> RegistryJson.subgraph(one, registry.schema(one).sdl()))));
  }

  Reply gateways(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set("gateways", RegistryJson.array(registry.gateways(graph), RegistryJson::gateway)));
  }

  /**
   * @param graph empty for all
   */
  Reply audit(Optional<GraphId> graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters query = Parameters.of(parameters, Set.of("before", "limit"));
    long before = query.number("before").orElse(Long.MAX_VALUE);
    int limit = (int) Math.min(query.number("limit").orElse(DEFAULT_PAGE), MAX_PAGE);
    return Reply.json(
        200,
        RegistryJson.object()
            .set(
                "entries",
                RegistryJson.array(
                    registry.audit(graph, before, limit), RegistryJson::auditEntry)));
  }

  Reply lintRules(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(200, registry.lintRules(graph).json().put("graph", graph.toString()));
  }

  /** Of the schemas as they are, the errors first. */
  Reply lintFindings(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    LintRules.Verdict verdict = registry.lintFindings(graph);
    ArrayNode findings =
        RegistryJson.array(
            verdict.errors(), error -> RegistryJson.error(error).put("level", "ERROR"));
    findings.addAll(RegistryJson.array(verdict.hints(), RegistryJson::hint));
    return Reply.json(
        200, RegistryJson.object().put("graph", graph.toString()).set("findings", findings));
  }

  Reply setLintRules(GraphId graph, JsonNode body, String actor) throws UnreadableRequestException {
    LintRules rules = LintRules.of(body);
    registry.setLintRules(graph, rules, actor);
    return Reply.json(200, rules.json().put("graph", graph.toString()));
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
