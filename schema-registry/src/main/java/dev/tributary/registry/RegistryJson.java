package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.compose.SourceLocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The registry's records as JSON: one form for the HTTP API, its client and the store. Written out
 * by hand, for the names in it are a promise to people outside and must not move with the code.
 */
final class RegistryJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RegistryJson() {}

  /**
   * @throws JsonProcessingException when the text is not one JSON value
   */
  static JsonNode parse(String text) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(text);
    return node == null ? JsonNodeFactory.instance.missingNode() : node;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static <T> ArrayNode array(List<T> items, Function<T, ? extends JsonNode> json) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  /** The items of a member; none when it is not there. */
  static <T> List<T> list(JsonNode object, String member, Function<JsonNode, T> read) {
    List<T> items = new ArrayList<>();
    object.path(member).forEach(item -> items.add(read.apply(item)));
    return items;
  }

  // Hints, as the store keeps them.

  static String writeHints(List<Hint> hints) {
    return array(hints, RegistryJson::hint).toString();
  }

  static List<Hint> readHints(String json) {
    try {
      List<Hint> hints = new ArrayList<>();
      parse(json).forEach(hint -> hints.add(hint(hint)));
      return hints;
    } catch (JsonProcessingException e) {
      throw new RegistryStoreException("stored hints are not JSON", e);
    }
  }

  static String writeChanges(List<SchemaChange> changes) {
    return array(changes, RegistryJson::schemaChange).toString();
  }

  static List<SchemaChange> readChanges(String json) {
    try {
      List<SchemaChange> changes = new ArrayList<>();
      parse(json).forEach(change -> changes.add(schemaChange(change)));
      return changes;
    } catch (JsonProcessingException e) {
      throw new RegistryStoreException("stored changes of a schema are not JSON", e);
    }
  }

  // Composition.

  static ObjectNode hint(Hint hint) {
    return object()
        .put("code", hint.code())
        .put("level", hint.level().name())
        .put("message", hint.message())
        .put("coordinate", hint.coordinate())
        .set("locations", array(hint.nodes(), RegistryJson::location));
  }

  static Hint hint(JsonNode json) {
    return new Hint(
        json.path("code").asText(),
        Hint.Level.valueOf(json.path("level").asText()),
        json.path("message").asText(),
        json.path("coordinate").asText(),
        list(json, "locations", RegistryJson::location));
  }

  static ObjectNode error(CompositionError error) {
    return object()
        .put("code", error.code())
        .put("message", error.message())
        .put("coordinate", error.coordinate())
        .set("locations", array(error.nodes(), RegistryJson::location));
  }

  static CompositionError error(JsonNode json) {
    return new CompositionError(
        json.path("code").asText(),
        json.path("message").asText(),
        json.path("coordinate").asText(),
        list(json, "locations", RegistryJson::location));
  }

  private static ObjectNode location(SourceLocation location) {
    return object()
        .put("subgraph", location.subgraph())
        .put("line", location.line())
        .put("column", location.column());
  }

  private static SourceLocation location(JsonNode json) {
    return new SourceLocation(
        json.path("subgraph").asText(), json.path("line").asInt(), json.path("column").asInt());
  }

  // Changes.

  static ObjectNode schemaChange(SchemaChange change) {
    return object()
        .put("kind", change.kind().name())
        .put("severity", change.severity().name())
        .put("coordinate", change.coordinate())
        .put("message", change.message());
  }

  static SchemaChange schemaChange(JsonNode json) {
    return new SchemaChange(
        SchemaChange.Kind.valueOf(json.path("kind").asText()),
        json.path("coordinate").asText(),
        json.path("message").asText());
  }

  static ObjectNode problem(ChangeProblem problem) {
    return object()
        .put("code", problem.code().name())
        .put("message", problem.message())
        .put("subgraph", problem.subgraph());
  }

  static ChangeProblem problem(JsonNode json) {
    return new ChangeProblem(
        ChangeProblem.Code.valueOf(json.path("code").asText()),
        json.path("message").asText(),
        json.path("subgraph").asText());
  }

  static ObjectNode change(SubgraphChange change) {
    return object()
        .put("kind", change.kind().name())
        .put("subgraph", change.subgraph())
        .put("versionId", change.versionId());
  }

  static SubgraphChange change(JsonNode json) {
    return new SubgraphChange(
        SubgraphChange.Kind.valueOf(json.path("kind").asText()),
        json.path("subgraph").asText(),
        json.path("versionId").asText());
  }

  // Versions.

  static ObjectNode auditEntry(AuditEntry entry) {
    ObjectNode json =
        object()
            .put("id", entry.id())
            .put("at", entry.at().toString())
            .put("actor", entry.actor())
            .put("action", entry.action().name());
    entry.graph().ifPresent(graph -> json.put("graph", graph.toString()));
    return json.put("detail", entry.detail());
  }

  static ObjectNode gateway(SeenGateway gateway) {
    return object()
        .put("id", gateway.serving().id())
        .put("version", gateway.serving().version())
        .put("contentHash", gateway.serving().contentHash())
        .put("seenAt", gateway.seenAt().toString());
  }

  static ObjectNode version(SupergraphVersion version) {
    return object()
        .put("graph", version.graph().toString())
        .put("version", version.number())
        .put("contentHash", version.contentHash())
        .put("publishedAt", version.publishedAt().toString())
        .put("publishedBy", version.publishedBy())
        .put("message", version.message())
        .set("changes", array(version.changes(), RegistryJson::change));
  }

  static SupergraphVersion version(JsonNode json) {
    return new SupergraphVersion(
        GraphId.parse(json.path("graph").asText()).orElseThrow(),
        json.path("version").asLong(),
        json.path("contentHash").asText(),
        Instant.parse(json.path("publishedAt").asText()),
        json.path("publishedBy").asText(),
        json.path("message").asText(),
        list(json, "changes", RegistryJson::change));
  }

  /**
   * @param schema what it is composed with
   */
  static ObjectNode subgraph(SubgraphVersion subgraph, String schema) {
    ObjectNode json = head(subgraph).put("sdl", schema);
    RestDocument.of(subgraph.source().sdl()).ifPresent(document -> document.writeTo(json));
    return json;
  }

  /** All but its schema. */
  static ObjectNode head(SubgraphVersion subgraph) {
    return object()
        .put("name", subgraph.name())
        .put("url", subgraph.source().url())
        .put("versionId", subgraph.id())
        .put("publishedAt", subgraph.publishedAt().toString())
        .put("publishedBy", subgraph.publishedBy())
        .put("message", subgraph.message());
  }
}
