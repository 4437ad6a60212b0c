package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A REST service as its publisher hands it in: the registry keeps this, and makes the schema of it
 * when it composes.
 *
 * @param document OpenAPI, in JSON or YAML
 * @param mapping what is to be otherwise, in YAML
 * @param overlays OpenAPI Overlays, in JSON or YAML, in the order they are applied
 */
public record RestDocument(String document, Optional<String> mapping, List<String> overlays) {

  private static final String DOCUMENT = "openapi";
  private static final String MAPPING = "mapping";
  private static final String OVERLAYS = "overlays";

  public RestDocument {
    overlays = List.copyOf(overlays);
  }

  /** As it is kept in an SDL's place; the same parts always give the same text. */
  String text() {
    ObjectNode json = RegistryJson.object();
    writeTo(json);
    return json.toString();
  }

  /** What is kept, if it is not SDL: no schema document begins with a brace. */
  static Optional<RestDocument> of(String kept) {
    if (!kept.startsWith("{")) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = RegistryJson.parse(kept);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!json.path(DOCUMENT).isTextual()) {
      return Optional.empty();
    }
    List<String> overlays = new ArrayList<>();
    json.path(OVERLAYS).forEach(overlay -> overlays.add(overlay.asText()));
    return Optional.of(
        new RestDocument(
            json.path(DOCUMENT).asText(),
            Optional.ofNullable(json.path(MAPPING).textValue()),
            overlays));
  }

  /** For the import; the names are those of the members that the API has. */
  ImportSources sources() {
    List<SourceText> changes = new ArrayList<>();
    for (String overlay : overlays) {
      changes.add(new SourceText(OVERLAYS + "[" + changes.size() + "]", overlay));
    }
    ImportSources sources =
        ImportSources.of(new SourceText(DOCUMENT, document)).withOverlays(changes);
    if (mapping.isPresent()) {
      sources = sources.withMapping(new SourceText(MAPPING, mapping.get()));
    }
    return sources;
  }

  /** The members of a JSON object that stand for it. */
  void writeTo(ObjectNode json) {
    json.put(DOCUMENT, document);
    mapping.ifPresent(text -> json.put(MAPPING, text));
    if (!overlays.isEmpty()) {
      ArrayNode list = json.putArray(OVERLAYS);
      overlays.forEach(list::add);
    }
  }
}
