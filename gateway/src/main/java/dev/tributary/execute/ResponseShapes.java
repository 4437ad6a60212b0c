package dev.tributary.execute;

import dev.tributary.json.JsonText;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Compiles what a step selects into what its answer is expected to hold. */
final class ResponseShapes {
  private ResponseShapes() {}

  /**
   * @param sets selections on the same objects: those of one key that several fragments select
   * @param position where they stand, frozen
   */
  static ResponseShape of(List<SelectionSet> sets, Position position) {
    SequencedMap<String, List<Field>> byKey = new LinkedHashMap<>();
    sets.forEach(set -> collect(set, byKey));
    List<ResponseShape.Field> fields = new ArrayList<>();
    byKey.forEach((key, sameKey) -> fields.add(field(key, sameKey, position)));
    return new ResponseShape(position.shape(), fields);
  }

  private static void collect(SelectionSet set, SequencedMap<String, List<Field>> byKey) {
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment -> collect(fragment.selections(), byKey);
        case Field field ->
            byKey.computeIfAbsent(field.responseKey(), key -> new ArrayList<>()).add(field);
      }
    }
  }

  private static ResponseShape.Field field(String key, List<Field> sameKey, Position position) {
    List<SelectionSet> below = new ArrayList<>();
    int listDepth = 0;
    for (Field field : sameKey) {
      if (field.selections() != null) {
        below.add(field.selections());
      }
      listDepth = Math.max(listDepth, listDepth(field.type()));
    }
    @Nullable ResponseShape child = below.isEmpty() ? null : of(below, position.child(key));
    return new ResponseShape.Field(
        Tokens.key(JsonText.quote(key)), position.slot(key), child, listDepth);
  }

  private static int listDepth(TypeRef type) {
    return switch (type) {
      case TypeRef.Named named -> 0;
      case TypeRef.NonNull(TypeRef nullable) -> listDepth(nullable);
      case TypeRef.ListOf(TypeRef element) -> 1 + listDepth(element);
    };
  }
}
