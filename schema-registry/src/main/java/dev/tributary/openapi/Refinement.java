package dev.tributary.openapi;

import dev.tributary.openapi.Settings.Problems;
import io.swagger.v3.oas.models.OpenAPI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes of what a document says what its subgraph's owner wants. */
final class Refinement {

  private final Customisation customisation;
  private final OpenAPI document;
  private final TypeImporter importer;
  private final Problems problems;
  private RestLinks links = new RestLinks();

  Refinement(
      Customisation customisation, OpenAPI document, TypeImporter importer, Problems problems) {
    this.customisation = customisation;
    this.document = document;
    this.importer = importer;
    this.problems = problems;
  }

  /** The operations that become fields; the types are changed as they stand. */
  List<RestOperation> refined(List<RestOperation> operations, Findings findings) {
    OperationIndex index = new OperationIndex(document, operations);
    RestTypes types = importer.types();
    TypeChanges changes = new TypeChanges(customisation, importer, problems);
    changes.changeFields();
    RestLinks found = new EntityLinks(customisation, changes, types, index, problems).links();
    OperationChoice choice = new OperationChoice(customisation, index, problems);
    List<RestOperation> chosen = choice.chosen(operations);
    index.all().stream()
        .filter(entry -> !choice.stays(entry))
        .forEach(entry -> findings.forget(entry.pointer()));
    Map<String, String> names = changes.typeNames();
    TypeRenaming renaming = new TypeRenaming(name -> names.getOrDefault(name, name));
    if (problems.all().isEmpty()) {
      renaming.rename(types);
      links = renaming.renamed(found);
      chosen = new ArrayList<>(chosen);
      chosen.replaceAll(renaming::renamed);
    }
    return chosen;
  }

  /** What was found with the operations. */
  RestLinks links() {
    return links;
  }
}
