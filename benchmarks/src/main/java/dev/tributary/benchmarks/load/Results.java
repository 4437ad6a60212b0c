package dev.tributary.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** All measurements of one run, told as text, as JSON-able data, and as charts. */
final class Results {

  private final String generator;
  private final SequencedMap<String, List<Measurement>> byScenario = new LinkedHashMap<>();

  Results(String generator, List<Measurement> measured) {
    this.generator = generator;
    measured.forEach(
        one -> byScenario.computeIfAbsent(one.scenario(), name -> new ArrayList<>()).add(one));
  }

  /** A table per scenario. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(machine()).append('\n');
    byScenario.forEach(
        (scenario, measured) -> {
          text.append('\n').append(scenario).append('\n');
          text.append(
              "%-28s %9s %8s %7s %6s %8s %8s %8s %8s %7s %7s %8s %4s%n"
                  .formatted(
                      "",
                      "req/s",
                      "CPU ms",
                      "ratio",
                      "calls",
                      "p50 ms",
                      "p90",
                      "p99",
                      "p99.9",
                      "RSS MB",
                      "cold ms",
                      "services",
                      "bad"));
          double own = measured.getFirst().cpuMillisPerRequest();
          for (Measurement one : measured) {
            if (one.isSilent()) {
              text.append(one.title()).append(": no answer in time\n");
              continue;
            }
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-28s %9.0f %8.3f %6.2fx %6.2f %8.1f %8.1f %8.1f %8.1f %7.0f %7d %8.3f %4d%n",
                    one.title(),
                    one.requestsPerSecond(),
                    one.cpuMillisPerRequest(),
                    one.cpuMillisPerRequest() / own,
                    one.callsPerRequest(),
                    one.p50(),
                    one.p90(),
                    one.p99(),
                    one.p999(),
                    one.peakResidentMegabytes(),
                    one.coldStartMillis(),
                    one.serviceCpuMillisPerRequest(),
                    one.bad()));
          }
        });
    text.append(
        """

        CPU ms: the gateway's own user and system time per answer; ratio: that, to the first line's.
        calls: upstream calls per answer. RSS: peak. cold: process start to first right answer.
        services: CPU ms of the services beneath, per answer. bad: wrong, failed or missing answers.
        """);
    return text.toString();
  }

  /** The same, for {@link com.fasterxml.jackson.databind.ObjectMapper}. */
  Map<String, Object> json() {
    SequencedMap<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine());
    json.put("load", generator);
    json.put("scenarios", byScenario);
    return json;
  }

  /** An SVG by scenario name: CPU time per answer, the figure that survives noise. */
  Map<String, String> charts() {
    SequencedMap<String, String> charts = new LinkedHashMap<>();
    byScenario.forEach(
        (scenario, measured) ->
            charts.put(
                scenario,
                BarChart.svg(
                    scenario + ": gateway CPU per answer, milliseconds (less is better)",
                    measured.stream()
                        .filter(one -> !one.isSilent())
                        .map(
                            one ->
                                new BarChart.Bar(
                                    one.title(), one.cpuMillisPerRequest(), one.floor()))
                        .toList())));
    return charts;
  }

  private String machine() {
    return "%s, %d cores, Java %s; load by %s"
        .formatted(
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            generator);
  }
}
