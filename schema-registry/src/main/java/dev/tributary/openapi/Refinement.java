package dev.tributary.openapi;

import dev.tributary.openapi.Settings.Problems;
import io.swagger.v3.oas.models.OpenAPI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes of what a document says what its subgraph's owner wants. */
final class Refinement {

  private final Customisation customisation;
  private final OpenAPI document;
  private final Components components;
  private final TypeImporter importer;
  private final Problems problems;
  private RestLinks links = new RestLinks();
  private String proposals = "";

  Refinement(
      Customisation customisation,
      OpenAPI document,
      Components components,
      TypeImporter importer,
      Problems problems) {
    this.components = components;
    this.customisation = customisation;
    this.document = document;
    this.importer = importer;
    this.problems = problems;
  }

  /** The operations that become fields; the types are changed as they stand. */
  List<RestOperation> refined(List<RestOperation> operations, Findings findings) {
    OperationIndex index = new OperationIndex(document, operations);
    RestTypes types = importer.types();
    proposals = Proposals.of(types, index, operations, known(), withoutLookup());
    TypeChanges changes = new TypeChanges(customisation, importer, problems);
    changes.changeFields();
    RestLinks found = new EntityLinks(customisation, changes, types, index, problems).links();
    new DocumentLinks(document, components, types, index, found, findings).add();
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

  private Set<String> known() {
    Set<String> known = new HashSet<>();
    TypeChanges names = new TypeChanges(customisation, importer, new Problems(""));
    for (Customisation.Entity entity : customisation.entities()) {
      String type = names.nameOf(entity.type());
      known.add(type == null ? entity.type().text() : type);
    }
    for (Customisation.Relation relation : customisation.relations()) {
      String type = names.nameOf(relation.type());
      known.add((type == null ? relation.type().text() : type) + "." + relation.field().text());
    }
    return known;
  }

  private Set<String> withoutLookup() {
    Set<String> types = new HashSet<>();
    TypeChanges names = new TypeChanges(customisation, importer, new Problems(""));
    for (Customisation.Entity entity : customisation.entities()) {
      String type = names.nameOf(entity.type());
      if (type != null && entity.lookup() == null) {
        types.add(type);
      }
    }
    return types;
  }

  /** What the document looks like having besides, as a mapping has it. */
  String proposals() {
    return proposals;
  }

  /** What was found with the operations. */
  RestLinks links() {
    return links;
  }
}
