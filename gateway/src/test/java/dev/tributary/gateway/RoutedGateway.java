package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A gateway before services that it passes requests on to. Each request is written down. */
final class RoutedGateway implements AutoCloseable {

  /** What a service was sent. */
  record Seen(String service, String method, String uri, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** What a service does with a request. */
  interface Behaviour {
    void answer(HttpServerRequest request);
  }

  final Vertx vertx = Vertx.vertx();
  final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Path directory;
  private final Map<String, HttpServer> servers = new HashMap<>();
  private final StringBuilder services = new StringBuilder();
  private @Nullable Gateway gateway;

  RoutedGateway(Path directory) {
    this.directory = directory;
  }

  /** A service that answers with its name. */
  RoutedGateway service(String name) {
    return service(
        name,
        "",
        request ->
            request
                .body()
                .onSuccess(
                    body -> request.response().putHeader("x-from", name).end(name + ":" + body)));
  }

  /**
   * @param settings of the service beside its URL, in YAML's flow style
   */
  RoutedGateway service(String name, String settings, Behaviour behaviour) {
    HttpServer server =
        Await.on(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      Map<String, String> headers = new HashMap<>();
                      request
                          .headers()
                          .forEach(
                              (field, value) ->
                                  headers.merge(
                                      field.toLowerCase(Locale.ROOT),
                                      value,
                                      (one, other) -> one + ", " + other));
                      seen.add(new Seen(name, request.method().name(), request.uri(), headers));
                      behaviour.answer(request);
                    })
                .listen(0, "127.0.0.1"));
    servers.put(name, server);
    services
        .append("  ")
        .append(name)
        .append(": {url: \"http://127.0.0.1:")
        .append(server.actualPort())
        .append(settings.isEmpty() ? "\"}\n" : "\", " + settings + "}\n");
    return this;
  }

  /** Where a service listens. */
  int port(String service) {
    return Objects.requireNonNull(servers.get(service)).actualPort();
  }

  /** A service is there no more. */
  void shut(String service) {
    Await.on(Objects.requireNonNull(servers.get(service)).close());
  }

  /**
   * @param yaml routes, and whatever else but services, supergraph and the server's port
   */
  RoutedGateway start(String yaml) throws IOException {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "graph",
                    new ScriptedService(vertx, request -> new JsonObject().put("here", true)).url(),
                    """
                    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5")
                    type Query { here: Boolean }
                    """)));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory)).read(config(yaml));
    assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(ConfigResult.Valid.class);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    return this;
  }

  /** The whole configuration. */
  String config(String yaml) {
    return (yaml.contains("server:") ? "" : "server: {port: 0}\n")
        + "supergraph: {file: supergraph.graphql}\nservices:\n  unused: {timeout: 5s}\n"
        + services
        + yaml;
  }

  int port() {
    return Objects.requireNonNull(gateway).port();
  }

  int adminPort() {
    return Objects.requireNonNull(gateway).adminPort();
  }

  /** The lines of the operators' page that begin so, of what has happened. */
  String metrics(String beginning) throws IOException {
    try (Raw raw = new Raw(adminPort())) {
      return raw.write("GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n")
          .answer()
          .body()
          .lines()
          .filter(
              line -> line.startsWith(beginning) && !line.endsWith(" 0.0") && !line.endsWith(" 0"))
          .collect(Collectors.joining("\n"));
    }
  }

  /** A connection on which exactly what is written is sent. */
  Raw connect() throws IOException {
    return new Raw(port());
  }

  /** Sends a request that is all there is on its connection, and reads the answer. */
  Answer send(String head, String body) throws IOException {
    try (Raw raw = connect()) {
      return raw.write(head.replace("\n", "\r\n") + body).answer();
    }
  }

  /** A request without a body and with a {@code Host}. */
  Answer get(String target, String... fields) throws IOException {
    return send("GET " + target + " HTTP/1.1\nhost: gateway.test\n" + lines(fields) + "\n", "");
  }

  static String lines(String... fields) {
    List<String> lines = new ArrayList<>();
    for (String field : fields) {
      lines.add(field + "\n");
    }
    return String.join("", lines);
  }

  /** What came back. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** A plain socket. */
  static final class Raw implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Raw(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(10_000);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
    }

    Raw write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return this;
    }

    /** Whatever comes until this many bytes are there. */
    String read(int bytes) throws IOException {
      return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** A line; empty at the end. */
    String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    Answer answer() throws IOException {
      String first = line();
      assertThat(first).startsWith("HTTP/1.");
      int status = Integer.parseInt(first.split(" ")[1]);
      Map<String, String> headers = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.merge(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (one, other) -> one + ", " + other);
      }
      return new Answer(status, headers, status == 100 || status == 101 ? "" : body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
      if (!"chunked".equals(headers.get("transfer-encoding"))) {
        return read(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      }
      StringBuilder body = new StringBuilder();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        body.append(read(size));
        line();
      }
      line();
      return body.toString();
    }

    /** Whether nothing more comes, since the other side has closed. */
    boolean isClosed() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException open) {
        return false;
      } catch (SocketException reset) {
        return true;
      }
    }

    void patience(int millis) throws IOException {
      socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Takes the gateway down as a process does that is told to end. */
  void stop() {
    Gateway started = gateway;
    gateway = null;
    if (started != null) {
      Await.on(started.stop());
    }
  }

  @Override
  public void close() {
    if (gateway != null) {
      Await.on(gateway.stop());
    }
    Await.on(vertx.close());
  }
}
