package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.compose.TagFilter;
import dev.tributary.compose.TagFilter.Unreachable;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contracts over HTTP. Blocks. */
final class ContractEndpoint {

  private static final int MOST_TAGS = 100;

  private final Registry registry;

  ContractEndpoint(Registry registry) {
    this.registry = registry;
  }

  Reply get(GraphId graph) {
    return registry
        .contract(graph)
        .map(contract -> Reply.json(200, contract.json()))
        .orElseGet(ContractEndpoint::none);
  }

  /** Those of a source; what the token is not for is left out. */
  Reply list(GraphId source, StoredToken token, MultiMap parameters)
      throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", source.toString())
            .set(
                "contracts",
                RegistryJson.array(
                    registry.contractsOf(source).stream()
                        .filter(contract -> token.scope().covers(contract.graph()))
                        .toList(),
                    ContractVariant::json)));
  }

  Reply set(GraphId graph, @Nullable String contentType, Buffer body, StoredToken token)
      throws UnreadableRequestException {
    JsonNode json = ChangeSetReader.jsonObject(contentType, body);
    ChangeSetReader.members(
        json, Set.of("source", "include", "exclude", "hideUnreachable"), "The body");
    GraphId source =
        GraphId.parse(ChangeSetReader.required(json, "source", "The body"))
            .orElseThrow(() -> invalid("'source' must be a variant, such as shop@prod."));
    if (source.equals(graph) || registry.contract(source).isPresent()) {
      throw invalid("'source' must be another variant, and no contract itself.");
    }
    if (!token.scope().covers(source)) {
      return Reply.problem(
          new Problem(403, Codes.FORBIDDEN, "The token is not for %s.".formatted(source)));
    }
    if (!json.path("hideUnreachable").isMissingNode()
        && !json.path("hideUnreachable").isBoolean()) {
      throw invalid("'hideUnreachable' must be true or false.");
    }
    ContractVariant contract =
        new ContractVariant(
            graph,
            source,
            new TagFilter(
                tags(json, "include"),
                tags(json, "exclude"),
                json.path("hideUnreachable").asBoolean() ? Unreachable.HIDDEN : Unreachable.SHOWN));
    return registry
        .setContract(contract, token.label())
        .map(
            failed ->
                Reply.problem(
                    Problem.composition(
                        new PublishResult.Refused(failed.errors(), failed.hints()))))
        .orElseGet(() -> Reply.json(200, contract.json()));
  }

  Reply remove(GraphId graph, String actor) {
    return registry.removeContract(graph, actor) ? Reply.noContent() : none();
  }

  private static Reply none() {
    return Reply.problem(new Problem(404, Codes.UNKNOWN_CONTRACT, "This variant is no contract."));
  }

  private static Set<String> tags(JsonNode json, String member) throws UnreadableRequestException {
    JsonNode list = json.path(member);
    Set<String> tags = new LinkedHashSet<>();
    for (JsonNode tag : list) {
      if (!tag.isTextual() || !tag.asText().matches("[A-Za-z0-9_/-]{1,128}")) {
        throw invalid("'%s' must be a list of tags' names.".formatted(member));
      }
      tags.add(tag.asText());
    }
    if (!(list.isMissingNode() || list.isArray()) || tags.size() > MOST_TAGS) {
      throw invalid("'%s' must be a list, of %d tags at most.".formatted(member, MOST_TAGS));
    }
    return tags;
  }

  private static UnreadableRequestException invalid(String detail) {
    return new UnreadableRequestException(new Problem(400, Codes.INVALID_BODY, detail));
  }
}
