package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.LinkedDocument;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Makes a contract: a supergraph of which clients see a part, chosen by tags. What is left out is
 * marked {@code @inaccessible}; the gateway still uses it to answer what is shown.
 */
public final class Contract {
  /** What errors call the supergraph's document. */
  public static final String SOURCE = "supergraph";

  private Contract() {}

  /**
   * Pure, and never throws for a bad document: errors say where they stand in the supergraph, under
   * the subgraph name {@link #SOURCE}.
   *
   * @param supergraphSdl a supergraph, {@link Composer}'s or another's
   */
  public static Composition of(String supergraphSdl, TagFilter filter) {
    Problems problems = new Problems();
    LinkedDocument document =
        LinkedDocument.read(new SubgraphSource(SOURCE, "", supergraphSdl), problems);
    if (document == null || problems.hasErrors()) {
      return Composer.failed(problems);
    }
    SequencedMap<String, TypeNode> visible = new LinkedHashMap<>();
    document
        .types()
        .forEach(
            (name, type) -> {
              if (!document.isMachinery(name)) {
                visible.put(name, type);
              }
            });
    Masked masked = TagMask.apply(visible, document, filter);
    MergedSchema schema =
        new MergedSchema(
            List.of(), masked.types(), masked.directives(), List.of(), masked.names(), null);
    InaccessibleRules.check(schema, document.roots(), problems);
    if (problems.hasErrors()) {
      return Composer.failed(problems);
    }
    Map<String, TypeNode> types = new HashMap<>(document.types());
    types.putAll(masked.types());
    Map<String, DirectiveDefinitionNode> directives = new HashMap<>(document.directives());
    directives.putAll(masked.directives());
    List<DirectiveNode> schemaDirectives = new ArrayList<>(document.schemaDirectives());
    if (masked.hidesAnything()) {
      link(document, masked.names(), schemaDirectives, directives);
    }
    return new Composition.Composed(
        SupergraphPrinter.print(
            document.description(), schemaDirectives, document.roots(), directives, types),
        List.of());
  }

  /**
   * @param names what the document calls {@code @inaccessible}
   */
  record Masked(
      SequencedMap<String, TypeNode> types,
      SequencedMap<String, DirectiveDefinitionNode> directives,
      SupergraphNames names,
      boolean hidesAnything) {}

  /** A supergraph without hidden elements of its own does not know the directive yet. */
  private static void link(
      LinkedDocument document,
      SupergraphNames names,
      List<DirectiveNode> schemaDirectives,
      Map<String, DirectiveDefinitionNode> directives) {
    if (document.links().to(SupergraphFeature.INACCESSIBLE.identity()) != null) {
      return;
    }
    Set<FederationDirective> used = Set.of(FederationDirective.INACCESSIBLE);
    int behindLinks = document.links().links().size();
    schemaDirectives.add(
        behindLinks, SupergraphFeature.INACCESSIBLE.link(used, names, directives.keySet()));
    directives.put(
        names.of(FederationDirective.INACCESSIBLE),
        JoinDefinitions.of(FederationDirective.INACCESSIBLE, names));
  }

  /** {@code @inaccessible} as the document calls it. */
  static DirectiveNode inaccessible(SupergraphNames names) {
    SequencedMap<String, Value> none = new LinkedHashMap<>();
    return new DirectiveNode(
        names.of(FederationDirective.INACCESSIBLE),
        FederationDirective.INACCESSIBLE,
        none,
        Join.NOWHERE,
        false);
  }
}
