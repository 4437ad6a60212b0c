package dev.tributary.execute;

import dev.tributary.cache.CacheTags;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a whole answer is invalidated by, as far as its plan tells: its services, the types that
 * they are asked for, and entities of these, whichever they are.
 *
 * @param tags that every answer has
 * @param isNamed whether there are tags by {@code @cacheTag} besides, which depend on what an
 *     answer holds: such answers are not kept whole
 */
record ResponseTags(List<String> tags, boolean isNamed) {

  static ResponseTags of(QueryPlan plan, Supergraph supergraph) {
    Set<String> tags = new TreeSet<>();
    boolean named = false;
    for (FetchStep step : plan.steps()) {
      tags.add(CacheTags.service(step.subgraph().service()));
      Set<String> types = new TreeSet<>();
      switch (step.target()) {
        case FetchTarget.Root root -> {
          types.add(supergraph.queryType());
          types(root.selection(), types);
        }
        case FetchTarget.Entities(List<EntityGroup> groups) ->
            groups.forEach(group -> types(group.selection(), types));
      }
      for (String type : types) {
        tags.add(CacheTags.type(type));
        tags.add(CacheTags.within(type));
        for (String one : possible(type, supergraph)) {
          tags.add(CacheTags.type(one));
          tags.add(CacheTags.within(one));
          named |= isNamed(one, step.subgraph().id(), supergraph);
        }
      }
    }
    return new ResponseTags(new ArrayList<>(tags), named);
  }

  private static Set<String> possible(String type, Supergraph supergraph) {
    Set<String> possible = new TreeSet<>(supergraph.possibleTypes().getOrDefault(type, Set.of()));
    possible.add(type);
    return possible;
  }

  /** Whether a service names answers with such objects, or any of its root fields. */
  private static boolean isNamed(String name, int subgraph, Supergraph supergraph) {
    TypeDefinition type = supergraph.types().get(name);
    return type != null
        && (has(type.directives(), subgraph)
            || (name.equals(supergraph.queryType())
                && type instanceof TypeDefinition.WithFields root
                && root.fields().values().stream()
                    .anyMatch(field -> has(field.directives(), subgraph))));
  }

  private static boolean has(List<AppliedDirective> directives, int subgraph) {
    return !CacheTag.of(directives, subgraph).isEmpty();
  }

  private static void types(SelectionSet set, Set<String> types) {
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          types.add(fragment.typeCondition());
          types(fragment.selections(), types);
        }
        case SelectionSet.Field field -> {
          SelectionSet below = field.selections();
          if (below != null) {
            types.add(field.type().namedType());
            types(below, types);
          }
        }
      }
    }
  }
}
