package dev.tributary.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Usage over HTTP. Blocks. */
final class UsageEndpoint {

  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 200;
  private static final int MAX_OFFSET = 100_000;

  private final UsageLedger ledger;

  UsageEndpoint(UsageLedger ledger) {
    this.ledger = ledger;
  }

  Reply report(GraphId graph, @Nullable String contentType, Buffer body)
      throws UnreadableRequestException {
    ledger.record(graph, UsageJson.report(ChangeSetReader.jsonObject(contentType, body)));
    return Reply.noContent();
  }

  Reply days(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Asked asked = asked(parameters);
    ObjectNode json = about(graph, asked);
    json.set(
        "daily", RegistryJson.array(ledger.recorded().days(graph, asked.since()), UsageJson::day));
    return Reply.json(200, json);
  }

  Reply operations(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Asked asked = asked(parameters);
    ObjectNode json = about(graph, asked);
    json.set(
        "operations",
        RegistryJson.array(
            ledger.recorded().operations(graph, asked.since(), asked.offset(), asked.limit()),
            UsageJson::operation));
    return Reply.json(200, json);
  }

  Reply operation(GraphId graph, String hash, MultiMap parameters)
      throws UnreadableRequestException {
    Asked asked = asked(parameters);
    return ledger
        .recorded()
        .operation(graph, hash, asked.since())
        .map(detail -> Reply.json(200, UsageJson.detail(detail)))
        .orElseGet(
            () ->
                Reply.problem(
                    new Problem(
                        404,
                        Codes.UNKNOWN_OPERATION,
                        "No such operation was recorded in these days.")));
  }

  Reply clients(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Asked asked = asked(parameters);
    ObjectNode json = about(graph, asked);
    json.set(
        "clients",
        RegistryJson.array(
            ledger.recorded().clients(graph, asked.since(), asked.limit()), UsageJson::client));
    return Reply.json(200, json);
  }

  Reply coordinates(GraphId graph, MultiMap parameters) throws UnreadableRequestException {
    Parameters query = Parameters.of(parameters, Set.of("days", "coordinate", "most"));
    Asked asked = new Asked(days(query), 0, DEFAULT_PAGE, ledger.since(days(query)));
    ObjectNode json = about(graph, asked);
    if (query.text("coordinate").isPresent()) {
      json.set(
          "operations",
          RegistryJson.array(
              ledger
                  .recorded()
                  .using(graph, query.text("coordinate").get(), asked.since(), DEFAULT_PAGE),
              UsageJson::recorded));
    } else if (query.number("most").isPresent()) {
      int most = (int) Math.min(query.number("most").getAsLong(), MAX_PAGE);
      json.set(
          "coordinates",
          RegistryJson.array(
              ledger.mostUsed(graph, asked.days()).stream().limit(most).toList(),
              UsageJson::coordinate));
    } else {
      json.set(
          "coordinates",
          RegistryJson.array(
              ledger.recorded().coordinates(graph, asked.since()), UsageJson::coordinate));
    }
    return Reply.json(200, json);
  }

  private static ObjectNode about(GraphId graph, Asked asked) {
    return RegistryJson.object().put("graph", graph.toString()).put("days", asked.days());
  }

  private record Asked(int days, int offset, int limit, LocalDate since) {}

  private Asked asked(MultiMap parameters) throws UnreadableRequestException {
    Parameters query = Parameters.of(parameters, Set.of("days", "offset", "limit"));
    return new Asked(
        days(query),
        (int) Math.min(query.number("offset").orElse(0), MAX_OFFSET),
        (int) Math.min(query.number("limit").orElse(DEFAULT_PAGE), MAX_PAGE),
        ledger.since(days(query)));
  }

  /** How many days back; as many as are kept at most. */
  static int days(Parameters query) throws UnreadableRequestException {
    return (int)
        Math.clamp(query.number("days").orElse(UsageLedger.CHECKED_DAYS), 1, UsageLedger.KEPT_DAYS);
  }
}
