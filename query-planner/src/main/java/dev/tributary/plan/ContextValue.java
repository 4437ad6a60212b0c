package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import dev.tributary.supergraph.TypeRef;
import java.util.List;

/**
 * A value that fields of a fetch are filled from: {@code @fromContext}. Equal ones are sent once.
 *
 * @param type the argument's
 * @param sources where it is read, nearest first
 */
record ContextValue(TypeRef type, List<Source> sources) {

  ContextValue {
    sources = List.copyOf(sources);
  }

  /**
   * One position above that sets the context.
   *
   * @param types the objects there that set it
   * @param read what is read of them: one value for each type
   */
  record Source(Position at, TypeSet types, List<Sent> read) {
    Source {
      read = List.copyOf(read);
    }
  }

  /** Whether an entity that stands at {@code at} has one value: all sources are above it, or it. */
  boolean isFixedAt(Position at) {
    return sources.stream().allMatch(source -> isAtOrAbove(source.at(), at));
  }

  private static boolean isAtOrAbove(Position above, Position at) {
    for (Position position = at; ; ) {
      if (position == above) {
        return true;
      }
      DataField via = position.via;
      if (via == null) {
        return false;
      }
      position = via.parent;
    }
  }
}
