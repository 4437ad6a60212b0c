package dev.tributary.operation;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The named fragments of a document. */
final class Fragments {

  private final Map<String, FragmentDefinition> byName;

  private Fragments(Map<String, FragmentDefinition> byName) {
    this.byName = byName;
  }

  static Fragments of(Document document) {
    Map<String, FragmentDefinition> byName = new LinkedHashMap<>();
    for (FragmentDefinition fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
      // A second one of the same name is for validation to complain about.
      byName.putIfAbsent(fragment.getName(), fragment);
    }
    return new Fragments(byName);
  }

  @Nullable FragmentDefinition get(String name) {
    return byName.get(name);
  }

  /** An order in which every fragment comes after all that it spreads; or where there is none. */
  sealed interface Order {}

  record Acyclic(List<FragmentDefinition> innermostFirst) implements Order {}

  record Cyclic(FragmentDefinition fragment) implements Order {}

  /** Depth-first without recursion: a chain of fragments may be as long as the document. */
  Order order() {
    List<FragmentDefinition> done = new ArrayList<>();
    Set<String> finished = new HashSet<>();
    Set<String> open = new HashSet<>();
    Map<String, List<String>> spreads = new HashMap<>();
    byName.forEach((name, fragment) -> spreads.put(name, spreadsIn(fragment.getSelectionSet())));
    for (FragmentDefinition start : byName.values()) {
      Deque<FragmentDefinition> path = new ArrayDeque<>();
      Deque<Iterator<String>> rest = new ArrayDeque<>();
      if (finished.contains(start.getName())) {
        continue;
      }
      path.push(start);
      open.add(start.getName());
      rest.push(spreads.getOrDefault(start.getName(), List.of()).iterator());
      while (!path.isEmpty()) {
        if (rest.element().hasNext()) {
          FragmentDefinition next = byName.get(rest.element().next());
          if (next == null || finished.contains(next.getName())) {
            continue;
          }
          if (!open.add(next.getName())) {
            return new Cyclic(next);
          }
          path.push(next);
          rest.push(spreads.getOrDefault(next.getName(), List.of()).iterator());
        } else {
          rest.pop();
          FragmentDefinition end = path.pop();
          open.remove(end.getName());
          finished.add(end.getName());
          done.add(end);
        }
      }
    }
    return new Acyclic(done);
  }

  private static List<String> spreadsIn(SelectionSet top) {
    List<String> spreads = new ArrayList<>();
    Deque<SelectionSet> rest = new ArrayDeque<>();
    rest.push(top);
    while (!rest.isEmpty()) {
      for (Selection<?> selection : rest.pop().getSelections()) {
        switch (selection) {
          case FragmentSpread spread -> spreads.add(spread.getName());
          case InlineFragment inline -> rest.push(inline.getSelectionSet());
          case Field field -> {
            if (field.getSelectionSet() != null) {
              rest.push(field.getSelectionSet());
            }
          }
          default -> throw new IllegalStateException("not a selection: " + selection.getClass());
        }
      }
    }
    return spreads;
  }
}
