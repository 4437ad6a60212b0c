package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry's own schema is published to it as any other, and asked through the gateway. */
@Timeout(60)
class RegistryAsSubgraphTest {

  /** A service that knows more of the registry's graphs. */
  private static final String TEAMS =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
      type Query { teams: [Team!]! }
      type Team { name: String! graph: Graph! }
      type Graph @key(fields: "name") { name: String! owner: String! }
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    Await.on(vertx.close());
  }

  @Test
  void theGatewayJoinsItsDataWithAServices() throws Exception {
    ScriptedService teams = new ScriptedService(vertx, RegistryAsSubgraphTest::teams);
    Gateway gateway =
        Await.on(
            Gateway.start(
                vertx,
                config(
                    """
                    server: {port: 0, drain: 1s}
                    registry: {data: data, port: 0}
                    serviceDefaults: {allowPrivate: true}
                    services:
                      registry:
                        forwardHeaders: [authorization]
                    """),
                directory));
    try {
      String registry = String.valueOf(gateway.registryUrl());
      String token = Files.readString(gateway.registryTokenFile()).strip();
      String schema =
          send(HttpRequest.newBuilder(URI.create(registry + "/registry/v1/schema.graphql")));
      publish(
          registry,
          token,
          new JsonObject()
              .put(
                  "subgraphs",
                  new JsonArray()
                      .add(subgraph("registry", registry + "/graphql", schema))
                      .add(subgraph("teams", teams.url(), TEAMS))));
      Await.on(gateway.firstSupergraph());

      String query =
          "{ teams { name graph { owner variants { nodes { id latest { number publishedBy subgraphs"
              + " { nodes { name } } } } } } } graph(name: \"main\") { owner } }";
      assertThat(ask(gateway, query, token))
          .isEqualTo(
              "{\"data\":{\"teams\":[{\"name\":\"web\",\"graph\":{\"owner\":\"ada\",\"variants\":{\"nodes\":["
                  + "{\"id\":\"main@current\",\"latest\":{\"number\":1,\"publishedBy\":\"bootstrap\",\"subgraphs\":{\"nodes\":["
                  + "{\"name\":\"registry\"},{\"name\":\"teams\"}]}}}]}}}],\"graph\":{\"owner\":\"ada\"}}}");
      assertThat(ask(gateway, "{ graphs { nodes { name } } }", "none"))
          .contains("UPSTREAM", "\"data\":null");
    } finally {
      Await.on(gateway.stop());
    }
  }

  private GatewayConfig config(String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  private static JsonObject teams(JsonObject request) {
    JsonObject graph = new JsonObject().put("__typename", "Graph").put("name", "main");
    return request.getString("query").contains("_entities")
        ? new JsonObject().put("_entities", new JsonArray().add(graph.copy().put("owner", "ada")))
        : new JsonObject()
            .put(
                "teams",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "web")
                            .put("graph", graph.copy().put("owner", "ada"))));
  }

  private static JsonObject subgraph(String name, String url, String sdl) {
    return new JsonObject().put("name", name).put("url", url).put("sdl", sdl);
  }

  private void publish(String registry, String token, JsonObject body) throws Exception {
    assertThat(
            send(
                HttpRequest.newBuilder(URI.create(registry + "/registry/v1/graphs/main/publish"))
                    .header("authorization", "Bearer " + token)
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(body.encode()))))
        .contains("PUBLISHED");
  }

  private String ask(Gateway gateway, String query, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(new JsonObject().put("query", query).encode())));
  }

  private String send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }
}
