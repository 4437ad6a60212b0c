package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Clients' keys and quotas as JSON: one form for the HTTP API, its client and the store. */
final class ClientJson {

  private ClientJson() {}

  // Quotas.

  static ObjectNode quotas(QuotaSettings quotas) {
    ObjectNode json = RegistryJson.object();
    ObjectNode tiers = json.putObject("tiers");
    quotas.tiers().forEach((name, tier) -> tiers.set(name, tier(tier)));
    ObjectNode clients = json.putObject("clients");
    quotas.clients().forEach(clients::put);
    quotas.standardTier().ifPresent(tier -> json.put("standardTier", tier));
    quotas.anonymousTier().ifPresent(tier -> json.put("anonymousTier", tier));
    return json;
  }

  private static ObjectNode tier(QuotaSettings.Tier tier) {
    ObjectNode json = RegistryJson.object();
    json.set("limits", RegistryJson.array(tier.limits(), ClientJson::limit));
    return json.put("concurrent", tier.concurrent());
  }

  private static ObjectNode limit(QuotaSettings.Limit limit) {
    ObjectNode json = RegistryJson.object();
    limit.name().ifPresent(name -> json.put("name", name));
    json.put("unit", limit.unit().name()).put("quota", limit.quota()).put("per", limit.period());
    if (limit.burst() > 0) {
      json.put("burst", limit.burst());
    }
    limit.service().ifPresent(service -> json.put("service", service));
    limit.operation().ifPresent(operation -> json.put("operation", operation));
    return json;
  }

  /** What the store holds. */
  static QuotaSettings readQuotas(String text) {
    try {
      return quotas(RegistryJson.parse(text));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RegistryStoreException("stored quotas cannot be read", e);
    }
  }

  /**
   * @throws IllegalArgumentException naming all that is wrong
   */
  static QuotaSettings quotas(JsonNode json) {
    QuotaSettingsReader reader = new QuotaSettingsReader(json);
    if (!reader.problems().isEmpty()) {
      throw new IllegalArgumentException(
          String.join(
              "; ",
              reader.problems().stream().map(one -> one.path() + ": " + one.message()).toList()));
    }
    return reader.quotas();
  }

  // Keys.

  private static ObjectNode key(ClientKey key) {
    ObjectNode json = RegistryJson.object().put("id", key.id()).put("client", key.client());
    json.set("scopes", RegistryJson.array(key.scopes(), JsonNodeFactory.instance::textNode));
    key.expires().ifPresent(at -> json.put("expires", at.toString()));
    return json;
  }

  /** Without its hash: that is for gateways. */
  static ObjectNode stored(StoredKey stored) {
    ClientKey key = stored.key();
    return known(
        new KnownKey(
            key.id(),
            key.client(),
            key.scopes(),
            key.expires(),
            stored.createdAt(),
            stored.createdBy(),
            stored.revokedAt()));
  }

  static ObjectNode known(KnownKey key) {
    ObjectNode json = RegistryJson.object().put("id", key.id()).put("client", key.client());
    json.set("scopes", RegistryJson.array(key.scopes(), JsonNodeFactory.instance::textNode));
    key.expires().ifPresent(at -> json.put("expires", at.toString()));
    json.put("createdAt", key.createdAt().toString()).put("createdBy", key.createdBy());
    key.revokedAt().ifPresent(at -> json.put("revokedAt", at.toString()));
    return json;
  }

  static KnownKey known(JsonNode json) {
    return new KnownKey(
        json.path("id").asText(),
        json.path("client").asText(),
        RegistryJson.list(json, "scopes", JsonNode::asText),
        instant(json, "expires"),
        Instant.parse(json.path("createdAt").asText()),
        json.path("createdBy").asText(),
        instant(json, "revokedAt"));
  }

  private static Optional<Instant> instant(JsonNode json, String member) {
    return Optional.of(json.path(member).asText()).filter(at -> !at.isEmpty()).map(Instant::parse);
  }

  // All of it.

  static ObjectNode settings(ClientSettings settings) {
    ObjectNode json =
        RegistryJson.object()
            .put("graph", settings.graph().toString())
            .put("revision", settings.revision())
            .put("quotasRevision", settings.quotasRevision());
    json.set("keys", RegistryJson.array(settings.keys(), key -> key(key).put("hash", key.hash())));
    json.set("quotas", quotas(settings.quotas()));
    return json;
  }

  static ClientSettings settings(JsonNode json) {
    try {
      return new ClientSettings(
          GraphId.parse(json.path("graph").asText())
              .orElseThrow(() -> new IllegalArgumentException("'graph' is not a graph")),
          json.path("revision").asLong(),
          keys(json),
          quotas(json.path("quotas")),
          json.path("quotasRevision").asLong());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a key's 'expires' is no instant", e);
    }
  }

  private static List<ClientKey> keys(JsonNode json) {
    return RegistryJson.list(
        json,
        "keys",
        key -> {
          String hash = key.path("hash").asText();
          String client = key.path("client").asText();
          if (!ClientKey.isHash(hash) || client.isBlank()) {
            throw new IllegalArgumentException("a key has no hash or no client");
          }
          return new ClientKey(
              key.path("id").asText(),
              hash,
              client,
              RegistryJson.list(key, "scopes", JsonNode::asText),
              instant(key, "expires"));
        });
  }
}
