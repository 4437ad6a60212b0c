package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The trusted documents of graphs in a registry elsewhere. Blocks and fails as {@link
 * RegistryClient} does, whose part it is.
 */
public final class RemoteDocuments {

  private final RegistryClient registry;

  RemoteDocuments(RegistryClient registry) {
    this.registry = registry;
  }

  /** As {@link RemoteClients#settings} does. */
  Optional<Delivered<DocumentSet>> documents(GraphId graph, Optional<String> known, Duration wait)
      throws IOException, InterruptedException {
    return registry.delivered(graph, "documents", known, wait, DocumentSet::read);
  }

  /** All that a graph has. */
  public DocumentSet documents(GraphId graph) throws IOException, InterruptedException {
    return documents(graph, Optional.empty(), Duration.ZERO).orElseThrow().content();
  }

  /** What came of adding. */
  public sealed interface Addition {

    /**
     * They are there.
     *
     * @param added how many are new
     * @param documents how many there are now
     */
    record Added(int added, int documents, long revision) implements Addition {

      /** As the API has it. */
      public String json() {
        return RegistryJson.object()
            .put("revision", revision)
            .put("added", added)
            .put("documents", documents)
            .toPrettyString();
      }
    }

    /** What is wrong with them; nothing was changed. */
    record Invalid(List<SettingProblem> problems) implements Addition {}
  }

  /**
   * Adds documents.
   *
   * @param manifest as {@link DocumentManifest} has it
   * @param checked whether they must be valid against what was published
   */
  public Addition add(GraphId graph, JsonNode manifest, boolean checked)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        registry.send(
            registry
                .request(graph, checked ? "documents" : "documents?unchecked")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(manifest.toString())));
    if (response.statusCode() == 200) {
      return RegistryClient.read(
          response,
          json ->
              new Addition.Added(
                  json.path("added").asInt(),
                  json.path("documents").asInt(),
                  json.path("revision").asLong()));
    }
    RegistryRefusalException refusal = RegistryClient.refusal(response);
    if (refusal.code().equals(Problem.Codes.INVALID_DOCUMENTS)) {
      return new Addition.Invalid(RegistryClient.read(response, RemoteClients::problems));
    }
    throw refusal;
  }

  /** Removes a document. */
  public void remove(GraphId graph, String id) throws IOException, InterruptedException {
    HttpResponse<String> response =
        registry.send(registry.request(graph, "documents/" + id).DELETE());
    if (response.statusCode() != 204) {
      throw RegistryClient.refusal(response);
    }
  }
}
