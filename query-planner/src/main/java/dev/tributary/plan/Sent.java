package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of a representation that is being put together.
 *
 * @param types the types of the enclosing object for which it is sent
 * @param required whether nothing can be asked without it
 * @param scope what the object below may be; empty on a leaf
 * @param known those of them that the target knows
 */
record Sent(
    String name,
    String dataKey,
    TypeSet types,
    boolean required,
    TypeSet scope,
    TypeSet known,
    List<Sent> below) {

  Sent {
    below = List.copyOf(below);
  }

  /** A field with nothing below it. */
  static Sent leaf(String name, String dataKey, TypeSet types, boolean required) {
    return new Sent(name, dataKey, types, required, TypeSet.EMPTY, TypeSet.EMPTY, List.of());
  }

  /** Whether something is sent for a requirement's sake, and not as a key. */
  static boolean require(List<Sent> sent) {
    return sent.stream().anyMatch(one -> !one.required);
  }

  /** One representation has one value per field and object. */
  static boolean canMerge(List<Sent> into, List<Sent> more) {
    for (Sent one : more) {
      for (Sent known : into) {
        if (known.name.equals(one.name)
            && known.types.intersects(one.types)
            && !(known.dataKey.equals(one.dataKey) && canMerge(known.below, one.below))) {
          return false;
        }
      }
    }
    return true;
  }

  static void merge(List<Sent> into, List<Sent> more) {
    for (Sent one : more) {
      int place = 0;
      while (place < into.size() && !into.get(place).joins(one)) {
        place++;
      }
      if (place == into.size()) {
        into.add(one);
        continue;
      }
      Sent known = into.get(place);
      List<Sent> below = new ArrayList<>(known.below);
      merge(below, one.below);
      into.set(
          place,
          new Sent(
              known.name,
              known.dataKey,
              known.types.or(one.types),
              known.required || one.required,
              known.scope.or(one.scope),
              known.known.or(one.known),
              below));
    }
  }

  private boolean joins(Sent other) {
    return name.equals(other.name)
        && dataKey.equals(other.dataKey)
        && (below.equals(other.below) || types.intersects(other.types));
  }
}
