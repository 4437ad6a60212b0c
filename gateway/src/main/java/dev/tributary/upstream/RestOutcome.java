package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.Outcome;
import dev.tributary.connect.TypeMapping;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Result;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an HTTP response means to a connector: a mapped value, or a failure and what it says. */
final class RestOutcome {

  private final Connector connector;
  private final boolean readsResponse;

  /** Null when the selection says all of how the value is made. */
  private final @Nullable TypeMapper byType;

  RestOutcome(Connector connector) {
    this.connector = connector;
    this.readsResponse = connector.reads("response");
    this.byType = connector.byType() == null ? null : new TypeMapper(connector.byType().types());
  }

  /**
   * @param before the variables of the request's side
   * @param wanted the fields of the result that are needed; null for all
   */
  Result of(
      RestResponse response,
      Map<String, JsonNode> before,
      @Nullable MappingRequest wanted,
      MappingProblems problems) {
    JsonNode body = response.body();
    if (body == null) {
      return new Failed(
          RestFailure.invalidResponse(
              "The service \""
                  + connector.service()
                  + "\" answered with something other than JSON.",
              response.status()));
    }
    Map<String, JsonNode> variables = new HashMap<>(before);
    variables.put("status", MappingValues.NODES.numberNode(response.status()));
    if (readsResponse) {
      ObjectNode exposed = MappingValues.NODES.objectNode();
      exposed.set("headers", RestResponse.asObject(response.headers()));
      variables.put("response", exposed);
    }
    if (!isSuccess(response, body, variables, problems)) {
      return new Failed(failure(response, body, variables, problems));
    }
    MappingProblems found = problems.another();
    Mapped mapped = mapped(body, variables, wanted, found);
    problems.addAll(found);
    // A selection may do without the body. One that needs it was told nothing.
    return response.unreadType() != null && (mapped.value().isNull() || !found.isEmpty())
        ? new Failed(
            RestFailure.invalidResponse(
                "The service \""
                    + connector.service()
                    + "\" answered with something other than JSON or plain text.",
                response.status()))
        : mapped;
  }

  /** The selection's value, without a look at the status. */
  Mapped mapped(
      JsonNode body,
      Map<String, JsonNode> variables,
      @Nullable MappingRequest wanted,
      MappingProblems problems) {
    Mapping selection = connector.connect().selection();
    if (byType == null) {
      return new Mapped(
          MappingEvaluator.orNull(
              MappingEvaluator.evaluate(
                  selection, body, variables, wanted, "Selection", problems)));
    }
    JsonNode value =
        MappingEvaluator.orNull(
            MappingEvaluator.evaluate(selection, body, variables, null, "Selection", problems));
    JsonNode status = variables.get("status");
    int start = selection.root().start();
    int end = selection.text().length();
    return new Mapped(
        byType.fromJson(
            value,
            connector.type().namedType(),
            TypeMapping.lists(connector.type()),
            wanted,
            status == null ? "" : status.asText(),
            (stranger, type) ->
                problems.add(
                    MappingProblems.problem(
                        "This is no member of " + type + " that is known",
                        "Selection",
                        selection,
                        start,
                        end),
                    selection,
                    start,
                    end,
                    stranger,
                    stranger)));
  }

  private boolean isSuccess(
      RestResponse response,
      JsonNode body,
      Map<String, JsonNode> variables,
      MappingProblems problems) {
    Mapping own = connector.connect().outcome().isSuccess();
    Mapping judge = own != null ? own : sourceOutcome().isSuccess();
    if (judge == null) {
      return response.isSuccess();
    }
    JsonNode verdict =
        MappingEvaluator.evaluate(judge, body, variables, null, "IsSuccess", problems);
    return verdict.isBoolean() && verdict.booleanValue();
  }

  private RestFailure failure(
      RestResponse response,
      JsonNode body,
      Map<String, JsonNode> variables,
      MappingProblems problems) {
    Outcome own = connector.connect().outcome();
    Outcome common = sourceOutcome();
    Mapping message = own.message() != null ? own.message() : common.message();
    String text = "Request failed";
    if (message != null) {
      JsonNode mapped =
          MappingEvaluator.evaluate(message, body, variables, null, "ErrorsMessage", problems);
      text = mapped.isTextual() ? mapped.textValue() : "";
    }
    ObjectNode extensions = MappingValues.NODES.objectNode();
    addExtensions(common.extensions(), body, variables, problems, extensions);
    addExtensions(own.extensions(), body, variables, problems, extensions);
    return new RestFailure("CONNECTOR_FETCH", text, response.status(), extensions);
  }

  private static void addExtensions(
      @Nullable Mapping mapping,
      JsonNode body,
      Map<String, JsonNode> variables,
      MappingProblems problems,
      ObjectNode into) {
    if (mapping != null
        && MappingEvaluator.evaluate(mapping, body, variables, null, "ErrorsExtensions", problems)
            instanceof ObjectNode mapped) {
      into.setAll(mapped);
    }
  }

  private Outcome sourceOutcome() {
    return connector.source() == null
        ? new Outcome(null, null, null)
        : connector.source().outcome();
  }
}
