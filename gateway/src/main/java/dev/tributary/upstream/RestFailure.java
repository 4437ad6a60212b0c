package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.execute.UpstreamFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why a connector gave nothing: a GraphQL error without its path.
 *
 * @param message for clients
 * @param status of the HTTP response; null when there was none
 * @param extensions what the connector's {@code errors.extensions} adds; null for nothing
 */
record RestFailure(
    String code, String message, @Nullable Integer status, @Nullable ObjectNode extensions) {

  /** The URL, a header or the body could not be built. Nothing was sent. */
  static RestFailure invalidRequest(String message) {
    return new RestFailure("CONNECTOR_REQUEST_INVALID", message, null, null);
  }

  static RestFailure invalidResponse(String message, @Nullable Integer status) {
    return new RestFailure("CONNECTOR_RESPONSE_INVALID", message, status, null);
  }

  /**
   * A value is of another kind than the field's: a list, an object, a scalar.
   *
   * @param expected with its article, and likewise {@code found}
   */
  static RestFailure shape(String service, String expected, String found) {
    return new RestFailure(
        "CONNECTORS_RESPONSE_SHAPE",
        "The service \"" + service + "\" gave " + found + " where " + expected + " was expected.",
        null,
        null);
  }

  static RestFailure limitExceeded() {
    return new RestFailure(
        "REQUEST_LIMIT_EXCEEDED", "This request makes too many calls to one source", null, null);
  }

  static RestFailure of(UpstreamFailure failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure.code()) {
      case UPSTREAM_UNREACHABLE, UPSTREAM_CANCELLED, UPSTREAM_HTTP_ERROR ->
          new RestFailure("HTTP_CLIENT_ERROR", "Connector error: " + message, null, null);
      case UPSTREAM_TIMEOUT -> new RestFailure("GATEWAY_TIMEOUT", message, null, null);
      case SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE,
          UPSTREAM_CIRCUIT_OPEN,
          UPSTREAM_OVERLOADED,
          SUBSCRIPTION_NOT_SUPPORTED,
          SUBSCRIPTION_BROKEN ->
          new RestFailure(failure.code().name(), message, null, null);
      case UPSTREAM_INVALID_RESPONSE, UPSTREAM_RESPONSE_TOO_LARGE -> invalidResponse(message, null);
    };
  }

  /** As an error of a GraphQL response, its path still to be set. */
  ObjectNode asError(String service, String coordinate) {
    ObjectNode error = MappingValues.NODES.objectNode();
    error.put("message", message);
    ObjectNode details = error.putObject("extensions");
    details.put("code", code);
    details.put("service", service);
    details.putObject("connector").put("coordinate", coordinate);
    if (status != null) {
      details.putObject("http").put("status", status);
    }
    if (extensions != null) {
      for (var entry : extensions.properties()) {
        details.set(entry.getKey(), entry.getValue());
      }
    }
    JsonNode named = details.get("code");
    if (!named.isTextual()) {
      details.put("code", code);
    }
    return error;
  }
}
