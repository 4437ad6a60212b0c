package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.upstream.ScriptedService.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Tells each product's name: its id, whose turn it is, and for whom it was asked. */
final class ProductService implements AutoCloseable {

  final ScriptedService http = new ScriptedService().answers(this::answer);

  /** The ids asked for by each call. */
  final Queue<List<String>> asked = new ConcurrentLinkedQueue<>();

  volatile String headers = "";
  volatile String status = "200 OK";
  volatile String version = "1";
  volatile List<String> failing = List.of();

  /** While it is there, answers wait for it after they have been made. */
  volatile @Nullable CountDownLatch gate;

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    JsonNode request = CachingGateway.JSON.readTree(exchange.request().body());
    JsonNode representations = request.path("variables").path("representations");
    List<String> ids = new ArrayList<>();
    List<String> entities = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (JsonNode one : representations) {
      String id = one.path("id").asText();
      if (failing.contains(id)) {
        errors.add("{\"message\":\"no\",\"path\":[\"_entities\"," + ids.size() + ",\"name\"]}");
        entities.add("{\"name\":null}");
      } else {
        entities.add("{\"name\":\"" + name(id, exchange) + "\"}");
      }
      ids.add(id);
    }
    String told = errors.isEmpty() ? "" : ",\"errors\":[" + String.join(",", errors) + "]";
    String body =
        representations.isMissingNode()
            ? "{\"data\":{\"top\":\"" + name("top", exchange) + "\"}}"
            : "{\"data\":{\"_entities\":[" + String.join(",", entities) + "]}" + told + "}";
    String response =
        ScriptedService.response(
            status,
            "Content-Type: application/json\r\n" + headers,
            status.startsWith("2") ? body : "no");
    asked.add(ids);
    CountDownLatch wait = gate;
    if (wait != null) {
      wait.await();
    }
    exchange.send(response);
  }

  private String name(String id, Exchange exchange) {
    return id + ":" + version + ":" + exchange.request().headers().getOrDefault("x-user", "-");
  }

  @Override
  public void close() {
    http.close();
  }
}
