package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Answers GraphQL about what a registry keeps, so that it can be a subgraph like others. */
public interface RegistryGraphQl {

  /** The schema, as it is published to a graph. */
  String sdl();

  /**
   * What a client asks.
   *
   * @param variables an object, or nothing
   */
  record Request(String query, Optional<String> operationName, JsonNode variables) {}

  /**
   * What it is answered.
   *
   * @param json as the GraphQL specification has it
   * @param isRun false when the request was refused as a whole, with errors and no data
   */
  record Answer(ObjectNode json, boolean isRun) {}

  /**
   * Answers a request with no more than a token is good for. Blocks on the store, and may be called
   * by any thread.
   */
  Answer answer(StoredToken caller, Request request);
}
