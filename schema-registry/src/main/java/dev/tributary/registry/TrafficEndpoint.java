package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.Problem.Codes;
import dev.tributary.registry.TrafficLedger.Range;
import dev.tributary.registry.TrafficLedger.Series;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Traffic over HTTP. Blocks. */
final class TrafficEndpoint {

  private static final String RANGE = "range";

  private final TrafficLedger ledger;

  TrafficEndpoint(TrafficLedger ledger) {
    this.ledger = ledger;
  }

  Reply report(GraphId graph, @Nullable String contentType, Buffer body)
      throws UnreadableRequestException {
    ledger.record(graph, read(ChangeSetReader.jsonObject(contentType, body)));
    return Reply.noContent();
  }

  Reply series(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Series series =
        ledger.series(
            graph, range(Parameters.of(parameters, Set.of(RANGE)).text(RANGE).orElse("day")));
    ObjectNode json =
        RegistryJson.object()
            .put("graph", graph.toString())
            .put(RANGE, series.range().name().toLowerCase(Locale.ROOT))
            .put("stepSeconds", series.range().step().toSeconds());
    json.set(
        "points",
        RegistryJson.array(
            series.points(),
            point -> told(point.traffic()).put("since", point.since().toString())));
    ObjectNode together = told(series.together());
    together.set(
        "codes",
        RegistryJson.array(
            TrafficLedger.sorted(series.together().codes()),
            code ->
                RegistryJson.object().put("code", code.getKey()).put("requests", code.getValue())));
    json.set("together", together);
    return Reply.json(200, json);
  }

  private static Range range(String name) throws UnreadableRequestException {
    try {
      return Range.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UnreadableRequestException(
          new Problem(400, Codes.INVALID_PARAMETER, "'range' must be hour, day, week or month."));
    }
  }

  private static ObjectNode told(Traffic traffic) {
    UsageTotals totals = traffic.totals();
    long requests = Math.max(1, totals.executions());
    ObjectNode json =
        RegistryJson.object()
            .put("requests", totals.executions())
            .put("errors", totals.errors())
            .put("refused", traffic.refused())
            .put("unauthenticated", traffic.unauthenticated())
            .put("meanMillis", Math.round(totals.micros() / 10.0 / requests) / 100.0)
            .put("cost", totals.cost());
    json.putObject("percentiles")
        .put("p50", totals.latencies().percentile(50))
        .put("p95", totals.latencies().percentile(95))
        .put("p99", totals.latencies().percentile(99));
    json.putObject("quota")
        .put("percent", traffic.quota().percent())
        .put("client", traffic.quota().client());
    return json;
  }

  // Reports.

  static ObjectNode report(TrafficReport report) {
    Traffic traffic = report.traffic();
    UsageTotals totals = traffic.totals();
    ObjectNode json =
        RegistryJson.object()
            .put("requests", totals.executions())
            .put("errors", totals.errors())
            .put("refused", traffic.refused())
            .put("unauthenticated", traffic.unauthenticated())
            .put("micros", totals.micros())
            .put("cost", totals.cost());
    var latencies = json.putArray("latencies");
    totals.latencies().counts().forEach(count -> latencies.add(count.longValue()));
    ObjectNode codes = json.putObject("codes");
    traffic.codes().forEach(codes::put);
    json.putObject("quota")
        .put("percent", traffic.quota().percent())
        .put("client", traffic.quota().client());
    UsageJson.put(json, report.id());
    return json;
  }

  /** The members that it has must be of the right kinds; others are passed over. */
  private static TrafficReport read(JsonNode json) throws UnreadableRequestException {
    List<Long> latencies = new ArrayList<>();
    json.path("latencies").forEach(count -> latencies.add(count.asLong(-1)));
    Map<String, Long> codes = new HashMap<>();
    if (json.path("codes").size() > 2 * Traffic.MOST_CODES) {
      throw invalid("'codes' are too many");
    }
    json.path("codes")
        .properties()
        .forEach(code -> codes.put(code.getKey(), code.getValue().asLong(-1)));
    long refused = json.path("refused").asLong(0);
    long unauthenticated = json.path("unauthenticated").asLong(0);
    if (Math.max(refused, unauthenticated) > UsageTotals.MOST_REPORTED
        || codes.values().stream().anyMatch(count -> count > UsageTotals.MOST_REPORTED)) {
      throw invalid("a number is greater than 10^15");
    }
    Optional<ReportId> id = UsageJson.id(json);
    try {
      return new TrafficReport(
          id,
          new Traffic(
              new UsageTotals(
                      json.path("requests").asLong(-1),
                      json.path("errors").asLong(0),
                      json.path("micros").asLong(0),
                      json.path("cost").asLong(0),
                      new Latencies(latencies))
                  .reported(),
              refused,
              unauthenticated,
              codes,
              new Traffic.QuotaUse(
                  json.at("/quota/percent").asInt(0), json.at("/quota/client").asText(""))));
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static UnreadableRequestException invalid(String reason) {
    return new UnreadableRequestException(
        new Problem(
            400,
            Codes.INVALID_BODY,
            "The report does not count as traffic does: %s.".formatted(reason)));
  }
}
