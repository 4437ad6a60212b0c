package dev.tributary.benchmarks.chaos;

import dev.tributary.benchmarks.load.Programs;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary bench chaos}: the whole story, and whether it ended well. */
@Command(
    name = "chaos",
    description = {
      "Puts a gateway under as much load as it takes, kills, stops and slows the services beneath"
          + " it, takes Redis, the collector and the name server away, and tells what clients saw."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:clients saw what they may see", "1:they saw more", "2:wrong use"})
public final class Chaos implements Callable<Integer> {

  private static final String DOCUMENT = "{ items { id name } inStock }";
  private static final int INSTANCES = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** Clients may see so many of a thousand requests fail. */
  private static final double MOST_ERRORS = 0.001;

  /** The time limit of a call, and a second for a machine that is busy. */
  private static final double DEADLINE_MILLIS = 3_000;

  /** After what is new has been loaded and compiled, a heap may grow so much. */
  private static final double MOST_GROWTH = 1.2;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description =
          "For how long every service is dead; each other part of the story takes a tenth of it,"
              + " and 15 seconds at least. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--clients",
      defaultValue = "64",
      description = "How many ask at once. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Spec private CommandSpec spec;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private long begun;

  /** Runs it and exits. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try {
      tell();
    } finally {
      for (AutoCloseable each : running.reversed()) {
        each.close();
      }
    }
    broken.forEach(one -> say("BROKEN: " + one));
    say(broken.isEmpty() ? "Clients saw what they may see." : broken.size() + " promises broken.");
    return broken.isEmpty() ? 0 : 1;
  }

  private <T extends AutoCloseable> T kept(T started) {
    running.add(started);
    return started;
  }

  private void tell() throws Exception {
    List<InstanceProcess> items = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      items.add(kept(InstanceProcess.start(http, "items")));
    }
    InstanceProcess stock = kept(InstanceProcess.start(http, "stock"));
    NameServer names = kept(new NameServer(items.stream().map(InstanceProcess::port).toList()));
    Collector collector = kept(new Collector());
    int redisPort = freePort();
    Optional<Process> redis = redis(redisPort);
    int port = freePort();
    Path directory = Files.createTempDirectory("tributary-chaos");
    Path config = directory.resolve("tributary.yaml");
    Files.writeString(directory.resolve("supergraph.graphql"), supergraph());
    Files.writeString(
        config,
        """
        server: {host: 127.0.0.1, port: %d}
        admin: {port: 0}
        supergraph: {file: supergraph.graphql}
        serviceDefaults: {timeout: 2s, shareCalls: false}
        services:
          items: {balancing: {dns: {name: items.chaos, type: srv, every: 1s, server: "127.0.0.1:%d"}}}
          stock: {balancing: {instances: [{url: "http://127.0.0.1:%d"}]}}
        quotas:
          mode: enforce
          anonymousTier: all
          standardTier: all
          tiers: {all: {limits: [{unit: requests, quota: 50000000, per: 1m}]}}
          %s
        telemetry: {traces: {endpoint: "%s", oneOf: 100}}
        """
            .formatted(
                port,
                names.port(),
                stock.port(),
                redis.isEmpty() ? "" : "redis: {urls: [\"redis://127.0.0.1:" + redisPort + "\"]}",
                collector.url()));
    Path launcher = Path.of(System.getProperty("tributary.launcher", "tributary")).toAbsolutePath();
    GatewayProcess gateway =
        kept(GatewayProcess.start(launcher, config, port, directory.resolve("gateway.log"), http));
    begun = System.nanoTime();
    say(
        "%d clients ask as fast as they are answered; five instances of one service, one of"
            + " another, %d ms each.",
        count, ServiceInstance.MILLIS);
    Clients clients = kept(new Clients(port, count, DOCUMENT));
    Thread.sleep(WARM_UP);
    clients.take();
    GatewayProcess.Memory atFirst = memory("warmed up", gateway);

    say("Everything is well.");
    Window before = whole("before", seen(clients, part()));
    expectNone("before", before);

    say("Two of the five are killed, one takes 20 times as long, one answers 500.");
    items.get(0).kill();
    items.get(1).kill();
    items.get(2).become(ServiceInstance.Mood.SLOW);
    items.get(3).become(ServiceInstance.Mood.LYING);
    trouble(before, seen(clients, part()));

    say("They are started again, and well.");
    for (InstanceProcess one : items.subList(0, 4)) {
      one.revive();
    }
    expectFew("healed", whole("healed", seen(clients, part())));

    say(
        "%sthe collector and the name server go away.",
        redis.isPresent() ? "Redis, " : "(No redis-server is on the path.) ");
    if (redis.isPresent()) {
      redis.get().destroyForcibly().waitFor();
    }
    collector.close();
    names.close();
    expectFew("alone", whole("alone", seen(clients, part())));

    say("Every instance of both services falls silent, and keeps its connections.");
    for (InstanceProcess one : items) {
      one.stop();
    }
    stock.stop();
    dead("silent", seen(clients, part()));

    say("Every instance is killed.");
    for (InstanceProcess one : items) {
      one.kill();
    }
    stock.kill();
    allDead(clients, gateway, atFirst);

    say("All are started again.");
    for (InstanceProcess one : items) {
      one.revive();
    }
    stock.revive();
    recovered(seen(clients, part()));
    memory("at the end", gateway);
  }

  private String supergraph() throws IOException {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "items",
                    "http://items.chaos/graphql",
                    "type Query { items: [Item] } type Item { id: ID! name: String }"),
                new SubgraphSource(
                    "stock", "http://stock.chaos/graphql", "type Query { inStock: Int }")));
    return switch (composition) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new IOException(failed.errors().toString());
    };
  }

  private Optional<Process> redis(int port) throws IOException {
    Optional<Path> program = Programs.find("redis-server");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    kept(process::destroyForcibly);
    return Optional.of(process);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** How long each part of the story takes, but for the one in which all is dead. */
  private Duration part() {
    return Duration.ofSeconds(Math.max(15, Math.round(minutes * 6)));
  }

  private static List<Window> seen(Clients clients, Duration time) throws InterruptedException {
    clients.take();
    Thread.sleep(time);
    return clients.take();
  }

  private static Window sum(List<Window> seconds) {
    Window sum = new Window();
    seconds.forEach(sum::add);
    return sum;
  }

  private Window whole(String name, List<Window> seconds) {
    Window sum = sum(seconds);
    report(name, seconds.size(), sum);
    return sum;
  }

  private void trouble(Window before, List<Window> seconds) {
    report("first second", 1, seconds.getFirst());
    List<Window> rest = seconds.subList(1, seconds.size());
    Window after = whole("after it", rest);
    expectFew("after the first second", after);
    double bound = 2 * before.latencies().quantile(0.99);
    int at = 0;
    while (at < rest.size() && rest.get(at).latencies().quantile(0.99) > bound) {
      at++;
    }
    say(
        "  p99 was %.1f ms; it is within twice that %s",
        before.latencies().quantile(0.99),
        at == rest.size() ? "in no second" : "%d s after the fault".formatted(at + 1));
    Window last = whole("second half", rest.subList(rest.size() / 2, rest.size()));
    if (last.latencies().quantile(0.99) > bound) {
      broken.add("p99 does not return to within twice what it was");
    }
  }

  private void dead(String name, List<Window> seconds) {
    Window sum = whole(name, seconds);
    if (sum.partial() < sum.failed()) {
      broken.add(name + ": not every answer has what could be answered");
    }
    if (sum.latencies().most() > DEADLINE_MILLIS) {
      broken.add(name + ": an answer took longer than its time");
    }
  }

  private void allDead(Clients clients, GatewayProcess gateway, GatewayProcess.Memory atFirst)
      throws IOException, InterruptedException {
    int parts = 20;
    Duration each = Duration.ofMillis(Math.max(2_000, Math.round(minutes * 60_000 / parts)));
    GatewayProcess.@Nullable Memory first = null;
    GatewayProcess.Memory last = atFirst;
    Window all = new Window();
    for (int i = 0; i < parts; i++) {
      List<Window> seconds = seen(clients, each);
      all.add(sum(seconds));
      last = memory("dead for %d s".formatted((i + 1) * each.toSeconds()), gateway);
      // What the new state needs has been loaded by then.
      first = first == null && i >= parts / 4 ? last : first;
    }
    dead("dead", List.of(all));
    if (first != null && last.heap() > first.heap() * MOST_GROWTH) {
      broken.add("the heap grows while every service is dead");
    }
    if (first != null && last.resident() > first.resident() * MOST_GROWTH) {
      broken.add("the process grows while every service is dead");
    }
  }

  private void recovered(List<Window> seconds) {
    whole("recovering", seconds);
    int at = 0;
    for (int i = 0; i < seconds.size(); i++) {
      at = seconds.get(i).failed() > 0 ? i + 1 : at;
    }
    say("  the last error was %s", at == 0 ? "before" : "in second " + at);
    if (at == seconds.size()) {
      broken.add("clients still see errors after all services are back");
    }
  }

  private void expectNone(String when, Window seen) {
    if (seen.failed() > 0) {
      broken.add(when + ": " + seen.failed() + " errors");
    }
  }

  private void expectFew(String when, Window seen) {
    if (seen.errorShare() >= MOST_ERRORS) {
      broken.add("%s: %.3f %% errors".formatted(when, seen.errorShare() * 100));
    }
  }

  private void report(String name, int seconds, Window seen) {
    Latencies latencies = seen.latencies();
    say(
        "  %-14s %9d requests%s, %.4f %% errors, ms: p50 %.1f, p99 %.1f, most %.1f%s",
        name,
        seen.requests(),
        name.equals("dead") ? "" : " in %d s".formatted(seconds),
        seen.errorShare() * 100,
        latencies.quantile(0.5),
        latencies.quantile(0.99),
        latencies.most(),
        seen.errors().isEmpty()
            ? ""
            : seen.errors().entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ", "; ", "")));
  }

  private GatewayProcess.Memory memory(String when, GatewayProcess gateway)
      throws IOException, InterruptedException {
    GatewayProcess.Memory now = gateway.memory();
    say("  memory, %-14s %6.1f MB resident, %6.1f MB heap", when + ":", now.resident(), now.heap());
    return now;
  }

  private void say(String text, Object... values) {
    double seconds = begun == 0 ? 0 : (System.nanoTime() - begun) / 1e9;
    spec.commandLine().getOut().printf("%7.1f s  %s%n", seconds, text.formatted(values));
    spec.commandLine().getOut().flush();
  }
}
