package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * The trusted documents of a graph.
 *
 * @param revision grows with each change; 0 when there never was one
 * @param documents by id
 */
public record DocumentSet(GraphId graph, long revision, List<TrustedDocument> documents) {

  public DocumentSet {
    documents = List.copyOf(documents);
  }

  /** As it is delivered, and as gateways keep it for a start without the registry. */
  public String text() {
    ObjectNode json =
        RegistryJson.object().put("graph", graph.toString()).put("revision", revision);
    json.set("documents", RegistryJson.array(documents, DocumentSet::json));
    return json.toString();
  }

  private static ObjectNode json(TrustedDocument document) {
    return RegistryJson.object()
        .put("id", document.id())
        .put("text", document.text())
        .put("addedAt", document.addedAt().toString())
        .put("addedBy", document.addedBy());
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static DocumentSet read(String text) {
    try {
      return read(RegistryJson.parse(text));
    } catch (JsonProcessingException e) {
      // Its message would quote the text.
      throw new IllegalArgumentException("not JSON");
    }
  }

  static DocumentSet read(JsonNode json) {
    return new DocumentSet(
        GraphId.parse(json.path("graph").asText())
            .orElseThrow(() -> new IllegalArgumentException("'graph' is not a graph")),
        json.path("revision").asLong(),
        RegistryJson.list(json, "documents", DocumentSet::document));
  }

  private static TrustedDocument document(JsonNode json) {
    String id = json.path("id").asText();
    if (id.isEmpty() || !json.path("text").isTextual()) {
      throw new IllegalArgumentException("a document has no id or no text");
    }
    try {
      return new TrustedDocument(
          id,
          json.path("text").textValue(),
          Instant.parse(json.path("addedAt").asText()),
          json.path("addedBy").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a document's 'addedAt' is no instant", e);
    }
  }
}
