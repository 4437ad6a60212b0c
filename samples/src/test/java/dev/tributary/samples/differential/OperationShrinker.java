package dev.tributary.samples.differential;

import dev.tributary.samples.differential.OperationGenerator.Generated;
import graphql.language.AstPrinter;
import graphql.language.AstTransformer;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Node;
import graphql.language.NodeTraverser;
import graphql.language.NodeVisitorStub;
import graphql.language.OperationDefinition;
import graphql.language.VariableReference;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import graphql.util.TreeTransformerUtil;
import graphql.validation.Validator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes an operation that shows a difference small enough to be read: leaves out one selection or
 * directive after the other for as long as the difference stays.
 */
final class OperationShrinker {

  private final GraphQLSchema schema;

  OperationShrinker(GraphQLSchema schema) {
    this.schema = schema;
  }

  /** The smallest operation found that still {@code fails}. */
  Generated shrink(Generated operation, Predicate<Generated> fails) {
    Generated smallest = operation;
    int index = 0;
    while (true) {
      Optional<Document> smaller = without(parse(smallest.document()), index);
      if (smaller.isEmpty()) {
        return smallest;
      }
      Optional<Generated> candidate = tidy(smaller.get(), smallest);
      if (candidate.filter(fails).isPresent()) {
        smallest = candidate.get();
      } else {
        index++;
      }
    }
  }

  /** Without the selection or directive of that index; empty when there are not so many. */
  private static Optional<Document> without(Document document, int index) {
    int[] seen = {0};
    NodeVisitorStub removal =
        new NodeVisitorStub() {
          @Override
          public TraversalControl visitField(Field node, TraverserContext<Node> context) {
            return removeWhenDue(context);
          }

          @Override
          public TraversalControl visitInlineFragment(
              InlineFragment node, TraverserContext<Node> context) {
            return removeWhenDue(context);
          }

          @Override
          public TraversalControl visitFragmentSpread(
              FragmentSpread node, TraverserContext<Node> context) {
            return removeWhenDue(context);
          }

          @Override
          public TraversalControl visitDirective(Directive node, TraverserContext<Node> context) {
            return removeWhenDue(context);
          }

          private TraversalControl removeWhenDue(TraverserContext<Node> context) {
            return seen[0]++ == index
                ? TreeTransformerUtil.deleteNode(context)
                : TraversalControl.CONTINUE;
          }
        };
    Document result = (Document) new AstTransformer().transform(document, removal);
    return seen[0] <= index ? Optional.empty() : Optional.of(result);
  }

  /** Without fragments and variables that are no longer used; empty when it is not valid. */
  private Optional<Generated> tidy(Document document, Generated from) {
    Document used = withoutUnusedFragments(document);
    Set<String> names = variablesIn(used);
    used =
        used.transform(
            builder ->
                builder.definitions(
                    withOperation(
                        builder.build().getDefinitions(),
                        operation ->
                            operation.transform(
                                it ->
                                    it.variableDefinitions(
                                        operation.getVariableDefinitions().stream()
                                            .filter(one -> names.contains(one.getName()))
                                            .toList())))));
    try {
      String text = AstPrinter.printAstCompact(used);
      Map<String, @Nullable Object> variables = new LinkedHashMap<>(from.variables());
      variables.keySet().retainAll(names);
      return new Validator().validateDocument(schema, parse(text), Locale.ROOT).isEmpty()
          ? Optional.of(new Generated(from.seed(), text, variables))
          : Optional.empty();
    } catch (InvalidSyntaxException emptySelection) {
      return Optional.empty();
    }
  }

  private static Document withoutUnusedFragments(Document document) {
    Set<String> spread = new HashSet<>();
    visit(
        document,
        new NodeVisitorStub() {
          @Override
          public TraversalControl visitFragmentSpread(
              FragmentSpread node, TraverserContext<Node> context) {
            spread.add(node.getName());
            return TraversalControl.CONTINUE;
          }
        });
    List<Definition> definitions =
        document.getDefinitions().stream()
            .filter(
                one ->
                    !(one instanceof FragmentDefinition fragment)
                        || spread.contains(fragment.getName()))
            .toList();
    return definitions.size() == document.getDefinitions().size()
        ? document
        : withoutUnusedFragments(document.transform(it -> it.definitions(definitions)));
  }

  private static Set<String> variablesIn(Document document) {
    Set<String> names = new HashSet<>();
    visit(
        document,
        new NodeVisitorStub() {
          @Override
          public TraversalControl visitVariableReference(
              VariableReference node, TraverserContext<Node> context) {
            names.add(node.getName());
            return TraversalControl.CONTINUE;
          }
        });
    return names;
  }

  private static List<Definition> withOperation(
      List<Definition> definitions, UnaryOperator<OperationDefinition> change) {
    return definitions.stream()
        .<Definition>map(
            one -> one instanceof OperationDefinition operation ? change.apply(operation) : one)
        .toList();
  }

  private static void visit(Document document, NodeVisitorStub visitor) {
    new NodeTraverser().preOrder(visitor, document);
  }

  private static Document parse(String text) {
    return new Parser().parseDocument(text);
  }
}
