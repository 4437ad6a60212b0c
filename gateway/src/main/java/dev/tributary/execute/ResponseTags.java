package dev.tributary.execute;

import dev.tributary.cache.CacheTags;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Supergraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a whole answer is invalidated by, as far as its plan tells: its services, the types that
 * they are asked for, and entities of these, whichever they are.
 *
 * @param tags that every answer has
 * @param isNamed whether {@code @cacheTag} names its fetches besides: what by is known when these
 *     are made
 */
record ResponseTags(List<String> tags, boolean isNamed) {

  /**
   * @param hints what the schema says of each step
   */
  static ResponseTags of(QueryPlan plan, List<FetchHint> hints, Supergraph supergraph) {
    Set<String> tags = new TreeSet<>();
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
        }
      }
    }
    boolean named =
        hints.stream().anyMatch(hint -> !hint.rootTags().isEmpty() || !hint.entityTags().isEmpty());
    return new ResponseTags(new ArrayList<>(tags), named);
  }

  private static Set<String> possible(String type, Supergraph supergraph) {
    Set<String> possible = new TreeSet<>(supergraph.possibleTypes().getOrDefault(type, Set.of()));
    possible.add(type);
    return possible;
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
