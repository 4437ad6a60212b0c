package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.registry.DocumentManifest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the manifest of trusted documents, as {@link DocumentManifest} has it. Looked at
 * every second; a file that has become wrong changes nothing.
 */
final class TrustedDocuments {

  private static final Logger LOG = LoggerFactory.getLogger(TrustedDocuments.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofSeconds(1);

  private final FollowedFile file;
  private final Consumer<Map<String, String>> documents;

  /**
   * @param documents is given all of them each time
   */
  TrustedDocuments(Path file, Consumer<Map<String, String>> documents) {
    this.file = new FollowedFile(file, "");
    this.documents = documents;
  }

  /**
   * Reads the manifest; may block.
   *
   * @throws StartupException when it cannot be read or is wrong
   */
  void begin() {
    try {
      file.news().ifPresent(this::trust);
    } catch (IOException e) {
      throw new StartupException("cannot read the manifest of trusted documents " + file.path());
    } catch (IllegalArgumentException e) {
      throw new StartupException(file.path() + ": " + e.getMessage());
    }
  }

  /**
   * Looks at it again from now on.
   *
   * @return the timer's id, by which it is ended
   */
  long follow(Vertx vertx) {
    return file.follow(
        vertx,
        POLL,
        text -> {
          try {
            trust(text);
          } catch (IllegalArgumentException e) {
            LOG.error(
                "{} has changed and is not valid; what it said holds on: {}",
                file.path(),
                e.getMessage());
          }
        });
  }

  private void trust(String text) {
    Map<String, String> byId = read(text);
    documents.accept(byId);
    LOG.info("Trusting {} documents of {}", byId.size(), file.path());
  }

  /**
   * @throws IllegalArgumentException when it is no manifest
   */
  static Map<String, String> read(String manifest) {
    JsonNode root;
    try {
      root = JSON.readTree(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not JSON: line %d, column %d"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    }
    DocumentManifest read = DocumentManifest.read(root);
    if (!read.problems().isEmpty()) {
      throw new IllegalArgumentException(read.problems().getFirst().message());
    }
    Map<String, String> byId = new LinkedHashMap<>();
    read.documents().forEach(document -> byId.put(document.getKey(), document.getValue()));
    return byId;
  }
}
