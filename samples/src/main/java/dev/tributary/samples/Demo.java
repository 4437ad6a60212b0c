package dev.tributary.samples;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.tributary.gateway.Gateway;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.RegistryClient;
import dev.tributary.samples.SampleServices.Ports;
import dev.tributary.samples.SampleServices.Running;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary demo}: four services, a registry and the gateway, in one process. */
@Command(
    name = "tributary demo",
    description =
        "Starts four sample services, a registry and the gateway, and publishes the services'"
            + " schemas.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as told (Ctrl+C)",
      "1:cannot start, for example because a port is taken",
      "2:wrong use"
    })
public final class Demo implements Callable<Integer> {

  private static final int SERVING = -1;
  private static final GraphId GRAPH = new GraphId("main", GraphId.DEFAULT_VARIANT);

  /** One answer out of all four services. */
  public static final String QUERY =
      "{ users(first: 3) { displayName reviews(first: 2) { rating product { name price { amount }"
          + " inStock } } } }";

  /** Told by one service, completed by the other three. */
  public static final String SUBSCRIPTION =
      "subscription { reviewAdded { rating title author { displayName } product { name inStock } }"
          + " }";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4000",
      description = "The gateway's port (default ${DEFAULT-VALUE}); 0 for any free one.")
  private int port;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "4001",
      description = "The registry's port (default ${DEFAULT-VALUE}); 0 for any free one.")
  private int registryPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "9400",
      description = "The port of /metrics (default ${DEFAULT-VALUE}); 0 for any free one.")
  private int adminPort;

  @Option(
      names = "--services-port",
      paramLabel = "PORT",
      defaultValue = "4101",
      description =
          "The first of the services' four ports (default ${DEFAULT-VALUE}); 0 for any free ones.")
  private int servicesPort;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      defaultValue = ".tributary/demo",
      description = "Where the registry keeps its database and token (default ${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  @Option(names = "--train", hidden = true, description = "Start, answer, stop.")
  private boolean train;

  @Spec private CommandSpec spec;

  /** Runs the demo until the process is told to end. */
  public static void main(String[] arguments) {
    int code = new CommandLine(new Demo()).execute(arguments);
    if (code != SERVING) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (train) {
      port = 0;
      registryPort = 0;
      adminPort = 0;
      servicesPort = 0;
      data = Files.createTempDirectory("tributary-train");
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      Ports ports =
          servicesPort == 0
              ? Ports.ANY
              : new Ports(servicesPort, servicesPort + 1, servicesPort + 2, servicesPort + 3);
      Future<Running> starting = SampleServices.start(vertx, ports);
      Gateway gateway =
          get(Gateway.withRegistry(vertx, data.toAbsolutePath(), port, registryPort, adminPort));
      Running services = get(starting);
      publish(gateway, services);
      get(gateway.firstSupergraph());
      if (train) {
        answerOften(gateway);
        get(gateway.stop().eventually(vertx::close));
        deleteData();
        return 0;
      }
      gateway.stopOnShutdown();
      greet(gateway, services);
      return SERVING;
    } catch (ExecutionException e) {
      vertx.close();
      spec.commandLine()
          .getErr()
          .println("tributary demo: " + requireNonNullElse(e.getCause(), e).getMessage());
      return 1;
    }
  }

  private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }

  /** All four at once: they refer to each other, so the first alone would not compose. */
  private static void publish(Gateway gateway, Running services)
      throws IOException, InterruptedException {
    List<ProposedSubgraph> subgraphs =
        services.services().stream()
            .map(service -> new ProposedSubgraph(service.name(), service.url(), service.schema()))
            .toList();
    String token = Files.readString(requireNonNull(gateway.registryTokenFile())).strip();
    String registry = requireNonNull(gateway.registryUrl());
    try (RegistryClient client = new RegistryClient(URI.create(registry), token)) {
      PublishResult result =
          client.publish(
              GRAPH,
              new ChangeSet(subgraphs, List.of(), OptionalLong.empty(), "The demo's services"));
      switch (result) {
        case PublishResult.Published published -> {}
        case PublishResult.Unchanged unchanged -> {}
        case PublishResult.Refused refused ->
            throw new IOException("the sample services do not compose: " + refused.errors());
        case PublishResult.Stale stale -> throw new IOException("the registry moved on: " + stale);
        case PublishResult.Invalid invalid -> throw new IOException(invalid.problems().toString());
      }
    }
  }

  /** What the cache of loaded classes is recorded from. */
  private static void answerOften(Gateway gateway) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                    .header("content-type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"query\":\""
                                + QUERY.replace("3", String.valueOf(i % 3 + 1))
                                + "\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IOException("the demo's query is not answered: " + answer.body());
        }
      }
    }
  }

  private void deleteData() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void greet(Gateway gateway, Running services) {
    var out = spec.commandLine().getOut();
    String base = "http://127.0.0.1:" + gateway.port();
    out.printf("Tributary is serving, %.2f s after its start.%n%n", Gateway.secondsSinceStart());
    out.printf("  GraphiQL   %s/%n", base);
    out.printf("  GraphQL    %s/graphql%n", base);
    out.printf("  console    %s/console/%n", gateway.registryUrl());
    out.printf(
        "  registry   %s%n             token in %s%n",
        gateway.registryUrl(), gateway.registryTokenFile());
    out.printf("  metrics    http://127.0.0.1:%d/metrics%n", gateway.adminPort());
    services
        .services()
        .forEach(service -> out.printf("  %-10s %s%n", service.name(), service.url()));
    out.printf("%nOne answer out of all four services:%n%n");
    out.printf(
        "  curl %s/graphql -H 'content-type: application/json' \\%n    -d '{\"query\":"
            + " \"%s\"}'%n%n",
        base, QUERY);
    out.printf("Reviews as they are added:%n%n");
    out.printf(
        "  curl -N %s/graphql -H 'content-type: application/json' -H 'accept: text/event-stream'"
            + " \\%n    -d '{\"query\": \"%s\"}'%n%n",
        base, SUBSCRIPTION);
    out.println("Ctrl+C ends it.");
    out.flush();
  }
}
