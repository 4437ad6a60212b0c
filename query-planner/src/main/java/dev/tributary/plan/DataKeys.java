package dev.tributary.plan;

import dev.tributary.graph.TypeSet;
import dev.tributary.plan.Demand.FieldKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The data keys in use at one path of the merged data, whatever the types of the objects there.
 *
 * <p>A field's data key is its name, unless that would clash: with the same field under other
 * arguments on the same object, or, inside one upstream selection, with a field of another type or
 * other arguments, which GraphQL forbids to merge (GraphQL specification, 5.3.2).
 */
final class DataKeys {

  private record Use(TypeSet types, FieldKey field, Fetch fetch, String shape) {
    boolean allows(Use other) {
      if (fetch == other.fetch) {
        return field.equals(other.field) && shape.equals(other.shape);
      }
      return field.equals(other.field) || !types.intersects(other.types);
    }
  }

  private final Map<String, Set<Use>> uses = new HashMap<>();
  private final Map<String, DataKeys> below = new HashMap<>();

  /**
   * The data key for a field of objects of {@code types}, selected in {@code fetch}.
   *
   * @param shape what has to be equal for upstream fields to merge
   */
  String choose(FieldKey field, TypeSet types, Fetch fetch, String shape) {
    Use use = new Use(types, field, fetch, shape);
    String key = field.name();
    for (int n = 2; !allowed(key, use); n++) {
      key = field.name() + "_" + n;
    }
    add(key, use);
    return key;
  }

  /** Whether a field could have this data key. */
  boolean fits(String key, FieldKey field, TypeSet types, Fetch fetch, String shape) {
    return allowed(key, new Use(types, field, fetch, shape));
  }

  /** Selects a field that has its data key already in one more fetch; false when it may not be. */
  boolean join(String key, FieldKey field, TypeSet types, Fetch fetch, String shape) {
    Use use = new Use(types, field, fetch, shape);
    if (!allowed(key, use)) {
      return false;
    }
    add(key, use);
    return true;
  }

  /** A key that no object of these types has, to read an absent value from. */
  String absent(String name, TypeSet types) {
    String key = name;
    for (int n = 2; isTaken(key, types); n++) {
      key = name + "_" + n;
    }
    return key;
  }

  DataKeys below(String key) {
    return below.computeIfAbsent(key, k -> new DataKeys());
  }

  private boolean allowed(String key, Use use) {
    return uses.getOrDefault(key, Set.of()).stream().allMatch(known -> known.allows(use));
  }

  private boolean isTaken(String key, TypeSet types) {
    return uses.getOrDefault(key, Set.of()).stream().anyMatch(use -> use.types().intersects(types));
  }

  private void add(String key, Use use) {
    uses.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(use);
  }
}
