package dev.tributary.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;

/**
 * Imports OpenAPI 3.0 and 3.1. References out of the document are never followed, so nothing is
 * read but the text.
 */
public final class OpenApiImport {

  /** The largest document, in characters. */
  public static final int MOST_CHARACTERS = 16_000_000;

  private OpenApiImport() {}

  /**
   * Makes a subgraph of a document.
   *
   * @param document JSON or YAML
   * @throws UnreadableDocumentException when it is not an OpenAPI document, or is too large; what
   *     cannot be mapped is in the report instead
   */
  public static ImportedSubgraph read(String document, ImportOptions options)
      throws UnreadableDocumentException {
    DocumentBounds.check(document);
    Findings findings = new Findings();
    OpenAPI api = parsed(document, findings);
    Components components = new Components(api, findings);
    TypeImporter types = new TypeImporter(components, findings, options.plain());
    OperationImporter importer =
        new OperationImporter(api, components, types, findings, options.plain());
    List<RestOperation> found = importer.operations();
    types.types().settle();
    List<RestOperation> operations =
        found.stream().map(operation -> operation.settled(types.types())).toList();
    if (options.plain()) {
      bound(types.types(), operations, findings, options);
    } else {
      InputCycles.loosen(types.types(), findings);
    }
    ServerForm server = ServerForm.of(api, options, findings);
    SdlWriter writer = new SdlWriter(types.types(), options.source(), options.plain());
    String sdl = writer.write(server, operations);
    return new ImportedSubgraph(
        sdl,
        new ImportReport(
            importer.seen(),
            operations.size(),
            writer.typeCount(),
            findings.sorted(),
            types.renamings()));
  }

  private static void bound(
      RestTypes types, List<RestOperation> operations, Findings findings, ImportOptions options) {
    SelectionBounds bounds = new SelectionBounds(types, findings, options);
    for (RestOperation operation : operations) {
      if (operation.result() != null) {
        bounds.bound(operation.result());
      }
      Mappings mappings = new Mappings(types, true);
      for (RestArgument argument : operation.arguments()) {
        if (mappings.isRenaming(argument.type())) {
          bounds.bound(argument.type());
        }
      }
    }
  }

  private static OpenAPI parsed(String document, Findings findings)
      throws UnreadableDocumentException {
    ParseOptions options = new ParseOptions();
    options.setResolve(false);
    SwaggerParseResult result;
    try {
      result = new OpenAPIV3Parser().readContents(document, null, options);
    } catch (RuntimeException e) {
      throw new UnreadableDocumentException("it is not an OpenAPI document: " + e.getMessage());
    }
    OpenAPI api = result.getOpenAPI();
    List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
    if (api == null || api.getOpenapi() == null || api.getPaths() == null) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI 3.0 or 3.1 document"
              + (messages.isEmpty() ? "" : ": " + messages.getFirst()));
    }
    messages.stream()
        .limit(100)
        .forEach(message -> findings.add(Finding.Code.DOCUMENT, "", message));
    return api;
  }
}
