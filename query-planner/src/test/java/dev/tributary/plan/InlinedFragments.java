package dev.tributary.plan;

import graphql.language.AstTransformer;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Node;
import graphql.language.NodeVisitorStub;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import graphql.util.TreeTransformerUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Documents with inline fragments in the place of named ones. */
final class InlinedFragments {
  private InlinedFragments() {}

  static Document of(Document document) {
    Map<String, FragmentDefinition> fragments = new HashMap<>();
    document
        .getDefinitionsOfType(FragmentDefinition.class)
        .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    Document result = document;
    // Fragments spread others: each round inlines one level.
    for (int round = 0; round <= fragments.size(); round++) {
      result =
          (Document)
              new AstTransformer()
                  .transform(
                      result,
                      new NodeVisitorStub() {
                        @Override
                        public TraversalControl visitFragmentSpread(
                            FragmentSpread spread, TraverserContext<Node> context) {
                          FragmentDefinition fragment =
                              Objects.requireNonNull(fragments.get(spread.getName()));
                          return TreeTransformerUtil.changeNode(
                              context,
                              InlineFragment.newInlineFragment()
                                  .typeCondition(fragment.getTypeCondition())
                                  .selectionSet(fragment.getSelectionSet())
                                  .build());
                        }
                      });
    }
    return result;
  }
}
