package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A graph composed of subgraphs, whole gateways that serve it, and a client that asks them. */
final class ServedGraph implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final HttpClient client = HttpClient.newHttpClient();
  private final Path directory;
  private final List<Gateway> gateways = new ArrayList<>();

  /**
   * @param directory what paths in configurations are relative to
   */
  ServedGraph(Path directory) {
    this.directory = directory;
  }

  /** Serves this from now on. */
  void compose(SubgraphSource... subgraphs) {
    Composition composition = Composer.compose(List.of(subgraphs));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    try {
      Files.writeString(
          directory.resolve("supergraph.graphql"),
          ((Composition.Composed) composition).supergraphSdl());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts another gateway.
   *
   * @param yaml without {@code supergraph}; its {@code server.port} should be 0
   */
  Gateway start(String yaml) {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read("supergraph: {file: supergraph.graphql, poll: 50ms}\n" + yaml);
    assertThat(result).as("%s", result).isInstanceOf(ConfigResult.Valid.class);
    Gateway gateway =
        Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    gateways.add(gateway);
    return gateway;
  }

  HttpResponse<String> ask(Gateway gateway, String query, String... headers) {
    return post(gateway, new JsonObject().put("query", query).encode(), headers);
  }

  /** Posts the body of a request. */
  HttpResponse<String> post(Gateway gateway, String body, String... headers) {
    return send(
        request(gateway.port(), "/graphql", headers)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(int port, String path, String... headers) {
    return send(request(port, path, headers));
  }

  /**
   * Tells a gateway's operators' server what does not hold any more.
   *
   * @param entries a JSON list
   */
  HttpResponse<String> invalidate(Gateway gateway, String entries, String token) {
    return send(
        request(gateway.adminPort(), "/cache/invalidate", "authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(entries)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  static HttpRequest.Builder request(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  @Override
  public void close() {
    client.close();
    gateways.forEach(gateway -> Await.on(gateway.stop()));
    Await.on(vertx.close());
  }
}
