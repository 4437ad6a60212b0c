package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tributary.compose.Hint;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A graph's subgraphs, changes and history over HTTP. Blocks. */
final class GraphEndpoint {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 200;
  private static final int MOST_FINDINGS = 500;
  private static final int MOST_PREPARED = 4;

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
    Parameters query = Parameters.of(parameters, Set.of("schemas", "name"));
    String schemas = query.text("schemas").orElse("all");
    if (!schemas.equals("all") && !schemas.equals("none")) {
      throw new UnreadableRequestException(
          new Problem(
              400, Codes.INVALID_PARAMETER, "The query parameter 'schemas' is all or none."));
    }
    Optional<String> name = query.text("name");
    List<SubgraphVersion> found =
        registry.subgraphs(graph).stream()
            .filter(one -> name.isEmpty() || name.get().equals(one.name()))
            .toList();
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set(
                "subgraphs",
                RegistryJson.array(
                    found,
                    one ->
                        schemas.equals("none")
                            ? RegistryJson.head(one)
                            : RegistryJson.subgraph(one, registry.schema(one).sdl()))));
  }

  /** Does something for each of the graphs that were published to last. */
  void forNewest(Consumer<GraphId> preparation) {
    registry.graphs().stream()
        .sorted(Comparator.comparing(SupergraphVersion::publishedAt).reversed())
        .limit(MOST_PREPARED)
        .map(SupergraphVersion::graph)
        .forEach(preparation);
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
            verdict.errors().stream().limit(MOST_FINDINGS).toList(),
            error -> RegistryJson.error(error).put("level", "ERROR"));
    List<Hint> warnings =
        verdict
            .hints()
            .subList(0, Math.clamp(MOST_FINDINGS - findings.size(), 0, verdict.hints().size()));
    findings.addAll(RegistryJson.array(warnings, RegistryJson::hint));
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .put("total", verdict.errors().size() + verdict.hints().size())
            .set("findings", findings));
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
