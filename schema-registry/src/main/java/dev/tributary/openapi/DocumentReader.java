package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;

/** Reads a document, with its overlays applied. */
final class DocumentReader {

  private static final int MOST_MESSAGES = 100;

  private DocumentReader() {}

  static OpenAPI read(ImportSources sources, Findings findings) throws UnreadableDocumentException {
    JsonNode document;
    try {
      document = DocumentTree.read(sources.document().text());
      if (!document.isObject()) {
        throw new UnreadableDocumentException("it is not an OpenAPI document: it is no object");
      }
    } catch (UnreadableDocumentException e) {
      throw e.of(sources.document().name());
    }
    Overlays.apply(sources.overlays(), document, findings);
    try {
      if (SwaggerDocument.isOne(document)) {
        findings.inDocument(SwaggerDocument::pointer);
        return parsed(SwaggerDocument.openApi(document), findings);
      }
      return parsed(document, findings);
    } catch (UnreadableDocumentException e) {
      throw e.of(sources.document().name());
    }
  }

  private static OpenAPI parsed(JsonNode document, Findings findings)
      throws UnreadableDocumentException {
    ParseOptions options = new ParseOptions();
    options.setResolve(false);
    SwaggerParseResult result;
    try {
      result = new OpenAPIV3Parser().parseJsonNode(null, document, options);
    } catch (RuntimeException e) {
      throw new UnreadableDocumentException("it is not an OpenAPI document: " + e.getMessage());
    }
    OpenAPI api = result.getOpenAPI();
    List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
    if (api == null || api.getOpenapi() == null || api.getPaths() == null) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI 3.0 or 3.1 or Swagger 2.0 document"
              + (messages.isEmpty() ? "" : ": " + messages.getFirst()));
    }
    messages.stream()
        .limit(MOST_MESSAGES)
        .forEach(message -> findings.add(Finding.Code.DOCUMENT, "", message));
    return api;
  }
}
