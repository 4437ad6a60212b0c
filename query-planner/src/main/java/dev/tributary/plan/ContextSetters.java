package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.Resolver;
import dev.tributary.graph.TypeSet;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import java.util.ArrayList;
import java.util.List;

/** Finds the objects above a position that set a context. */
final class ContextSetters {

  private final QueryGraph graph;

  ContextSetters(QueryGraph graph) {
    this.graph = graph;
  }

  /**
   * Objects that set a context.
   *
   * @param types those of the objects there that do
   * @param onPath those of the objects there that have the position below them
   */
  record Setter(Position at, TypeSet types, TypeSet onPath) {}

  /**
   * The nearest setters above, nearest first: an object that sets the context hides what is set
   * above it. Empty when some object has none above it.
   */
  List<Setter> above(Position at, String context) {
    TypeSet setting = graph.contextSetters(context);
    List<Setter> setters = new ArrayList<>();
    for (DataField via = at.via; via != null; via = via.parent.via) {
      TypeSet onPath = via.types.and(via.parent.types());
      TypeSet types = onPath.and(setting);
      if (!types.isEmpty()) {
        setters.add(new Setter(via.parent, types, onPath));
      }
      if (setting.containsAll(onPath)) {
        return setters;
      }
    }
    return List.of();
  }

  /** Whether everything is set that the field is filled from. */
  boolean areSet(Position at, Resolver resolver) {
    for (ContextArgument argument : resolver.contexts()) {
      if (above(at, argument.context()).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
