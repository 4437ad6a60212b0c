package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.check.ChangeUse;
import dev.tributary.check.CheckedUsage;
import dev.tributary.check.ClientUse;
import dev.tributary.check.RecordedOperation;
import dev.tributary.check.ReplayReport;
import dev.tributary.check.ReplayReport.Broken;
import dev.tributary.check.ReplayReport.Changed;
import dev.tributary.check.ReplayReport.PlanSize;
import dev.tributary.check.SchemaChange;
import dev.tributary.operation.OperationSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Usage as JSON: reports, what is told of it, and what a check says by it. */
final class UsageJson {

  private UsageJson() {}

  // Reports.

  static ObjectNode report(UsageReport report) {
    ObjectNode json = RegistryJson.object();
    put(json, report.id());
    return json.set("entries", RegistryJson.array(report.entries(), UsageJson::entry));
  }

  private static ObjectNode entry(UsageReport.Entry entry) {
    ObjectNode json =
        RegistryJson.object()
            .put("name", entry.operation().name())
            .put("kind", entry.operation().kind())
            .put("document", entry.operation().document())
            .put("client", entry.client())
            .put("version", entry.version());
    UsageTotals totals = entry.totals();
    json.put("executions", totals.executions())
        .put("errors", totals.errors())
        .put("micros", totals.micros())
        .put("cost", totals.cost());
    return json.set(
        "latencies",
        RegistryJson.array(
            totals.latencies().counts(), count -> JsonNodeFactory.instance.numberNode(count)));
  }

  /** An object; the members that it has must be of the right kinds, others are passed over. */
  static UsageReport report(JsonNode json) throws UnreadableRequestException {
    JsonNode entries = json.path("entries");
    if (!entries.isArray() || entries.size() > UsageReport.MOST_ENTRIES) {
      throw unreadable(
          "'entries' must be a list, of %d at most.".formatted(UsageReport.MOST_ENTRIES));
    }
    List<UsageReport.Entry> read = new ArrayList<>();
    for (JsonNode entry : entries) {
      read.add(entry(entry, read.size()));
    }
    return new UsageReport(id(json), read);
  }

  static void put(ObjectNode json, Optional<ReportId> id) {
    id.ifPresent(one -> json.put("reporter", one.reporter()).put("sequence", one.sequence()));
  }

