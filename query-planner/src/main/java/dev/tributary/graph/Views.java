package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code @provides} selections, which hold along one path only. */
final class Views {
  private Views() {}

  /**
   * What a view says of a field.
   *
   * @param there whether it provides the field
   * @param below what it provides below the field; null when nothing
   */
  record Provided(boolean there, @Nullable FieldSet below) {}

  private static final Provided NOTHING = new Provided(false, null);

  static Provided below(QueryGraph graph, FieldSet view, int type, String field) {
    Provided result = NOTHING;
    for (FieldSet.Selection selection : view.selections()) {
      switch (selection) {
        case FieldSet.Field(String name, var _, FieldSet below) -> {
          if (name.equals(field)) {
            result = both(result, new Provided(true, below));
          }
        }
        case FieldSet.Fragment(String condition, FieldSet selected) -> {
          if (graph.possible(condition).contains(type)) {
            result = both(result, below(graph, selected, type, field));
          }
        }
      }
    }
    return result;
  }

  private static Provided both(Provided one, Provided other) {
    if (!one.there()) {
      return other;
    }
    if (other.below() == null) {
      return one;
    }
    return new Provided(true, FieldMoves.union(one.below(), other.below()));
  }
}
