package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import dev.tributary.plan.FieldPlaces.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * What the specification's CollectFields (GraphQL specification, 6.3.2) yields for every run-time
 * type at once: the fields in order, those of the same response key merged.
 */
final class CollectedFields {

  /** A selection set that contributes when its condition holds. */
  record Occurrence(SelectionSet selections, Condition condition) {}

  /**
   * One field of the answer.
   *
   * @param types the run-time types for which it is there
   * @param below what is selected below, by all the selections of this response key
   */
  record Collected(Field first, TypeSet types, Condition condition, List<Occurrence> below) {}

  /** A field of the document, with what it is subject to. */
  private record Met(Field field, TypeSet types, Condition condition) {}

  private final QueryGraph graph;
  private final List<Met> met = new ArrayList<>();

  private final FieldPlaces places;

  private CollectedFields(QueryGraph graph, FieldPlaces places) {
    this.graph = graph;
    this.places = places;
  }

  /**
   * @param places of the operation
   */
  static List<Collected> of(
      QueryGraph graph, FieldPlaces places, TypeSet types, List<Occurrence> selections) {
    CollectedFields fields = new CollectedFields(graph, places);
    for (Occurrence one : selections) {
      fields.meet(one.selections(), types, one.condition());
    }
    return fields.collect(types);
  }

  private void meet(SelectionSet selections, TypeSet types, Condition condition) {
    for (Selection selection : selections.selections()) {
      Condition here = Conditions.and(condition, selection.condition());
      switch (selection) {
        case Field field -> met.add(new Met(field, types, here.simplified()));
        case Fragment fragment -> {
          TypeSet narrowed = types.and(graph.possible(fragment.typeCondition()));
          if (!narrowed.isEmpty()) {
            meet(fragment.selections(), narrowed, here);
          }
        }
      }
    }
  }

  private List<Collected> collect(TypeSet all) {
    // Types to which the same fields of the document apply have the same answer.
    SequencedMap<BitSet, TypeSet> classes = new LinkedHashMap<>();
    if (met.stream().allMatch(one -> one.types().equals(all))) {
      BitSet every = new BitSet();
      every.set(0, met.size());
      classes.put(every, all);
    } else {
      for (int type : all.toArray()) {
        BitSet applying = new BitSet();
        for (int i = 0; i < met.size(); i++) {
          applying.set(i, met.get(i).types().contains(type));
        }
        classes.merge(applying, TypeSet.of(type), TypeSet::or);
      }
    }
    List<SequencedMap<String, List<Met>>> merged = new ArrayList<>();
    List<List<Place>> places = new ArrayList<>();
    for (BitSet applying : classes.sequencedKeySet()) {
      List<Met> fields = applying.stream().mapToObj(met::get).toList();
      merged.add(byResponseKey(fields));
      places.add(places(fields));
    }
    List<TypeSet> types = List.copyOf(classes.sequencedValues());
    List<String> order = List.copyOf(byResponseKey(met).sequencedKeySet());
    if (!haveOneOrder(merged, places, order)) {
      // Fields of single types, between those of all, need not keep the latter apart.
      order = CommonOrder.of(merged.stream().map(SequencedMap::sequencedKeySet).toList(), order);
    }
    List<Collected> result = new ArrayList<>();
    if (haveOneOrder(merged, places, order)) {
      for (String key : order) {
        addMerged(result, key, merged, types);
      }
    } else {
      for (int i = 0; i < merged.size(); i++) {
        for (Place place : places.get(i)) {
          List<Met> same = Objects.requireNonNull(merged.get(i).get(place.responseKey()));
          Collected collected = collected(same, types.get(i));
          result.add(
              new Collected(
                  collected.first(), collected.types(), place.condition(), collected.below()));
        }
      }
    }
    return result;
  }

  private List<Place> places(List<Met> fields) {
    return places.of(
        fields.stream().map(one -> one.field().responseKey()).toList(),
        fields.stream().map(Met::condition).toList());
  }

  /** Whether every field has one place, and the same for all types. */
  private static boolean haveOneOrder(
      List<SequencedMap<String, List<Met>>> merged, List<List<Place>> places, List<String> order) {
    Map<String, Integer> positions = new HashMap<>();
    order.forEach(key -> positions.put(key, positions.size()));
    for (int i = 0; i < merged.size(); i++) {
      if (places.get(i).size() > merged.get(i).size() || !isInOrder(merged.get(i), positions)) {
        return false;
      }
    }
    return true;
  }

  private static void addMerged(
      List<Collected> result,
      String key,
      List<SequencedMap<String, List<Met>>> merged,
      List<TypeSet> types) {
    SequencedMap<List<Met>, TypeSet> variants = new LinkedHashMap<>();
    for (int i = 0; i < merged.size(); i++) {
      List<Met> same = merged.get(i).get(key);
      if (same != null) {
        variants.merge(same, types.get(i), TypeSet::or);
      }
    }
    // Unlike selections may still come to the same answer, as those of leaves do.
    SequencedMap<Collected, TypeSet> distinct = new LinkedHashMap<>();
    variants.forEach((same, of) -> distinct.merge(collected(same, TypeSet.EMPTY), of, TypeSet::or));
    distinct.forEach(
        (one, of) -> result.add(new Collected(one.first(), of, one.condition(), one.below())));
  }

  private static SequencedMap<String, List<Met>> byResponseKey(List<Met> fields) {
    SequencedMap<String, List<Met>> result = new LinkedHashMap<>();
    for (Met one : fields) {
      result.computeIfAbsent(one.field().responseKey(), key -> new ArrayList<>(1)).add(one);
    }
    return result;
  }

  private static boolean isInOrder(Map<String, List<Met>> fields, Map<String, Integer> places) {
    int last = -1;
    for (String key : fields.keySet()) {
      int place = places.getOrDefault(key, 0);
      if (place < last) {
        return false;
      }
      last = place;
    }
    return true;
  }

  /**
   * One that the caller may see, if there is one: an object may be met in two ways. Else one that
   * the caller is told of in any case.
   */
  private static Field speaker(List<Met> same) {
    Field speaker = same.getFirst().field();
    for (Met one : same) {
      if (one.field().sight().compareTo(speaker.sight()) < 0) {
        speaker = one.field();
      }
    }
    return speaker;
  }

  private static Collected collected(List<Met> same, TypeSet types) {
    Condition condition = same.getFirst().condition();
    for (Met one : same.subList(1, same.size())) {
      condition = Conditions.or(condition, one.condition());
    }
    // Types for which it is there in equal cases, told in other words, have one field still.
    condition = condition.simplified();
    List<Occurrence> below = new ArrayList<>();
    for (Met one : same) {
      SelectionSet selections = one.field().selections();
      if (selections != null) {
        // What the field's own condition says need not be said again for what is below it.
        below.add(
            new Occurrence(
                selections,
                one.condition().equals(condition) ? Condition.ALWAYS : one.condition()));
      }
    }
    return new Collected(speaker(same), types, condition, below);
  }
}
