package dev.tributary.compose;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.FieldSet.Field;
import dev.tributary.supergraph.FieldSet.Fragment;
import dev.tributary.supergraph.FieldSet.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Field sets as what can be read at a position. */
final class Views {
  private Views() {}

  /** Whether {@code view} holds {@code field} at its top. */
  static boolean holds(@Nullable FieldSet view, String field, Predicate<String> applies) {
    if (view == null) {
      return false;
    }
    for (Selection selection : view.selections()) {
      boolean found =
          switch (selection) {
            case Field one -> one.name().equals(field);
            case Fragment fragment ->
                applies.test(fragment.typeCondition())
                    && holds(fragment.selection(), field, applies);
          };
      if (found) {
        return true;
      }
    }
    return false;
  }

  /** What {@code view} holds below {@code field}; null when nothing. */
  static @Nullable FieldSet below(
      @Nullable FieldSet view, String field, Predicate<String> applies) {
    FieldSet below = null;
    if (view != null) {
      for (Selection selection : view.selections()) {
        switch (selection) {
          case Field one -> {
            if (one.name().equals(field)) {
              below = union(below, one.selection());
            }
          }
          case Fragment fragment -> {
            if (applies.test(fragment.typeCondition())) {
              below = union(below, below(fragment.selection(), field, applies));
            }
          }
        }
      }
    }
    return below;
  }

  /** Both together, in a form that does not depend on how they were written. */
  static @Nullable FieldSet union(@Nullable FieldSet one, @Nullable FieldSet other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    if (one.equals(other)) {
      return one;
    }
    Map<String, Selection> byHead = new LinkedHashMap<>();
    for (Selection selection : one.selections()) {
      byHead.merge(head(selection), selection, Views::union);
    }
    for (Selection selection : other.selections()) {
      byHead.merge(head(selection), selection, Views::union);
    }
    List<String> heads = new ArrayList<>(byHead.keySet());
    heads.sort(null);
    List<Selection> selections = new ArrayList<>();
    for (String head : heads) {
      Selection selection = byHead.get(head);
      if (selection != null) {
        selections.add(selection);
      }
    }
    return new FieldSet(selections);
  }

  private static String head(Selection selection) {
    return switch (selection) {
      case Field field -> field.name();
      case Fragment fragment -> "... on " + fragment.typeCondition();
    };
  }

  private static Selection union(Selection one, Selection other) {
    if (one instanceof Field first && other instanceof Field second) {
      return new Field(
          first.name(), first.arguments(), union(first.selection(), second.selection()));
    }
    if (one instanceof Fragment first && other instanceof Fragment second) {
      FieldSet both = union(first.selection(), second.selection());
      return new Fragment(first.typeCondition(), both == null ? first.selection() : both);
    }
    return one;
  }
}
