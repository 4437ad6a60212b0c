package dev.tributary.operation;

import dev.tributary.supergraph.ApiDirectives;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.SelectionSetContainer;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLSchema;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds directives that graphql-java's validation lets pass although the schema does not have them:
 * its own experiments.
 */
final class UnknownDirectives {

  private final Set<String> foreign;
  private final List<RequestError> errors;

  private UnknownDirectives(Set<String> foreign, List<RequestError> errors) {
    this.foreign = foreign;
    this.errors = errors;
  }

  /**
   * @param document within the limits, so that it can be walked
   * @param errors where to put what is found
   */
  static void find(Document document, GraphQLSchema api, List<RequestError> errors) {
    List<GraphQLDirective> known = ApiDirectives.of(api);
    Set<String> foreign =
        api.getDirectives().stream()
            .filter(directive -> !known.contains(directive))
            .map(GraphQLDirective::getName)
            .collect(Collectors.toSet());
    UnknownDirectives unknown = new UnknownDirectives(foreign, errors);
    for (Definition<?> definition : document.getDefinitions()) {
      unknown.check(definition);
    }
  }

  private void check(Object node) {
    if (node instanceof DirectivesContainer<?> container) {
      for (Directive directive : container.getDirectives()) {
        if (foreign.contains(directive.getName())) {
          errors.add(
              RequestError.of(
                  ErrorCode.GRAPHQL_VALIDATION_FAILED,
                  "Unknown directive '" + directive.getName() + "'",
                  Locations.of(directive.getSourceLocation())));
        }
      }
    }
    if (node instanceof SelectionSetContainer<?> container
        && container.getSelectionSet() instanceof SelectionSet set) {
      for (Selection<?> selection : set.getSelections()) {
        check(selection);
      }
    }
  }
}
