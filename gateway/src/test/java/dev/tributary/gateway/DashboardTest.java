package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.telemetry.MeasuredPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What is shipped for Prometheus and Grafana asks for metrics that there are. */
class DashboardTest {

  private static final Path MONITORING = Path.of("../deploy/monitoring");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:tributary|jvm|process)_[a-z_]+\\b(?!\\s*[,)]?\\s*\\()");

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Set<String> measured() {
    return MeasuredPage.text()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.replaceAll("[{ ].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theDashboardShowsMetricsThatThereAre() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
    }
    assertThat(expressions).hasSizeGreaterThan(30);
    // There when the first collection has been.
    expressions.removeIf(expression -> expression.contains("jvm_gc_pause"));
    assertThat(measured()).containsAll(metrics(String.join("\n", expressions)));
  }

  @Test
  void alertsLookAtMetricsThatThereAre() throws IOException {
    String text = Files.readString(MONITORING.resolve("alerts.yml"));
    Object alerts = new Yaml().load(text);
    assertThat(alerts.toString()).contains("TributaryQuotaStoreUnavailable");
    assertThat(measured()).containsAll(metrics(text));
  }

  @Test
  void thePageOfMetricsNamesThoseThatThereAre() throws IOException {
    String page = Files.readString(Path.of("../docs/monitoring.md"));
    Set<String> named =
        metrics(page).stream()
            .filter(name -> name.startsWith("tributary_"))
            .map(name -> name.endsWith("_seconds") ? name + "_count" : name)
            .filter(name -> !name.equals("tributary_operations"))
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(25);
    assertThat(measured()).containsAll(named);
  }
}
