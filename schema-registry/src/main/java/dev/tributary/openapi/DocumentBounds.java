package dev.tributary.openapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Refuses documents that would take out of all proportion to read: the parser expands YAML's
 * aliases, so that a few lines may stand for billions of values.
 */
final class DocumentBounds {

  private static final int MAX_DEPTH = 400;
  private static final int MAX_ALIASES = 20;

  private DocumentBounds() {}

  static void check(String document) throws UnreadableDocumentException {
    if (document.length() > OpenApiImport.MOST_CHARACTERS) {
      throw new UnreadableDocumentException(
          "it is longer than " + OpenApiImport.MOST_CHARACTERS + " characters");
    }
    if (document.strip().startsWith("{")) {
      json(document.strip());
    } else {
      yaml(document);
    }
  }

  /** So that what begins as JSON is not read as YAML after all. */
  private static void json(String document) throws UnreadableDocumentException {
    try (JsonParser parser = new JsonFactory().createParser(document)) {
      while (parser.nextToken() != null) {
        if (parser.getParsingContext().getNestingDepth() > MAX_DEPTH) {
          throw new UnreadableDocumentException("it is nested too deeply");
        }
      }
    } catch (IOException e) {
      throw new UnreadableDocumentException("it is not an OpenAPI document: its JSON is not valid");
    }
  }

  private static void yaml(String document) throws UnreadableDocumentException {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(OpenApiImport.MOST_CHARACTERS);
    try {
      new Yaml(options).compose(new StringReader(document));
    } catch (YAMLException e) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI document: its YAML is not valid, is nested too deeply or has more"
              + " than "
              + MAX_ALIASES
              + " aliases");
    }
  }
}
