package dev.tributary.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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

  /** Fields that hold an argument of the request, by type. */
  private final SortedMap<String, List<RestField>> given = new TreeMap<>();

  /** Those of one operation, by what it answers to: the field and the argument. */
  private final SortedMap<String, SortedMap<String, String>> arguments = new TreeMap<>();

  /** What a subgraph must import of Federation for them. */
  String imports() {
    List<String> names = new ArrayList<>();
    if (!entities.isEmpty()) {
      names.add("\"@key\"");
    }
    if (!given.isEmpty()) {
      names.add("\"@inaccessible\"");
    }
    return names.isEmpty() ? "" : ", import: [" + String.join(", ", names) + "]";
  }

  List<RestField> given(String type) {
    return given.getOrDefault(type, List.of());
  }

  /** What the selection of an operation adds to its answer: arguments by field. */
  SortedMap<String, String> givenBy(RestOperation operation) {
    return arguments.getOrDefault(operation.pointer(), new TreeMap<>());
  }

  /** Objects of a type that an operation answers with hold one of its arguments. */
  void give(String type, RestField field, RestOperation by, String argument) {
    List<RestField> fields = given.computeIfAbsent(type, name -> new ArrayList<>());
    if (fields.stream().noneMatch(f -> f.name().equals(field.name()))) {
      fields.add(field);
    }
    arguments.computeIfAbsent(by.pointer(), name -> new TreeMap<>()).put(field.name(), argument);
  }

  /** With what another has of arguments, its types renamed. */
  void giveAsIn(RestLinks other, UnaryOperator<String> names) {
    other.given.forEach((type, fields) -> given.put(names.apply(type), fields));
    arguments.putAll(other.arguments);
  }

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
