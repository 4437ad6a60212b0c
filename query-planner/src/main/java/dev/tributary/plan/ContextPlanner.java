package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.plan.ContextSetters.Setter;
import dev.tributary.plan.ContextValue.Source;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Plans what arguments are filled from ({@code @fromContext}): reads it of the objects above that
 * set the context, as if the client had asked for it there.
 */
final class ContextPlanner {

  private final QueryGraph graph;
  private final EntryPlanner entries;
  private final TypenamePlanner typenames;
  private final ContextSetters setters;

  ContextPlanner(QueryGraph graph, EntryPlanner entries, TypenamePlanner typenames) {
    this.graph = graph;
    this.entries = entries;
    this.typenames = typenames;
    this.setters = new ContextSetters(graph);
  }

  /**
   * @param at the object whose field has the argument
   * @param inputs gets what the value is read from, and what tells the types on the way
   */
  ContextValue obtain(
      Position at, ContextArgument argument, int subgraph, Guard guard, Set<UpstreamField> inputs) {
    List<Source> sources = new ArrayList<>();
    for (Setter setter : setters.above(at, argument.context())) {
      Position above = setter.at();
      List<Sent> read =
          entries.obtain(
              above, argument.selection(), setter.types(), subgraph, guard, false, inputs);
      if (!above.isConcrete() && !isReadOfAll(read, setter)) {
        inputs.addAll(typenames.tell(above, above.types(), guard));
      }
      sources.add(new Source(above, setter.types(), read));
    }
    if (sources.isEmpty()) {
      throw new UnplannableException(
          "nothing above "
              + Paths.print(at)
              + " sets the context that \""
              + argument.argument()
              + "\" is filled from in subgraph "
              + graph.subgraph(subgraph).name());
    }
    return new ContextValue(argument.type(), sources);
  }

  /** Whether the same is read of every object on the path, whatever its type. */
  private static boolean isReadOfAll(List<Sent> read, Setter setter) {
    TypeSet all = setter.onPath();
    return setter.types().containsAll(all)
        && read.size() == 1
        && read.getFirst().types().containsAll(all);
  }
}
