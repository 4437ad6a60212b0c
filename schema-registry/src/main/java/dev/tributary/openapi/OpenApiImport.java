package dev.tributary.openapi;

import dev.tributary.openapi.Settings.Problems;
import io.swagger.v3.oas.models.OpenAPI;
import java.util.List;

/**
 * Imports OpenAPI 3.0 and 3.1, and Swagger 2.0. References out of the document are never followed,
 * so nothing is read but the text.
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
    return read(ImportSources.of(new SourceText("the document", document)), options);
  }

  /**
   * Makes a subgraph of a document and of what its owner wants otherwise.
   *
   * @param options where they say something, they go before the sources
   * @throws UnreadableDocumentException when it is not an OpenAPI document, is too large, or does
   *     not have what is said about it
   */
  public static ImportedSubgraph read(ImportSources sources, ImportOptions options)
      throws UnreadableDocumentException {
    return read(sources, options, "");
  }

  /** The same with everything that the report would propose. */
  public static ImportedSubgraph readWithProposals(ImportSources sources, ImportOptions options)
      throws UnreadableDocumentException {
    return read(sources, options, read(sources, options).report().proposals());
  }

  private static ImportedSubgraph read(
      ImportSources sources, ImportOptions options, String proposals)
      throws UnreadableDocumentException {
    Findings findings = new Findings();
    OpenAPI api = DocumentReader.read(sources, findings);
    Problems problems =
        new Problems(sources.mapping().map(SourceText::name).orElse(sources.document().name()));
    Customisation customisation =
        sources
            .mapping()
            .map(text -> Customisation.read(text, problems))
            .orElse(Customisation.NONE)
            .with(options)
            .plus(Customisation.read(new SourceText("proposals", proposals), problems));
    Components components = new Components(api, findings);
    TypeImporter types = new TypeImporter(components, findings, options.plain());
    OperationImporter importer =
        new OperationImporter(api, components, types, findings, options.plain());
    List<RestOperation> found = importer.operations();
    types.types().settle();
    List<RestOperation> settled =
        found.stream().map(operation -> operation.settled(types.types())).toList();
    Refinement refinement = new Refinement(customisation, api, components, types, problems);
    List<RestOperation> operations = refinement.refined(settled, findings);
    RestLinks links = refinement.links();
    ImportOptions given = customisation.options(options);
    ServerForm server = ServerForm.of(api, given, customisation.auth(), findings, problems);
    if (!problems.all().isEmpty()) {
      throw new UnreadableDocumentException(problems.all());
    }
    if (options.plain()) {
      bound(types.types(), operations, links, findings, options);
    } else {
      InputCycles.loosen(types.types(), findings);
    }
    SdlWriter writer = new SdlWriter(types.types(), links, given.source(), options.plain());
    String sdl = writer.write(server, operations);
    return new ImportedSubgraph(
        sdl,
        new ImportReport(
            importer.seen(),
            operations.size(),
            writer.typeCount(),
            findings.sorted(),
            types.renamings(),
            refinement.proposals()));
  }

  private static void bound(
      RestTypes types,
      List<RestOperation> operations,
      RestLinks links,
      Findings findings,
      ImportOptions options) {
    SelectionBounds bounds = new SelectionBounds(types, findings, options);
    links.entities().values().forEach(entity -> bounds.bound(entity.call().result()));
    links.relations().values().stream()
        .flatMap(List::stream)
        .forEach(relation -> bounds.bound(relation.call().result()));
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
}
