package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.operation.RequestError;
import java.util.List;
import java.util.Optional;

/**
 * What can be told of a supergraph beyond its document. A registry alone knows neither plans nor
 * costs; a gateway around it does. All methods may take long and are called by worker threads, by
 * several at once.
 */
public interface SupergraphInsight {

  /**
   * The types with their fields, each with the services that it comes from, and the version: a JSON
   * object, compressed by gzip (RFC 1952).
   */
  byte[] schema(SupergraphRelease release);

  /** The form of {@link #schema}: another one when the same release is told otherwise. */
  String form();

  /** Makes ready what all of this takes, so that the first one to ask does not wait for it. */
  void prepare(SupergraphRelease release);

  /** How an operation would be answered, and what it would cost. */
  Answer plan(SupergraphRelease release, Question question);

  /** The last requests to a graph that were answered here, the newest first. */
  default List<ObjectNode> recent(GraphId graph) {
    return List.of();
  }

  /**
   * @param operationName which of the document's operations; empty when it has only one
   * @param variables an object
   */
  record Question(String document, Optional<String> operationName, JsonNode variables) {}

  /** An operation's plan, or why it has none. */
  sealed interface Answer {

    record Planned(ObjectNode plan) implements Answer {}

    record Refused(List<RequestError> errors) implements Answer {
      public Refused {
        errors = List.copyOf(errors);
      }
    }
  }
}
