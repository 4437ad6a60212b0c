package dev.tributary.samples.behaviour;

import dev.tributary.samples.behaviour.Scenario.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Serves one subgraph over HTTP, and remembers what it was asked. */
final class ScenarioServer {

  private final String name;
  private final DataSubgraph subgraph;
  private final HttpServer server;

  /** Written by the server's event loop, read by the test when its request has been answered. */
  private final Queue<String> calls = new ConcurrentLinkedQueue<>();

  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

  ScenarioServer(Vertx vertx, String name, DataSubgraph subgraph) {
    this.name = name;
    this.subgraph = subgraph;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /** Returns its port. */
  Future<Integer> start() {
    return server.listen(0, "127.0.0.1").map(HttpServer::actualPort);
  }

  /** Gives this answer once, in place of the one that is right. */
  void replyNext(Reply reply) {
    replies.add(reply);
  }

  /** What was asked since the last time: this subgraph's name and the variables of each call. */
  Queue<String> takeCalls() {
    Queue<String> taken = new ArrayDeque<>(calls);
    calls.clear();
    return taken;
  }

  /** Replies that nothing asked for. */
  int takeReplies() {
    int left = replies.size();
    replies.clear();
    return left;
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    JsonObject asked = body.toJsonObject();
    JsonObject variables = asked.getJsonObject("variables", new JsonObject());
    calls.add(variables.isEmpty() ? name : name + " " + variables.encode());
    Reply reply = replies.poll();
    request
        .response()
        .setStatusCode(reply == null ? 200 : reply.status())
        .putHeader("content-type", "application/json")
        .end(reply == null ? answer(asked.getString("query"), variables.getMap()) : reply.body());
  }

  private String answer(String query, Map<String, Object> variables) {
    return JsonText.compact(subgraph.answer(query, variables));
  }
}
