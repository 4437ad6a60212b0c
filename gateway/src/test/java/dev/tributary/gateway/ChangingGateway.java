package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gateway whose configuration changes while it serves, before one service of two instances that
 * tell who they are and what they were sent.
 */
final class ChangingGateway implements AutoCloseable {

  private static final String SCHEMA =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.6",
        import: ["@key", "@policy", "@authenticated"])
      type Query {
        who: String
        tag: String
        slow: String
        secret: String @policy(policies: [["insider"]])
        own: String @authenticated
        many: [Thing]
      }
      type Thing { name: String }
      type Subscription { ticks: String }
      """;

  /** One of the service's instances. */
  final class One {
    final String name;
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger checks = new AtomicInteger();
    private final HttpServer server;

    One(String name) {
      this.name = name;
      this.server =
          vertx
              .createHttpServer()
              .connectionHandler(connection -> connections.incrementAndGet())
              .requestHandler(this::answer);
      Await.on(server.listen(0, "127.0.0.1"));
    }

    private void answer(HttpServerRequest request) {
      if (request.headers().contains("upgrade")) {
        request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
        return;
      }
      if (request.path().equals("/health")) {
        checks.incrementAndGet();
        request.response().end();
        return;
      }
      calls.incrementAndGet();
      if (!request.path().equals("/graphql")) {
        request.response().putHeader("x-from", name).end(name + " " + request.uri());
        return;
      }
      if ("text/event-stream".equals(request.getHeader("accept"))) {
        tick(request.response());
        return;
      }
      String tag = String.valueOf(request.getHeader("x-tag"));
      request
          .body()
          .onSuccess(
              body -> {
                String query = body.toJsonObject().getString("query");
                JsonObject data = new JsonObject();
                for (String field : List.of("who", "tag", "slow", "secret", "own")) {
                  if (query.contains(field)) {
                    data.put(field, field.equals("tag") ? tag : name);
                  }
                }
                if (query.contains("many")) {
                  data.put("many", new JsonArray().add(new JsonObject().put("name", name)));
                }
                HttpServerResponse response =
                    request
                        .response()
                        .putHeader("content-type", "application/json")
                        .putHeader("cache-control", "max-age=60")
                        .putHeader("x-answered-by", name);
                Runnable send = () -> response.end(new JsonObject().put("data", data).toBuffer());
                if (query.contains("slow")) {
                  vertx.setTimer(400, late -> send.run());
                } else {
                  send.run();
                }
              });
    }

    private void tick(HttpServerResponse response) {
      response.setChunked(true).putHeader("content-type", "text/event-stream");
      long timer =
          vertx.setPeriodic(
              20,
              due ->
                  response.write(
                      "event: next\ndata: {\"data\":{\"ticks\":\"%s\"}}\n\n".formatted(name)));
      response.closeHandler(closed -> vertx.cancelTimer(timer));
    }

    String base() {
      return "http://127.0.0.1:" + server.actualPort();
    }
  }

  final Vertx vertx = Vertx.vertx();
  final One a = new One("a");
  final One b = new One("b");
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path directory;
  private @Nullable Gateway gateway;
  private @Nullable FollowedConfig followed;

  ChangingGateway(Path directory) throws IOException {
    this.directory = directory;
    Composition composition =
        Composer.compose(List.of(new SubgraphSource("s", a.base() + "/graphql", SCHEMA)));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
  }

  /** The text of a file; {@code $a} and {@code $b} are the instances' addresses. */
  String text(String yaml) {
    return (yaml.contains("server:") ? "" : "server: {port: 0, host: 127.0.0.1}\n")
        + "supergraph: {file: supergraph.graphql}\n"
        + yaml.replace("$a", a.base()).replace("$b", b.base());
  }

  ChangingGateway start(String yaml) {
    Path file = directory.resolve("tributary.yaml");
    ConfigResult result = ConfigCommand.parse(text(yaml), file);
    assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(ConfigResult.Valid.class);
    GatewayConfig config = ((ConfigResult.Valid) result).config();
    gateway = Await.on(Gateway.start(vertx, config, directory));
    followed = new FollowedConfig(file, config, gateway());
    return this;
  }

  /**
   * The file says something else.
   *
   * @return the problems that keep it from holding
   */
  String change(String yaml) {
    return changeAll(text(yaml));
  }

  /** The same of the file's whole text. */
  String changeAll(String text) {
    FollowedConfig changed = Objects.requireNonNull(followed);
    changed.take(text);
    return changed.problems();
  }

  /** What waits for the next start. */
  Set<String> waiting() {
    return status().getJsonObject("waitingForRestart").fieldNames();
  }

  /** What must not grow: shared parts of configurations, and earlier ones. */
  record Footprint(int parts, int past) {}

  Footprint footprint() {
    return new Footprint(gateway().parts(), gateway().past());
  }

  /** A line of the operators' page. */
  String metric(String name) {
    try (RoutedGateway.Raw raw = new RoutedGateway.Raw(gateway().adminPort())) {
      return raw.write("GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n")
          .answer()
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElse("none");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void retry() {
    Objects.requireNonNull(followed).retry();
  }

  Gateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  /** Which configuration holds. */
  JsonObject status() {
    return gateway().status().json();
  }

  /** What became of the last change. */
  String outcome() {
    return status().getJsonObject("last", new JsonObject()).getString("outcome", "none");
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + gateway().port() + target);
  }

  HttpResponse<String> query(String query, String... headers) {
    return post("/graphql", new JsonObject().put("query", query).encode(), headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).header("content-type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(client, request.POST(BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String target, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(target));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(client, request.build());
  }

  /** Status and body. */
  static String shown(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    Gateway started = gateway;
    if (started != null) {
      Await.on(started.stop());
    }
    Await.on(vertx.close());
  }
}
