package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest of documents in either of the forms that client tools write: {@code {"ID": "TEXT"}},
 * or {@code {"operations": [{"id": "ID", "body": "TEXT"}]}}.
 */
public final class DocumentManifest {

  private final List<Map.Entry<String, String>> documents = new ArrayList<>();
  private final List<SettingProblem> problems = new ArrayList<>();
  private int seen;

  private DocumentManifest() {}

  /** Reads what somebody wrote; what is wrong with it is among the problems. */
  public static DocumentManifest read(JsonNode root) {
    DocumentManifest manifest = new DocumentManifest();
    if (root.path("operations").isArray()) {
      for (JsonNode one : root.path("operations")) {
        String path = "operations[%d]".formatted(manifest.seen);
        manifest.take(path, one.path("id").textValue(), one.path("body"));
      }
    } else if (root.isObject()) {
      root.properties().forEach(one -> manifest.take(one.getKey(), one.getKey(), one.getValue()));
    } else {
      manifest.problems.add(new SettingProblem("", "a JSON object is expected"));
    }
    return manifest;
  }

  private void take(String path, @Nullable String id, JsonNode text) {
    seen++;
    if (id == null || !text.isTextual()) {
      problems.add(
          new SettingProblem(
              path,
              "each document needs an id and a text: number %d has not both".formatted(seen)));
    } else {
      documents.add(Map.entry(id, text.textValue()));
    }
  }

  /** Texts by id, as they stand there; an id may be there more than once. */
  public List<Map.Entry<String, String>> documents() {
    return List.copyOf(documents);
  }

  public List<SettingProblem> problems() {
    return List.copyOf(problems);
  }
}
