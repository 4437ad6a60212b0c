package dev.tributary.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.BenchServices;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary bench}: the whole measurement. */
@Command(
    name = "bench",
    description = {
      "Measures Tributary beside its peers and the floors beneath them, all under the same load on"
          + " this machine. Only ratios within one run mean anything."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every answer was right",
      "1:measured, but answers were wrong or missing",
      "2:wrong use"
    })
public final class Bench implements Callable<Integer> {

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these; all by default: heavy, small, wide, megabyte, distinct, slow, many.")
  private Set<String> scenarios = Set.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these contenders; all by default: tributary, tributary-cached, tributary-unshared,"
              + " hive-rust, hive, apollo, floor-proxy, floor-constant, and gateways found on the"
              + " path.")
  private Set<String> only = Set.of();

  @Option(
      names = "--peer",
      paramLabel = "NAME=COMMAND",
      description = "A further gateway; {supergraph} and {port} in its command are replaced.")
  private Map<String, String> peers = new LinkedHashMap<>();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds of the heavy scenario; the others have one. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Load in each round. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "7",
      description = "Load before the first round, in seconds. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(names = "--hyperfoil", description = "Load by Hyperfoil even where wrk is installed.")
  private boolean hyperfoil;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = ".tributary/bench/results",
      description = "Where the results are written. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Spec private CommandSpec spec;

  /** Runs the measurement and exits. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(".tributary/bench").toAbsolutePath());
    LoadGenerator generator = generator(directory);
    List<Contender> contenders = contenders(directory);
    List<Measurement> measured = new ArrayList<>();
    try (ServiceProcess services = ServiceProcess.start(java(), BenchServices.DEFAULT_PORT)) {
      for (Scenario scenario : Scenario.all(services.base())) {
        if (scenarios.isEmpty() || scenarios.contains(scenario.name())) {
          measured.addAll(
              new ScenarioRun(scenario, generator, services, directory, this::say)
                  .measure(contenders, plan(scenario)));
        }
      }
    }
    Results results = new Results(generator.title(), measured);
    Files.createDirectories(output);
    Files.writeString(output.resolve("bench.txt"), results.text());
    Files.writeString(
        output.resolve("bench.json"),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results.json()));
    for (var chart : results.charts().entrySet()) {
      Files.writeString(output.resolve(chart.getKey() + ".svg"), chart.getValue());
    }
    spec.commandLine().getOut().print(results.text());
    spec.commandLine().getOut().flush();
    return measured.stream().allMatch(one -> one.bad() == 0) ? 0 : 1;
  }

  private LoadGenerator generator(Path directory) throws IOException, InterruptedException {
    Optional<Wrk> wrk = hyperfoil ? Optional.empty() : Wrk.find(directory);
    return wrk.isPresent()
        ? wrk.get()
        : Hyperfoil.install(
            java().getFirst(),
            launcher().resolveSibling("benchmarks/hyperfoil"),
            directory,
            this::say);
  }

  private static Path launcher() {
    return Path.of(System.getProperty("tributary.launcher", "tributary")).toAbsolutePath();
  }

  private ScenarioRun.Plan plan(Scenario scenario) {
    return new ScenarioRun.Plan(
        scenario.name().equals("heavy") ? rounds : 1,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(warmUp));
  }

  private List<Contender> contenders(Path directory) {
    Path launcher = launcher();
    Peers npm = new Peers(launcher.resolveSibling("benchmarks/peers"), directory, this::say);
    return new Contenders(launcher, java(), npm)
        .all(peers).stream().filter(one -> only.isEmpty() || only.contains(one.name())).toList();
  }

  /** This very JVM's command line, for the services and the floors. */
  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:") && !flag.startsWith("-XX:AOT"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
