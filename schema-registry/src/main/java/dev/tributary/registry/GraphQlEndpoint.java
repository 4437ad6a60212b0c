package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/** The registry's own data by GraphQL over HTTP. Blocks. */
final class GraphQlEndpoint {

  private static final String QUERY = "query";
  private static final String OPERATION_NAME = "operationName";
  private static final String VARIABLES = "variables";
  private static final String GRAPHQL_RESPONSE = "application/graphql-response+json";

  private final RegistryGraphQl graph;

  GraphQlEndpoint(RegistryGraphQl graph) {
    this.graph = graph;
  }

  Reply answer(ApiCall call) throws UnreadableRequestException {
    JsonNode json = ChangeSetReader.jsonObject(call.contentType(), call.body());
    ChangeSetReader.members(
        json, Set.of(QUERY, OPERATION_NAME, VARIABLES, "extensions"), "The body");
    JsonNode variables = json.path(VARIABLES);
    if (!variables.isMissingNode() && !variables.isNull() && !variables.isObject()) {
      throw new UnreadableRequestException(
          new Problem(400, Codes.INVALID_BODY, "'variables' must be an object."));
    }
    RegistryGraphQl.Answer answer =
        graph.answer(
            call.token(),
            new RegistryGraphQl.Request(
                ChangeSetReader.required(json, QUERY, "The body"),
                Optional.of(json.path(OPERATION_NAME).asText("")).filter(name -> !name.isEmpty()),
                variables));
    return accepts(call, GRAPHQL_RESPONSE)
        ? Reply.json(answer.isRun() ? 200 : 400, answer.json())
            .with("content-type", GRAPHQL_RESPONSE)
        // Who knows only JSON takes any other status for the failure of something in between.
        : Reply.json(200, answer.json());
  }

  private static boolean accepts(ApiCall call, String type) {
    return call.routing().request().headers().getAll(HttpHeaders.ACCEPT).stream()
        .anyMatch(accepted -> accepted.contains(type));
  }
}
