package dev.tributary.connect;

import dev.tributary.supergraph.FieldSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping provides at one position, as a tree.
 *
 * @param typeName the position's type; object, interface or union
 * @param byType what each object type has there: each field with what is below it, null on a leaf
 */
record Provided(
    String typeName, SequencedMap<String, SequencedMap<String, @Nullable Provided>> byType) {

  static Provided nothing(String typeName) {
    return new Provided(typeName, new LinkedHashMap<>());
  }

  /** Both, at one position. */
  Provided and(Provided other) {
    return all(List.of(this, other));
  }

  /**
   * All of these, at one position.
   *
   * @param provided not empty
   */
  static Provided all(List<Provided> provided) {
    SequencedMap<String, SequencedMap<String, @Nullable Provided>> all = new LinkedHashMap<>();
    for (Provided each : provided) {
      each.byType.forEach(
          (type, fields) -> {
            SequencedMap<String, @Nullable Provided> into =
                all.computeIfAbsent(type, unused -> new LinkedHashMap<>());
            fields.forEach(
                (name, below) -> {
                  Provided before = into.get(name);
                  into.put(name, before == null || below == null ? below : before.and(below));
                });
          });
    }
    return new Provided(provided.getFirst().typeName, all);
  }

  /** All of it, as a field set; null when there is nothing. */
  @Nullable FieldSet asFieldSet() {
    List<FieldSet.Selection> selections = new ArrayList<>();
    byType.forEach(
        (type, fields) -> {
          List<FieldSet.Selection> own = new ArrayList<>();
          fields.forEach(
              (name, below) -> {
                FieldSet inner = below == null ? null : below.asFieldSet();
                if (below == null || inner != null) {
                  own.add(new FieldSet.Field(name, new LinkedHashMap<>(), inner));
                }
              });
          if (type.equals(typeName)) {
            selections.addAll(own);
          } else if (!own.isEmpty()) {
            selections.add(new FieldSet.Fragment(type, new FieldSet(own)));
          }
        });
    return selections.isEmpty() ? null : new FieldSet(selections);
  }
}
