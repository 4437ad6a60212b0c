package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Clients' keys and quotas over HTTP, and their delivery to gateways. */
final class ClientEndpoint implements AutoCloseable {

  private static final Pattern REVISION = Pattern.compile("\"([0-9]{1,18})\"");

  private final GraphClients clients;
  private final SettingsDelivery<ClientSettings> delivery;
  private final Runnable subscription;

  ClientEndpoint(
      Vertx vertx, GraphClients clients, BlockingWork work, RegistryHttpOptions options) {
    this.clients = clients;
    this.delivery =
        new SettingsDelivery<>(vertx, work, options, clients::settings, ClientSettings::text);
    this.subscription = clients.listen(delivery.waking(ClientSettings::graph));
  }

  // Keys. What follows blocks.

  Reply keys(GraphId graph, MultiMap query) throws UnreadableRequestException {
    Parameters.of(query, Set.of());
    return Reply.json(
        200,
        RegistryJson.object()
            .put("graph", graph.toString())
            .set("keys", RegistryJson.array(clients.keys(graph), ClientJson::stored)));
  }

  /** The one answer that holds a key's secret. */
  Reply create(GraphId graph, @Nullable String contentType, Buffer body, String actor)
      throws UnreadableRequestException {
    List<SettingProblem> problems = new ArrayList<>();
    WantedKey wanted = WantedKey.read(ChangeSetReader.jsonObject(contentType, body), problems);
    return switch (clients.create(graph, wanted, problems, actor)) {
      case GraphClients.Creation.Created(StoredKey key, Optional<String> secret) -> {
        ObjectNode json = ClientJson.stored(key);
        wanted.tier().ifPresent(tier -> json.put("tier", tier));
        secret.ifPresent(shown -> json.put("key", shown));
        yield Reply.json(201, json).with("cache-control", "no-store");
      }
      case GraphClients.Creation.Invalid(List<SettingProblem> all) ->
          Reply.problem(Problem.settings(Codes.INVALID_KEY, "The key cannot be made", all));
      case GraphClients.Creation.Known() ->
          Reply.problem(
              new Problem(
                  409,
                  Codes.KEY_EXISTS,
                  "There is a key with this hash, which may have been revoked: make a new one."));
      case GraphClients.Creation.TooMany(int most) ->
          Reply.problem(
              new Problem(
                  409,
                  Codes.TOO_MANY_KEYS,
                  "A graph has at most %d keys: revoke those that are not used.".formatted(most)));
    };
  }

  Reply revoke(GraphId graph, String id, String actor) {
    return clients.revoke(graph, id, actor)
        ? Reply.noContent()
        : Reply.problem(
            new Problem(404, Codes.UNKNOWN_KEY, "There is no such key that is still good."));
  }

  // Quotas.

  Reply quotas(GraphId graph, MultiMap query) throws UnreadableRequestException {
    Parameters.of(query, Set.of());
    return quotas(clients.settings(graph));
  }

  private static Reply quotas(ClientSettings settings) {
    ObjectNode json =
        ClientJson.quotas(settings.quotas())
            .put("graph", settings.graph().toString())
            .put("revision", settings.quotasRevision());
    return Reply.json(200, json).with("etag", "\"" + settings.quotasRevision() + "\"");
  }

  /**
   * @param ifMatch RFC 9110, section 13.1.1; the body's {@code revision} says the same
   */
  Reply setQuotas(
      GraphId graph,
      @Nullable String contentType,
      Buffer body,
      @Nullable String ifMatch,
      String actor)
      throws UnreadableRequestException {
    ObjectNode json = ChangeSetReader.jsonObject(contentType, body).deepCopy();
    JsonNode revision = json.remove("revision");
    json.remove("graph");
    QuotaSettingsReader reader = new QuotaSettingsReader(json);
    if (!reader.problems().isEmpty()) {
      return Reply.problem(
          Problem.settings(Codes.INVALID_QUOTAS, "The quotas cannot be set", reader.problems()));
    }
    return switch (clients.setQuotas(
        graph, reader.quotas(), from(ifMatch, Optional.ofNullable(revision)), actor)) {
      case GraphClients.Setting.Set(ClientSettings settings) -> quotas(settings);
      case GraphClients.Setting.Stale(long current) -> stale(current);
    };
  }

  /** Empty for a star. */
  private static OptionalLong from(@Nullable String ifMatch, Optional<JsonNode> revision)
      throws UnreadableRequestException {
    if (ifMatch == null) {
      JsonNode number =
          revision.orElseThrow(
              () ->
                  new UnreadableRequestException(
                      new Problem(
                          428,
                          Codes.PRECONDITION_REQUIRED,
                          "Say which quotas these were made from: If-Match with their ETag, or"
                              + " their 'revision'. If-Match: * overwrites any.")));
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw new UnreadableRequestException(
            new Problem(400, Codes.INVALID_BODY, "'revision' must be a whole number."));
      }
      return OptionalLong.of(number.longValue());
    }
    if (ifMatch.strip().equals("*")) {
      return OptionalLong.empty();
    }
    Matcher tag = REVISION.matcher(ifMatch.strip());
    // Another tag is none that we have given: it names no revision.
    return OptionalLong.of(tag.matches() ? Long.parseLong(tag.group(1)) : Long.MAX_VALUE);
  }

  private static Reply stale(long current) {
    return Reply.problem(
            new Problem(
                412,
                Codes.STALE_QUOTAS,
                "The quotas were changed meanwhile, and have revision %d now. Nothing was changed."
                    .formatted(current),
                RegistryJson.object().put("current", current)))
        .with("etag", "\"" + current + "\"");
  }

  // Delivery.

  /** On the request's event loop. */
  Future<Reply> deliver(GraphId graph, RoutingContext routing) {
    return delivery.deliver(graph, routing);
  }

  int waiting() {
    return delivery.waiting();
  }

  @Override
  public void close() {
    subscription.run();
    delivery.close();
  }
}
