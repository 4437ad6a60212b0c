package dev.tributary.gateway;

import dev.tributary.gateway.OperatorServer.UnreachableException;
import dev.tributary.telemetry.HourOfUse;
import dev.tributary.telemetry.Recorded;
import dev.tributary.telemetry.Spread;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary limits}. */
@Command(
    name = "limits",
    description = {
      "Recommends limits from what clients used, and tells what a limit would have refused.",
      "Use is recorded with telemetry.consumption."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:recommended",
      "1:nothing is recorded, or the gateway does not say",
      "2:wrong use, or a file cannot be read"
    })
final class LimitsCommand implements Callable<Integer> {

  /** What is left free above what was used, so that limits are met by the unusual only. */
  private static final double ROOM = 1.2;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  private static final class Source {
    @Option(
        names = "--recorded",
        paramLabel = "FILE",
        description = "What telemetry.consumption.file says.")
    private @Nullable Path file;

    @Option(
        names = "--gateway",
        paramLabel = "URL",
        description = "A running gateway's server for operators, as http://localhost:9400.")
    private @Nullable URI gateway;
  }

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token of the gateway's server for operators (admin.token).")
  private @Nullable Path tokenFile;

  @Option(names = "--client", paramLabel = "NAME", description = "One client only.")
  private @Nullable String client;

  @Option(
      names = "--units-per-minute",
      paramLabel = "UNITS",
      description = "Tell what this quota would have refused.")
  private @Nullable Long units;

  @Option(
      names = "--requests-per-minute",
      paramLabel = "REQUESTS",
      description = "Tell what this quota would have refused.")
  private @Nullable Long requests;

  @Option(
      names = "--max-cost",
      paramLabel = "UNITS",
      description = "Tell what this cost.maxEstimated would have refused.")
  private @Nullable Long cost;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String recorded = recorded();
    if (recorded == null) {
      return Tributary.FAILED;
    }
    SortedMap<String, List<HourOfUse>> clients = new TreeMap<>();
    for (String line : recorded.lines().filter(line -> !line.isBlank()).toList()) {
      HourOfUse hour;
      try {
        hour = HourOfUse.fromJson(line);
      } catch (IllegalArgumentException e) {
        throw new InputException(String.valueOf(e.getMessage()));
      }
      if (client == null || client.equals(hour.client())) {
        clients.computeIfAbsent(hour.client(), first -> new ArrayList<>()).add(hour);
      }
    }
    if (clients.isEmpty()) {
      spec.commandLine().getErr().println("tributary: nothing is recorded");
      return Tributary.FAILED;
    }
    PrintWriter out = spec.commandLine().getOut();
    clients.forEach((name, hours) -> print(name, Recorded.of(hours), out));
    out.flush();
    return 0;
  }

  /** Null when the gateway does not say, which has been told. */
  private @Nullable String recorded() throws InterruptedException {
    return source.file != null ? InputException.read(source.file) : fetched(source.gateway);
  }

  private @Nullable String fetched(@Nullable URI gateway) throws InterruptedException {
    if (gateway == null || tokenFile == null) {
      throw new InputException("--gateway needs --token-file");
    }
    OperatorServer server =
        new OperatorServer(gateway.toString(), InputException.read(tokenFile).strip());
    String why;
    try {
      HttpResponse<String> answer = server.get("/admin/consumption/recorded");
      if (answer.statusCode() == 200) {
        return answer.body();
      }
      why = "the gateway answered with status " + answer.statusCode();
    } catch (UnreachableException e) {
      why = String.valueOf(e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new InputException("--gateway: " + e.getMessage());
    }
    spec.commandLine().getErr().println("tributary: " + why);
    return null;
  }

  private void print(String name, Recorded used, PrintWriter out) {
    out.printf(
        "%s: %,d requests in %d hours, %,d refused; %,d cost units%n",
        name, used.requests(), used.hours(), used.refused(), used.units());
    line(out, "cost of a request", used.costs());
    line(out, "units in a minute", used.minutes());
    line(out, "requests in a minute", used.requestMinutes());
    out.printf(
        "  recommended  maxEstimated %,d, quota %,d units per 1m or %,d requests per 1m%n",
        room(used.costs()), room(used.minutes()), room(used.requestMinutes()));
    if (units != null) {
      would(
          out, "a quota of %,d units per 1m".formatted(units), used.minutes().beyond(units), used);
    }
    if (requests != null) {
      would(
          out,
          "a quota of %,d requests per 1m".formatted(requests),
          used.requestMinutes().beyond(requests),
          used);
    }
    if (cost != null) {
      would(out, "maxEstimated of %,d".formatted(cost), used.costs().larger(cost), used);
    }
  }

  private static void line(PrintWriter out, String what, Spread spread) {
    out.printf(
        "  %-21s p50 %,d, p99 %,d, most %,d%n",
        what, spread.quantile(0.5), spread.quantile(0.99), spread.quantile(1));
  }

  private static long room(Spread spread) {
    return Math.max(1, Math.round(ROOM * spread.quantile(0.99)));
  }

  private static void would(PrintWriter out, String limit, long refused, Recorded used) {
    out.printf(
        "  %s would have refused about %,d requests (%.1f %%)%n",
        limit, refused, 100.0 * refused / Math.max(1, used.requests()));
  }
}
