package dev.tributary.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What leads from objects to others: entities, and fields that an operation answers. */
final class RestLinks {

  private final SortedMap<String, Entity> entities = new TreeMap<>();
  private final SortedMap<String, List<Relation>> relations = new TreeMap<>();

  /**
   * A type that is found by its key.
   *
   * @param key names of fields
   */
  record Entity(List<String> key, RestCall call) {
    Entity {
      key = List.copyOf(key);
    }
  }

  /** A field with a call of its own. */
  record Relation(String name, RestType to, RestCall call) {}

  /** By type. */
  SortedMap<String, Entity> entities() {
    return entities;
  }

  /** By type that has the fields. */
  SortedMap<String, List<Relation>> relations() {
    return relations;
  }

  List<Relation> relationsOf(String type) {
    return relations.getOrDefault(type, List.of());
  }

  void add(String type, Relation relation) {
    relations.computeIfAbsent(type, name -> new ArrayList<>()).add(relation);
  }
}
