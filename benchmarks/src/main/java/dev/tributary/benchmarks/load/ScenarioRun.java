package dev.tributary.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.load.Contender.Place;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures all contenders in one scenario: each is started, warmed up, then loaded in turns. */
final class ScenarioRun {

  /** How long and how often. */
  record Plan(int rounds, Duration load, Duration warmUp) {}

  private final Scenario scenario;
  private final LoadGenerator generator;
  private final ServiceProcess services;
  private final Path directory;
  private final Consumer<String> say;

  /** What one contender used while it was under load. */
  private static final class Tally {
    final List<Load> loads = new ArrayList<>();
    final List<Double> cpuMillisPerRequest = new ArrayList<>();
    Duration serviceCpu = Duration.ZERO;
    long calls;
  }

  ScenarioRun(
      Scenario scenario,
      LoadGenerator generator,
      ServiceProcess services,
      Path directory,
      Consumer<String> say) {
    this.scenario = scenario;
    this.generator = generator;
    this.services = services;
    this.directory = directory.resolve(scenario.name());
    this.say = say;
  }

  List<Measurement> measure(List<Contender> contenders, Plan plan)
      throws IOException, InterruptedException {
    writeFiles();
    Map<RunningContender, Tally> running = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        try {
          RunningContender started = RunningContender.start(contender, place());
          running.put(started, new Tally());
          started.load(generator, plan.warmUp());
        } catch (IOException failure) {
          say.accept(scenario.name() + ": left out: " + failure.getMessage());
        }
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        for (var each = running.entrySet().iterator(); each.hasNext(); ) {
          var entry = each.next();
          String title = entry.getKey().contender().title();
          try {
            Load load = measure(entry.getKey(), entry.getValue(), plan.load());
            say.accept(
                "%s, round %d: %s: %.0f/s"
                    .formatted(scenario.name(), round, title, load.requests() / load.seconds()));
          } catch (IOException failure) {
            say.accept(scenario.name() + ": " + title + " fell out: " + failure.getMessage());
            entry.getKey().close();
            each.remove();
          }
        }
      }
      return running.entrySet().stream()
          .map(entry -> measurement(entry.getKey(), entry.getValue()))
          .toList();
    } finally {
      running.keySet().forEach(RunningContender::close);
    }
  }

  /** Once, before anybody starts: most gateways watch their supergraph's file. */
  private void writeFiles() throws IOException {
    Files.createDirectories(directory);
    ObjectMapper json = new ObjectMapper();
    Files.writeString(directory.resolve("supergraph.graphql"), scenario.supergraph());
    Files.writeString(directory.resolve("operation.graphql"), scenario.operation());
    Files.writeString(
        directory.resolve("request.json"),
        json.writeValueAsString(Map.of("query", scenario.operation())));
    Files.writeString(
        directory.resolve("expected.json"), json.writeValueAsString(scenario.expected()));
  }

  private Place place() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return new Place(
          scenario,
          directory.resolve("supergraph.graphql"),
          directory.resolve("expected.json"),
          free.getLocalPort(),
          directory);
    }
  }

  private Load measure(RunningContender contender, Tally tally, Duration duration)
      throws IOException, InterruptedException {
    Duration cpu = contender.usage().cpu();
    Duration serviceCpu = services.usage().cpu();
    long calls = services.calls();
    Load load = contender.load(generator, duration);
    tally.loads.add(load);
    tally.cpuMillisPerRequest.add(
        contender.usage().cpu().minus(cpu).toNanos() / 1e6 / Math.max(1, load.requests()));
    tally.serviceCpu = tally.serviceCpu.plus(services.usage().cpu().minus(serviceCpu));
    tally.calls += services.calls() - calls;
    return load;
  }

  private Measurement measurement(RunningContender contender, Tally tally) {
    double requests = Math.max(1, tally.loads.stream().mapToLong(Load::requests).sum());
    return new Measurement(
        scenario.name(),
        contender.contender().name(),
        contender.contender().title(),
        contender.contender().floor(),
        contender.coldStart().toMillis(),
        tally.loads,
        Measurement.median(tally.cpuMillisPerRequest),
        tally.serviceCpu.toNanos() / 1e6 / requests,
        tally.calls / requests,
        contender.usage().peakResident() / 1e6);
  }
}
