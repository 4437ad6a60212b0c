package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tributary.yaml} says of the edge, from a client to a service and back. */
class EdgeTest {

  private static final String HEAD =
      """
      server: {port: 0, timeout: 5s, drain: 1s, eventLoops: 1}
      supergraph: {file: supergraph.graphql, poll: 50ms}
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<MultiMap> received = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private ScriptedService service;
  private final List<Gateway> gateways = new ArrayList<>();

  @BeforeEach
  void compose() throws IOException {
    service = new ScriptedService(vertx, request -> new JsonObject());
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "x-served-by", "a");
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "things", service.url(), "type Query { a: String b: String! }")));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
  }

  @AfterEach
  void stop() {
    client.close();
    gateways.forEach(gateway -> Await.on(gateway.stop()));
    Await.on(vertx.close());
  }

  private void serviceAnswers(String body, String... headers) {
    service.behave(
        (request, asked) -> {
          received.add(request.headers());
          request.response().putHeader("content-type", "application/json");
          for (int i = 0; i < headers.length; i += 2) {
            request.response().headers().add(headers[i], headers[i + 1]);
          }
          request.response().end(body);
        });
  }

  private void start(String yaml) {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory)).read(HEAD + yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    gateways.add(Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory)));
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + gateways.getLast().port() + path);
  }

  private HttpResponse<String> post(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url("/graphql"))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  @Test
  void rulesOfTheDefaultsAndOfTheServiceHoldTogether() throws InterruptedException {
    start(
        """
        serviceDefaults:
          requestHeaders:
            - forward: /x-.*/
            - {set: x-user, value: "{client}"}
          answerHeaders:
            - forward: x-served-by
            - forward: cache-control
        services:
          things:
            requestHeaders:
              - drop: x-debug
        """);
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "x-served-by", "a", "cache-control", "max-age=9");

    HttpResponse<String> answer =
        post("{\"query\":\"{a}\"}", "x-a", "1", "x-debug", "1", "x-user", "root");

    assertThat(received.take().names()).contains("x-a").doesNotContain("x-debug", "x-user");
    assertThat(answer.headers().allValues("x-served-by")).containsExactly("a");
    assertThat(answer.headers().allValues("cache-control")).containsExactly("public, max-age=9");
  }

  @Test
  void anAnswerWithErrorsIsNotKept() {
    start("serviceDefaults: {answerHeaders: [{forward: cache-control}]}");
    serviceAnswers(
        "{\"data\":{\"a\":null},\"errors\":[{\"message\":\"no\",\"path\":[\"a\"]}]}",
        "cache-control",
        "max-age=9");

    assertThat(post("{\"query\":\"{a}\"}").headers().allValues("cache-control"))
        .containsExactly("no-store");
  }

  @Test
  void anAnswerWithoutRulesIsNotKept() {
    start("");
    serviceAnswers("{\"data\":{\"a\":\"1\"}}", "cache-control", "max-age=9", "set-cookie", "a=1");

    HttpResponse<String> answer = post("{\"query\":\"{a}\"}");

    assertThat(answer.headers().allValues("cache-control")).containsExactly("no-store");
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }
}
