package dev.tributary.plan;

import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which data paths are lists, gathered from the selections of a plan, to print paths by. */
final class PathTypes {

  private final Map<List<String>, TypeRef> types = new HashMap<>();

  PathTypes(QueryPlan plan) {
    for (FetchStep step : plan.steps()) {
      switch (step.target()) {
        case FetchTarget.Root(List<PathElement> path, SelectionSet selection) ->
            add(keys(path), selection);
        case FetchTarget.Entities(List<EntityGroup> groups) ->
            groups.forEach(group -> add(keys(group.path()), group.selection()));
      }
    }
  }

  /** Such as {@code users.@.reviews.@|[Book].author}; empty for the root. */
  String print(List<PathElement> path) {
    StringBuilder out = new StringBuilder();
    List<String> keys = new ArrayList<>();
    for (PathElement element : path) {
      switch (element) {
        case PathElement.Key(String key) -> {
          keys.add(key);
          out.append(out.isEmpty() ? "" : ".").append(key);
          TypeRef type = types.get(keys);
          while (type != null) {
            switch (type) {
              case TypeRef.NonNull(TypeRef inner) -> type = inner;
              case TypeRef.ListOf(TypeRef inner) -> {
                out.append(".@");
                type = inner;
              }
              case TypeRef.Named _ -> type = null;
            }
          }
        }
        case PathElement.OnTypes(var names) ->
            out.append(names.stream().sorted().collect(Collectors.joining("|", "|[", "]")));
      }
    }
    return out.toString();
  }

  private static List<String> keys(List<PathElement> path) {
    List<String> keys = new ArrayList<>();
    for (PathElement element : path) {
      if (element instanceof PathElement.Key(String key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private void add(List<String> at, SelectionSet selections) {
    for (SelectionSet.Selection selection : selections.selections()) {
      switch (selection) {
        case SelectionSet.Fragment fragment -> add(at, fragment.selections());
        case SelectionSet.Field field -> {
          if (field.selections() != null) {
            List<String> below = new ArrayList<>(at);
            below.add(field.responseKey());
            types.putIfAbsent(List.copyOf(below), field.type());
            add(below, field.selections());
          }
        }
      }
    }
  }
}
