package dev.tributary.connect;

import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Directive;
import graphql.language.Node;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.SourceLocation;
import graphql.language.StringValue;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One {@code @connect} or {@code @source} in a document, and where the parts of it stand. */
final class ConnectorSite {

  private final String coordinate;
  private final Directive directive;
  private final SourceText text;
  private final List<ConnectorProblem> problems;

  /**
   * @param problems where to put what is wrong
   */
  ConnectorSite(
      String coordinate, Directive directive, SourceText text, List<ConnectorProblem> problems) {
    this.coordinate = coordinate;
    this.directive = directive;
    this.text = text;
    this.problems = problems;
  }

  String coordinate() {
    return coordinate;
  }

  SequencedMap<String, Value> arguments() {
    return Syntax.arguments(directive.getArguments());
  }

  boolean has(String argument) {
    return directive.getArgument(argument) != null;
  }

  /**
   * Reports a problem.
   *
   * @param argument such as {@code http.headers.0.value}; empty for the whole directive. Where it
   *     is not written, what encloses it is meant
   * @param offset in the argument's text, when it is one
   */
  void problem(ConnectorCode code, String argument, int offset, String message) {
    SourceLocation location = locate(argument, offset);
    problems.add(
        new ConnectorProblem(code, coordinate, message, location.getLine(), location.getColumn()));
  }

  /** Where a part of the directive stands; the parameters as for {@link #problem}. */
  SourceLocation locate(String argument, int offset) {
    Node<?> node = directive;
    for (String step : argument.isEmpty() ? List.<String>of() : List.of(argument.split("\\."))) {
      Node<?> next = child(node, step);
      if (next == null) {
        break;
      }
      node = next;
    }
    SourceLocation location = node.getSourceLocation();
    if (location == null) {
      location = new SourceLocation(1, 1);
    }
    return node instanceof StringValue ? text.inString(location, offset) : location;
  }

  private static @Nullable Node<?> child(Node<?> node, String step) {
    return switch (node) {
      case Directive whole -> {
        Argument argument = whole.getArgument(step);
        yield argument == null ? null : argument.getValue();
      }
      case ObjectValue object -> {
        if (step.matches("[0-9]+")) {
          yield object; // one object in place of a list
        }
        yield object.getObjectFields().stream()
            .filter(field -> field.getName().equals(step))
            .map(ObjectField::getValue)
            .findFirst()
            .orElse(null);
      }
      case ArrayValue array -> {
        int index = step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : array.getValues().size();
        yield index < array.getValues().size() ? array.getValues().get(index) : null;
      }
      default -> null;
    };
  }
}
