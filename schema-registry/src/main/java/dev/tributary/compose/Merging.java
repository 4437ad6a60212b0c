package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every part of the merge shares. Confined to the thread that composes. */
final class Merging {
  private final List<Participant> participants;
  private final Subtypes subtypes;
  private final EnumUse enumUse;
  private final ElementMerge elements;
  private final Problems problems;

  /** By type. Asked of each participant anew, a graph of many services would take the square. */
  private final Map<String, List<Source<TypeNode>>> sources = new HashMap<>();

  /** The participants that have a type as an interface object, by its name; few graphs have any. */
  private final Map<String, List<Participant>> interfaceObjects = new HashMap<>();

  Merging(List<Participant> participants, ElementMerge elements, Problems problems) {
    this.participants = participants;
    this.subtypes = Subtypes.of(participants);
    this.enumUse = EnumUse.of(participants);
    this.elements = elements;
    this.problems = problems;
    for (Participant participant : participants) {
      for (TypeNode type : participant.schema().types().values()) {
        sources
            .computeIfAbsent(type.name(), _ -> new ArrayList<>())
            .add(new Source<>(participant, type));
        if (type.has(FederationDirective.INTERFACE_OBJECT)) {
          interfaceObjects.computeIfAbsent(type.name(), _ -> new ArrayList<>()).add(participant);
        }
      }
    }
  }

  List<Participant> participants() {
    return participants;
  }

  Subtypes subtypes() {
    return subtypes;
  }

  EnumUse enumUse() {
    return enumUse;
  }

  ElementMerge elements() {
    return elements;
  }

  Problems problems() {
    return problems;
  }

  /** Every participant's version of the type called {@code name}. */
  List<Source<TypeNode>> sources(String name) {
    return Collections.unmodifiableList(sources.getOrDefault(name, List.of()));
  }

  /** The participants that have the type as an interface object. */
  List<Participant> interfaceObjects(String name) {
    return Collections.unmodifiableList(interfaceObjects.getOrDefault(name, List.of()));
  }

  /** Whether any type is an interface object anywhere. */
  boolean hasInterfaceObjects() {
    return !interfaceObjects.isEmpty();
  }
}
