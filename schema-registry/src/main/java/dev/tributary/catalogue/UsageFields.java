package dev.tributary.catalogue;

import dev.tributary.catalogue.GraphFields.Variant;
import dev.tributary.check.ClientUse;
import dev.tributary.check.RecordedOperation;
import dev.tributary.registry.Catalogue.OperationId;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RecordedUsage;
import dev.tributary.registry.RecordedUsage.ClientUsage;
import dev.tributary.registry.RecordedUsage.CoordinateUsage;
import dev.tributary.registry.RecordedUsage.DayUsage;
import dev.tributary.registry.RecordedUsage.OperationUsage;
import dev.tributary.registry.Registry;
import dev.tributary.registry.UsageLedger;
import dev.tributary.registry.UsageTotals;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What gateways ran. A variant's usage is read from what is added up; so it is asked one by one.
 */
final class UsageFields {

  private static final int MOST_OFFSET = 100_000;
  private static final int MOST_USING = 20;

  /** The days that are asked about. */
  private record Usage(GraphId graph, int days, LocalDate since) {}

  private record Operation(GraphId graph, OperationUsage usage) {

    OperationId id() {
      return new OperationId(graph, usage.hash());
    }
  }

  private record Use(String coordinate, long executions, List<RecordedOperation> operations) {}

  private final RecordedUsage recorded;

  UsageFields(Registry registry) {
    this.recorded = registry.usage().recorded();
  }

  static BiFunction<Variant, DataFetchingEnvironment, @Nullable Object> asked(Registry registry) {
    return (variant, environment) -> {
      int days = days(environment);
      return new Usage(variant.id(), days, registry.usage().since(days));
    };
  }

  static int days(DataFetchingEnvironment environment) {
    Integer days = environment.getArgument("days");
    if (days == null || days < 1 || days > UsageLedger.KEPT_DAYS) {
      throw Refusal.argument("'days' must be 1 to %d.".formatted(UsageLedger.KEPT_DAYS));
    }
    return days;
  }

  void addTo(RuntimeWiring.Builder wiring) {
    TypeFields.addPagesOf("OperationUsage", wiring);
    TypeFields.addPagesOf("CoordinateUsage", wiring);
    TypeFields.of("GraphUsage", Usage.class)
        .field("days", Usage::days)
        .field("since", Usage::since)
        .field("executions", usage -> recorded.executions(usage.graph(), usage.since()))
        .field("daily", usage -> recorded.days(usage.graph(), usage.since()))
        .field("operations", this::operations)
        .field(
            "clients",
            (usage, environment) ->
                recorded.clients(usage.graph(), usage.since(), Page.first(environment)))
        .field(
            "coordinates",
            (usage, environment) ->
                Page.byKey(
                    recorded.coordinates(usage.graph(), usage.since()),
                    CoordinateUsage::coordinate,
                    Page.Wanted.of(environment)))
        .field(
            "coordinate",
            (usage, environment) ->
                use(usage, Objects.requireNonNull(environment.<String>getArgument("name"))))
        .addTo(wiring);
    addFiguresTo(wiring);
    addUseTo(wiring);
  }

  private Page<Operation> operations(Usage usage, DataFetchingEnvironment environment) {
    Page.Wanted wanted = Page.Wanted.of(environment);
    int offset = (int) Math.clamp(wanted.afterNumber(0), 0, MOST_OFFSET);
    List<Operation> rest =
        recorded.operations(usage.graph(), usage.since(), offset, wanted.first() + 1).stream()
            .map(one -> new Operation(usage.graph(), one))
            .toList();
    return Page.byPosition(rest, offset, wanted);
  }

  private Use use(Usage usage, String coordinate) {
    return new Use(
        coordinate,
        recorded.executionsUsing(usage.graph(), coordinate, usage.since()),
        recorded.using(usage.graph(), coordinate, usage.since(), MOST_USING));
  }

  private static void addFiguresTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("UsageFigures", UsageTotals.class)
        .field("executions", UsageTotals::executions)
        .field("errors", UsageTotals::errors)
        .field("meanMillis", totals -> mean(totals.micros() / 1000.0, totals))
        .field("meanCost", totals -> mean(totals.cost(), totals))
        .field("p50Millis", totals -> totals.latencies().percentile(50))
        .field("p95Millis", totals -> totals.latencies().percentile(95))
        .field("p99Millis", totals -> totals.latencies().percentile(99))
        .addTo(wiring);
    TypeFields.of("DayUsage", DayUsage.class)
        .field("day", DayUsage::day)
        .field("figures", DayUsage::totals)
        .addTo(wiring);
    TypeFields.of("OperationUsage", Operation.class)
        .field("hash", operation -> operation.usage().hash())
        .field("name", operation -> operation.usage().name())
        .field("kind", operation -> operation.usage().kind())
        .field("figures", operation -> operation.usage().totals())
        .field("clients", operation -> operation.usage().clients())
        .field("lastSeen", operation -> operation.usage().lastSeen())
        .field(
            "document",
            (operation, environment) ->
                Lookup.OPERATION_TEXT
                    .of(environment, operation.id())
                    .thenApply(RegistryGraph.texts(environment)::told))
        .field(
            "coordinates",
            (operation, environment) ->
                Lookup.OPERATION_COORDINATES
                    .of(environment, operation.id())
                    .thenApply(found -> found == null ? List.of() : found))
        .addTo(wiring);
    TypeFields.of("ClientUsage", ClientUsage.class)
        .field("client", ClientUsage::client)
        .field("version", ClientUsage::version)
        .field("figures", ClientUsage::totals)
        .field("operations", ClientUsage::operations)
        .addTo(wiring);
    TypeFields.of("CoordinateUsage", CoordinateUsage.class)
        .field("coordinate", CoordinateUsage::coordinate)
        .field("executions", CoordinateUsage::executions)
        .field("operations", CoordinateUsage::operations)
        .addTo(wiring);
  }

  private static void addUseTo(RuntimeWiring.Builder wiring) {
    TypeFields.of("UseOfCoordinate", Use.class)
        .field("coordinate", Use::coordinate)
        .field("executions", Use::executions)
        .field("operations", Use::operations)
        .addTo(wiring);
    TypeFields.of("UsingOperation", RecordedOperation.class)
        .field("hash", RecordedOperation::hash)
        .field("name", RecordedOperation::name)
        .field("executions", RecordedOperation::executions)
        .field("clients", RecordedOperation::clients)
        .addTo(wiring);
    TypeFields.of("UsingClient", ClientUse.class)
        .field("client", ClientUse::client)
        .field("version", ClientUse::version)
        .field("executions", ClientUse::executions)
        .addTo(wiring);
  }

  private static double mean(double all, UsageTotals totals) {
    return Math.round(100 * all / Math.max(1, totals.executions())) / 100.0;
  }
}
