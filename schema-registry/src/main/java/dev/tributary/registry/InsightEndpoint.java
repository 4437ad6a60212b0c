package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.operation.RequestError;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people look at: which graphs there are, one version of one, its schema, plans. Blocks. */
final class InsightEndpoint {

  private static final String DOCUMENT = "query";
  private static final String OPERATION_NAME = "operationName";
  private static final String VARIABLES = "variables";

  private final Registry registry;
  private final Optional<SupergraphInsight> insight;
  private final Optional<ShownSchemas> shown;

  InsightEndpoint(
      Registry registry, Optional<SupergraphInsight> insight, Optional<ShownSchemas> shown) {
    this.registry = registry;
    this.insight = insight;
    this.shown = shown;
  }

  /** Whom the caller is known as. */
  Reply token(StoredToken token) {
    return Reply.json(
        200,
        RegistryJson.object()
            .put("id", token.id())
            .put("label", token.label())
            .put("role", token.role().label())
            .put("scope", token.scope().toString()));
  }

  /** The newest version of each graph that a token is good for. */
  Reply graphs(TokenScope scope) {
    List<SupergraphVersion> seen =
        registry.graphs().stream().filter(version -> scope.covers(version.graph())).toList();
    return Reply.json(
        200, RegistryJson.object().set("graphs", RegistryJson.array(seen, RegistryJson::version)));
  }

  /** Where only the schemas that the version changed are asked for, with what they were before. */
  Reply version(GraphId graph, String number, MultiMap parameters)
      throws UnreadableRequestException {
    String schemas = Parameters.of(parameters, Set.of("schemas")).text("schemas").orElse("all");
    if (!schemas.equals("all") && !schemas.equals("changed")) {
      throw new UnreadableRequestException(
          new Problem(
              400, Codes.INVALID_PARAMETER, "The query parameter 'schemas' is all or changed."));
    }
    Optional<VersionDetail> found =
        number.matches("[0-9]{1,18}")
            ? registry.detail(graph, Long.parseLong(number))
            : Optional.empty();
    if (found.isEmpty()) {
      throw new UnreadableRequestException(
          new Problem(
              404,
              ChangeProblem.Code.UNKNOWN_VERSION.name(),
              "%s has no such version.".formatted(graph)));
    }
    VersionDetail detail = found.get();
    ObjectNode json = RegistryJson.version(detail.version());
    json.set("hints", RegistryJson.array(detail.hints(), RegistryJson::hint));
    json.set(
        "schemaChanges",
        RegistryJson.array(detail.schemaChanges().orElse(List.of()), RegistryJson::schemaChange));
    if (schemas.equals("all")) {
      json.set("subgraphs", subgraphs(registry.subgraphs(graph, detail.version().number())));
      return Reply.json(200, json);
    }
    Set<String> changed =
        detail.version().changes().stream()
            .map(SubgraphChange::subgraph)
            .collect(Collectors.toSet());
    List<SubgraphVersion> now = registry.subgraphs(graph, detail.version().number());
    List<SubgraphVersion> before = registry.subgraphs(graph, detail.version().number() - 1);
    json.set("subgraphs", subgraphs(now.stream().filter(of(changed)).toList()));
    json.set("before", subgraphs(before.stream().filter(of(changed)).toList()));
    return Reply.json(200, json.put("subgraphCount", now.size()));
  }

  private static Predicate<SubgraphVersion> of(Set<String> names) {
    return subgraph -> names.contains(subgraph.name());
  }

  private ArrayNode subgraphs(List<SubgraphVersion> subgraphs) {
    return RegistryJson.array(
        subgraphs, one -> RegistryJson.subgraph(one, registry.schema(one).sdl()));
  }

  Reply schema(GraphId graph) throws UnreadableRequestException {
    return Reply.compressedJson(
        shown
            .orElseThrow(InsightEndpoint::plansNothing)
            .of(graph)
            .orElseThrow(() -> nothing(graph)));
  }

  Reply recent(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
            200,
            RegistryJson.object()
                .put("graph", graph.toString())
                .set("requests", RegistryJson.array(insight().recent(graph), one -> one)))
        .with("cache-control", "no-store");
  }

  Reply plan(GraphId graph, @Nullable String contentType, Buffer body, MultiMap parameters)
      throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    JsonNode json = ChangeSetReader.jsonObject(contentType, body);
    ChangeSetReader.members(json, Set.of(DOCUMENT, OPERATION_NAME, VARIABLES), "The body");
    JsonNode variables = json.path(VARIABLES);
    if (!variables.isMissingNode() && !variables.isNull() && !variables.isObject()) {
      throw new UnreadableRequestException(
          new Problem(400, Codes.INVALID_BODY, "'variables' must be an object."));
    }
    SupergraphInsight.Question question =
        new SupergraphInsight.Question(
            ChangeSetReader.required(json, DOCUMENT, "The body"),
            Optional.of(json.path(OPERATION_NAME).asText("")).filter(name -> !name.isEmpty()),
            variables.isObject() ? variables : RegistryJson.object());
    return switch (insight().plan(latest(graph), question)) {
      case SupergraphInsight.Answer.Planned(ObjectNode plan) -> Reply.json(200, plan);
      case SupergraphInsight.Answer.Refused(List<RequestError> errors) ->
          Reply.problem(
              new Problem(
                  422,
                  Codes.INVALID_OPERATION,
                  "The operation cannot be planned.",
                  RegistryJson.object()
                      .set("errors", RegistryJson.array(errors, InsightEndpoint::error))));
    };
  }

  private static ObjectNode error(RequestError error) {
    return RegistryJson.object()
        .put("code", error.code())
        .put("message", error.message())
        .set(
            "locations",
            RegistryJson.array(
                error.locations(),
                at -> RegistryJson.object().put("line", at.line()).put("column", at.column())));
  }

  private SupergraphInsight insight() throws UnreadableRequestException {
    return insight.orElseThrow(InsightEndpoint::plansNothing);
  }

  private static UnreadableRequestException plansNothing() {
    return new UnreadableRequestException(
        new Problem(404, Codes.NOT_FOUND, "This registry does not plan."));
  }

  private SupergraphRelease latest(GraphId graph) throws UnreadableRequestException {
    return registry.latest(graph).orElseThrow(() -> nothing(graph));
  }

  private static UnreadableRequestException nothing(GraphId graph) {
    return new UnreadableRequestException(
        new Problem(404, Codes.NO_SUPERGRAPH, "Nothing was published to %s yet.".formatted(graph)));
  }
}
