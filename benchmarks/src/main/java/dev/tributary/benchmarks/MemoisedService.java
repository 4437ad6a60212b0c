package dev.tributary.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.GraphQL;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Answers a GraphQL service's requests, each distinct body computed once. What is measured is the
 * gateway: a service that resolves the same thing again and again would only stand in its way.
 * Shared by all event loops.
 */
final class MemoisedService {

  private static final long MOST_BYTES = 64 << 20;

  private final GraphQL graphQl;
  private final Cache<Buffer, Buffer> answers =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Buffer request, Buffer answer) -> request.length() + answer.length())
          .build();

  MemoisedService(GraphQL graphQl) {
    this.graphQl = graphQl;
  }

  void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              Buffer known = answers.getIfPresent(body);
              if (known != null) {
                send(request, known);
              } else {
                compute(request, body);
              }
            });
  }

  private void compute(HttpServerRequest request, Buffer body) {
    ExecutionInput input;
    try {
      JsonObject json = body.toJsonObject();
      input =
          ExecutionInput.newExecutionInput(json.getString("query"))
              .operationName(json.getString("operationName"))
              .variables(json.getJsonObject("variables", new JsonObject(Map.of())).getMap())
              .build();
    } catch (DecodeException | ClassCastException malformed) {
      request.response().setStatusCode(400).end();
      return;
    }
    // Everything is in memory: this completes before it returns.
    Buffer answer = Json.encodeToBuffer(graphQl.execute(input).toSpecification());
    answers.put(body, answer);
    send(request, answer);
  }

  private static void send(HttpServerRequest request, Buffer answer) {
    request.response().putHeader("content-type", "application/json").end(answer);
  }
}