  /** Of a report; empty when it does not say. */
  static Optional<ReportId> id(JsonNode json) throws UnreadableRequestException {
    if (!json.has("reporter") && !json.has("sequence")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ReportId(json.path("reporter").asText(), json.path("sequence").asLong(0)));
    } catch (IllegalArgumentException e) {
      throw unreadable(
          "'reporter' and 'sequence' do not name a report: %s.".formatted(e.getMessage()));
    }
  }

  private static UsageReport.Entry entry(JsonNode json, int index)
      throws UnreadableRequestException {
    // Made anew here: what a reporter says of itself may still hold literals.
    Optional<OperationSignature> operation =
        OperationSignature.of(json.path("document").asText(), null);
    List<Long> latencies = new ArrayList<>();
    json.path("latencies").forEach(count -> latencies.add(count.asLong(-1)));
    if (operation.isEmpty()) {
      throw unreadable("'entries'[%d] has no 'document' that can be read.".formatted(index));
    }
    try {
      return new UsageReport.Entry(
          operation.get(),
          json.path("client").asText(),
          json.path("version").asText(),
          new UsageTotals(
                  json.path("executions").asLong(-1),
                  json.path("errors").asLong(0),
                  json.path("micros").asLong(0),
                  json.path("cost").asLong(0),
                  new Latencies(latencies))
              .reported());
    } catch (IllegalArgumentException e) {
      throw unreadable(
          "'entries'[%d] does not count as usage does: %s.".formatted(index, e.getMessage()));
    }
  }

  private static UnreadableRequestException unreadable(String detail) {
    return new UnreadableRequestException(new Problem(400, Problem.Codes.INVALID_BODY, detail));
  }

  // What is told.

  static ObjectNode totals(UsageTotals totals, ObjectNode json) {
    long executions = Math.max(1, totals.executions());
    json.put("executions", totals.executions())
        .put("errors", totals.errors())
        .put("meanMillis", Math.round(totals.micros() / 10.0 / executions) / 100.0)
        .put("meanCost", Math.round(100.0 * totals.cost() / executions) / 100.0);
    json.putObject("percentiles")
        .put("p50", totals.latencies().percentile(50))
        .put("p95", totals.latencies().percentile(95))
        .put("p99", totals.latencies().percentile(99));
    return json;
  }

  static ObjectNode operation(RecordedUsage.OperationUsage operation) {
    return totals(
        operation.totals(),
        RegistryJson.object()
            .put("hash", operation.hash())
            .put("name", operation.name())
            .put("kind", operation.kind())
            .put("clients", operation.clients())
            .put("lastSeen", operation.lastSeen().toString()));
  }

  static ObjectNode client(RecordedUsage.ClientUsage client) {
    return totals(
        client.totals(),
        RegistryJson.object()
            .put("client", client.client())
            .put("version", client.version())
            .put("operations", client.operations()));
  }

  static ObjectNode day(RecordedUsage.DayUsage day) {
    return totals(day.totals(), RegistryJson.object().put("day", day.day().toString()));
  }

  static ObjectNode detail(RecordedUsage.OperationDetail detail) {
    ObjectNode json = operation(detail.usage()).put("document", detail.document());
    json.set(
        "coordinates",
        RegistryJson.array(List.copyOf(detail.coordinates()), JsonNodeFactory.instance::textNode));
    json.set("clientUsage", RegistryJson.array(detail.clients(), UsageJson::client));
    return json.set("days", RegistryJson.array(detail.days(), UsageJson::day));
  }

  static ObjectNode coordinate(RecordedUsage.CoordinateUsage usage) {
    return RegistryJson.object()
        .put("coordinate", usage.coordinate())
        .put("executions", usage.executions())
        .put("operations", usage.operations());
  }

  // Checks.

  static ObjectNode recorded(RecordedOperation operation) {
    ObjectNode json =
        RegistryJson.object()
            .put("hash", operation.hash())
            .put("name", operation.name())
            .put("executions", operation.executions());
    return json.set(
        "clients",
        RegistryJson.array(
            operation.clients(),
            client ->
                RegistryJson.object()
                    .put("client", client.client())
                    .put("version", client.version())
                    .put("executions", client.executions())));
  }

  private static RecordedOperation recorded(JsonNode json) {
    return new RecordedOperation(
        json.path("hash").asText(),
        json.path("name").asText(),
        "",
        json.path("executions").asLong(),
        RegistryJson.list(
            json,
            "clients",
            client ->
                new ClientUse(
                    client.path("client").asText(),
                    client.path("version").asText(),
                    client.path("executions").asLong())));
  }

  /** A change with its use, where that was measured. */
  static ObjectNode change(SchemaChange change, CheckedUsage usage) {
    ObjectNode json = RegistryJson.schemaChange(change);
    usage
        .of(change)
        .ifPresent(
            use -> {
              ObjectNode measured = json.putObject("usage").put("executions", use.executions());
              measured.set("operations", RegistryJson.array(use.operations(), UsageJson::recorded));
            });
    return json;
  }

  static void write(CheckedUsage usage, ObjectNode json) {
    json.putObject("usage").put("days", usage.days()).put("executions", usage.executions());
    ReplayReport replay = usage.replay();
    ObjectNode replayed =
        json.putObject("replay")
            .put("replayed", replay.replayed())
            .put("leftOut", replay.leftOut());
    replayed.set(
        "broken",
        RegistryJson.array(
            replay.broken(),
            broken -> {
              ObjectNode one = RegistryJson.object().put("reason", broken.reason());
              return one.set("operation", recorded(broken.operation()));
            }));
    replayed.set(
        "changed",
        RegistryJson.array(
            replay.changed(),
            changed -> {
              ObjectNode one = RegistryJson.object().put("worse", changed.isWorse());
              one.set("operation", recorded(changed.operation()));
              one.set("before", size(changed.before()));
              return one.set("after", size(changed.after()));
            }));
  }

  private static ObjectNode size(PlanSize size) {
    ObjectNode json =
        RegistryJson.object().put("fetches", size.fetches()).put("stages", size.stages());
    size.cost().ifPresent(cost -> json.put("cost", cost));
    return json;
  }

  private static PlanSize size(JsonNode json) {
    return new PlanSize(
        json.path("fetches").asInt(),
        json.path("stages").asInt(),
        json.has("cost") ? OptionalLong.of(json.path("cost").asLong()) : OptionalLong.empty());
  }

  /** What {@link #write} and {@link #change} wrote into a check's answer. */
  static CheckedUsage read(JsonNode json) {
    List<ChangeUse> uses = new ArrayList<>();
    json.path("schemaChanges")
        .forEach(
            change -> {
              JsonNode use = change.path("usage");
              if (use.isObject()) {
                uses.add(
                    new ChangeUse(
                        RegistryJson.schemaChange(change),
                        use.path("executions").asLong(),
                        RegistryJson.list(use, "operations", UsageJson::recorded)));
              }
            });
    JsonNode replay = json.path("replay");
    return new CheckedUsage(
        json.path("usage").path("days").asInt(),
        json.path("usage").path("executions").asLong(),
        uses,
        new ReplayReport(
            replay.path("replayed").asInt(),
            replay.path("leftOut").asInt(),
            RegistryJson.list(
                replay,
                "broken",
                broken ->
                    new Broken(recorded(broken.path("operation")), broken.path("reason").asText())),
            RegistryJson.list(
                replay,
                "changed",
                changed ->
                    new Changed(
                        recorded(changed.path("operation")),
                        size(changed.path("before")),
                        size(changed.path("after"))))));
  }
}
