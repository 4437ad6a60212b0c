package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldRoles;
import dev.tributary.subgraph.RootKind;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.List;

/** Merges what every kind of type has: its description, its keys, the subgraphs that know it. */
final class HeadMerge {
  private final Merging merging;

  HeadMerge(Merging merging) {
    this.merging = merging;
  }

  /**
   * @param before join directives that stand before {@code @join__type}
   * @param after and those behind it
   */
  TypeNode.Head merge(
      String name,
      List<Source<TypeNode>> sources,
      List<DirectiveNode> before,
      List<DirectiveNode> after) {
    List<DirectiveNode> directives = new ArrayList<>(before);
    if (name.equals(RootKind.QUERY.typeName())) {
      // Every subgraph can be asked from the root, whether it has a query of its own or not.
      merging
          .participants()
          .forEach(
              participant -> directives.add(Join.directive("join__type", participant).build()));
    } else {
      sources.forEach(source -> joinType(source, directives));
    }
    directives.addAll(after);
    directives.addAll(merging.elements().directives(name, sources));
    directives.addAll(merging.elements().carried(sources));
    return new TypeNode.Head(
        name,
        merging.elements().description(name, sources),
        directives,
        sources.getFirst().node().place(),
        false);
  }

  private static void joinType(Source<TypeNode> source, List<DirectiveNode> into) {
    boolean interfaceObject = source.node().has(FederationDirective.INTERFACE_OBJECT);
    List<FieldRoles.Key> keys = FieldRoles.keys(source.node());
    if (keys.isEmpty()) {
      into.add(
          Join.directive("join__type", source.participant())
              .flag("isInterfaceObject", interfaceObject)
              .build());
    }
    for (FieldRoles.Key key : keys) {
      Join join =
          Join.directive("join__type", source.participant()).with("key", key.fields().toString());
      join.flag(
          "extension", key.use().onExtension() || source.node().has(FederationDirective.EXTENDS));
      if (!key.resolvable()) {
        join.with("resolvable", new Value.BooleanValue(false));
      }
      into.add(join.flag("isInterfaceObject", interfaceObject).build());
    }
  }
}
