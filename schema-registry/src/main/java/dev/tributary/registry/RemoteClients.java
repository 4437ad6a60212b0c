package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The clients of graphs in a registry elsewhere: their keys and quotas. Blocks and fails as {@link
 * RegistryClient} does, whose part it is.
 */
public final class RemoteClients {

  private final RegistryClient registry;

  RemoteClients(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * What gateways are told; empty when the asker has it.
   *
   * @param known the content hash of what the asker has
   * @param wait how long the registry may hold the answer back for something new; whole seconds
   */
  Optional<Delivered<ClientSettings>> settings(GraphId graph, Optional<String> known, Duration wait)
      throws IOException, InterruptedException {
    return registry.delivered(graph, "clients", known, wait, ClientJson::settings);
  }

  /** What came of wanting a key. */
  public sealed interface KeyAnswer {

    /**
     * It is there.
     *
     * @param secret what its client sends, the only copy; empty for a key that was made elsewhere
     */
    record Created(KnownKey key, Optional<String> secret) implements KeyAnswer {

      /** As the API has it. */
      public String json() {
        ObjectNode json = ClientJson.known(key);
        secret.ifPresent(shown -> json.put("key", shown));
        return json.toPrettyString();
      }

      /** Without the secret, which must not reach a log by accident. */
      @Override
      public String toString() {
        return "Created[" + key.id() + "]";
      }
    }

    /** Everything that is wrong with it; nothing was changed. */
    record Invalid(List<SettingProblem> problems) implements KeyAnswer {}
  }

  /** Gives a client a key. */
  public KeyAnswer createKey(GraphId graph, WantedKey wanted)
      throws IOException, InterruptedException {
    ObjectNode body = RegistryJson.object().put("client", wanted.client());
    body.set("scopes", RegistryJson.array(wanted.scopes(), JsonNodeFactory.instance::textNode));
    wanted.tier().ifPresent(tier -> body.put("tier", tier));
    wanted.expires().ifPresent(at -> body.put("expires", at.toString()));
    wanted.hash().ifPresent(hash -> body.put("hash", hash));
    HttpResponse<String> response =
        registry.send(json(registry.request(graph, "keys"), "POST", body));
    if (response.statusCode() == 201) {
      return RegistryClient.read(
          response,
          json ->
              new KeyAnswer.Created(
                  ClientJson.known(json),
                  Optional.of(json.path("key").asText()).filter(key -> !key.isEmpty())));
    }
    RegistryRefusalException refusal = RegistryClient.refusal(response);
    if (refusal.code().equals(Problem.Codes.INVALID_KEY)) {
      return new KeyAnswer.Invalid(RegistryClient.read(response, RemoteClients::problems));
    }
    throw refusal;
  }

  /** A graph's keys: those that are good, newest first, then revoked ones. */
  public List<KnownKey> keys(GraphId graph) throws IOException, InterruptedException {
    HttpResponse<String> response = registry.send(registry.request(graph, "keys").GET());
    if (response.statusCode() != 200) {
      throw RegistryClient.refusal(response);
    }
    return RegistryClient.read(
        response, json -> RegistryJson.list(json, "keys", ClientJson::known));
  }

  /** Revokes a key from now on. */
  public void revokeKey(GraphId graph, String id) throws IOException, InterruptedException {
    HttpResponse<String> response = registry.send(registry.request(graph, "keys/" + id).DELETE());
    if (response.statusCode() != 204) {
      throw RegistryClient.refusal(response);
    }
  }

  /**
   * Quotas as their registry has them.
   *
   * @param revision to be shown when they are changed
   */
  public record KnownQuotas(QuotaSettings quotas, long revision) {

    /** As the API has them. */
    public String json() {
      return ClientJson.quotas(quotas).put("revision", revision).toPrettyString();
    }
  }

  /** What a graph's clients may spend. */
  public KnownQuotas quotas(GraphId graph) throws IOException, InterruptedException {
    HttpResponse<String> response = registry.send(registry.request(graph, "quotas").GET());
    if (response.statusCode() != 200) {
      throw RegistryClient.refusal(response);
    }
    return RegistryClient.read(response, RemoteClients::known);
  }

  /** What came of setting quotas. */
  public sealed interface QuotaAnswer {

    /** They hold. */
    record Set(KnownQuotas quotas) implements QuotaAnswer {}

    /** Somebody else has set them since; nothing was changed. */
    record Stale(long current) implements QuotaAnswer {}

    /** Everything that is wrong with them; nothing was changed. */
    record Invalid(List<SettingProblem> problems) implements QuotaAnswer {}
  }

  /**
   * Sets quotas.
   *
   * @param from the revision that they were made from; empty to overwrite any
   */
  public QuotaAnswer setQuotas(GraphId graph, QuotaSettings quotas, OptionalLong from)
      throws IOException, InterruptedException {
    return setQuotas(graph, ClientJson.quotas(quotas), from);
  }

  /**
   * The same of what somebody wrote.
   *
   * @param quotas a JSON object, with or without a {@code revision}, which is not looked at
   */
  public QuotaAnswer setQuotas(GraphId graph, JsonNode quotas, OptionalLong from)
      throws IOException, InterruptedException {
    ObjectNode body = quotas.deepCopy();
    body.remove("revision");
    HttpResponse<String> response =
        registry.send(
            json(registry.request(graph, "quotas"), "PUT", body)
                .header("if-match", from.isPresent() ? "\"" + from.getAsLong() + "\"" : "*"));
    if (response.statusCode() == 200) {
      return new QuotaAnswer.Set(RegistryClient.read(response, RemoteClients::known));
    }
    RegistryRefusalException refusal = RegistryClient.refusal(response);
    return switch (refusal.code()) {
      case Problem.Codes.STALE_QUOTAS ->
          new QuotaAnswer.Stale(
              RegistryClient.read(response, json -> json.path("current").asLong()));
      case Problem.Codes.INVALID_QUOTAS ->
          new QuotaAnswer.Invalid(RegistryClient.read(response, RemoteClients::problems));
      default -> throw refusal;
    };
  }

  private static KnownQuotas known(JsonNode json) {
    ObjectNode quotas = json.deepCopy();
    quotas.remove(List.of("graph", "revision"));
    return new KnownQuotas(ClientJson.quotas(quotas), json.path("revision").asLong());
  }

  static List<SettingProblem> problems(JsonNode json) {
    return RegistryJson.list(
        json,
        "errors",
        one -> new SettingProblem(one.path("path").asText(), one.path("message").asText()));
  }

  private static HttpRequest.Builder json(
      HttpRequest.Builder request, String method, ObjectNode body) {
    return request
        .header("content-type", "application/json")
        .method(method, BodyPublishers.ofString(body.toString()));
  }
}
