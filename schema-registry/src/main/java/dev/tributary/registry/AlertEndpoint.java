package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.AlertRule.Metric;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alerts over HTTP. Blocks. */
final class AlertEndpoint {

  private static final int MOST_MINUTES = 60;

  private final Alerts alerts;
  private final WebhookAddresses addresses;

  AlertEndpoint(Alerts alerts, WebhookAddresses addresses) {
    this.alerts = alerts;
    this.addresses = addresses;
  }

  /** To those who may only read, an address is told without what may be a secret in it. */
  Reply list(GraphId graph, StoredToken token, MultiMap parameters)
      throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set(
                "alerts",
                RegistryJson.array(
                    alerts.of(graph),
                    alert ->
                        token.role() == TokenRole.ADMIN
                            ? json(alert)
                            : json(alert).put("url", site(alert.rule().url())))));
  }

  /** The one answer that holds the secret that deliveries are signed with. */
  Reply add(GraphId graph, @Nullable String contentType, Buffer body, String actor)
      throws UnreadableRequestException {
    Optional<StoredAlert> added =
        alerts.add(graph, rule(ChangeSetReader.jsonObject(contentType, body)), actor);
    return added
        .map(
            alert ->
                Reply.json(201, json(alert).put("secret", alert.secret()))
                    .with("cache-control", "no-store"))
        .orElseGet(
            () ->
                Reply.problem(
                    new Problem(
                        409,
                        Codes.TOO_MANY_ALERTS,
                        "A graph has %d alerts at most.".formatted(Alerts.MOST_OF_A_GRAPH))));
  }

  Reply remove(GraphId graph, String id, String actor) {
    return alerts.remove(graph, id, actor) ? Reply.noContent() : unknown();
  }

  Reply test(GraphId graph, String id) {
    return alerts.test(graph, id) ? Reply.noContent() : unknown();
  }

  private static Reply unknown() {
    return Reply.problem(new Problem(404, Codes.UNKNOWN_ALERT, "The graph has no such alert."));
  }

  private static String site(String url) {
    URI parsed = URI.create(url);
    return parsed.getScheme() + "://" + parsed.getRawAuthority() + "/…";
  }

  private static ObjectNode json(StoredAlert alert) {
    ObjectNode json =
        alert.rule().json().put("state", alert.state().name()).put("told", alert.told());
    alert.changedAt().ifPresent(at -> json.put("changedAt", at.toString()));
    return json;
  }

  private AlertRule rule(JsonNode json) throws UnreadableRequestException {
    ChangeSetReader.members(json, Set.of("name", "metric", "above", "minutes", "url"), "The body");
    String name = ChangeSetReader.required(json, "name", "The body");
    if (!Tokens.isLabel(name)) {
      throw invalid("'name' must have 1 to 100 characters that can be printed.");
    }
    String wanted = ChangeSetReader.required(json, "metric", "The body");
    Metric metric =
        Arrays.stream(Metric.values())
            .filter(each -> each.name().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        "'metric' must be one of %s.".formatted(Arrays.toString(Metric.values()))));
    double above = json.path("above").asDouble(0);
    int minutes = json.path("minutes").asInt(5);
    if (above < 0
        || !Double.isFinite(above)
        || !json.path("above").isMissingNode() && !json.path("above").isNumber()) {
      throw invalid("'above' must be a number from 0.");
    }
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw invalid("'minutes' must be 1 to %d.".formatted(MOST_MINUTES));
    }
    String url = ChangeSetReader.required(json, "url", "The body");
    if (!addresses.isUrl(url)) {
      throw invalid(
          "'url' must be an https address without a user or a fragment"
              + " (registry.webhooks in the configuration also allows private ones and http).");
    }
    return new AlertRule("", name, metric, above, minutes, url);
  }

  private static UnreadableRequestException invalid(String detail) {
    return new UnreadableRequestException(new Problem(400, Codes.INVALID_BODY, detail));
  }
}
