package dev.tributary.compose;

import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.List;

/** What every part of the merge shares. Confined to the thread that composes. */
record Merging(
    List<Participant> participants,
    Subtypes subtypes,
    EnumUse enumUse,
    ElementMerge elements,
    Problems problems) {

  /** Every participant's version of the type called {@code name}. */
  List<Participant.Source<TypeNode>> sources(String name) {
    List<Participant.Source<TypeNode>> sources = new ArrayList<>();
    for (Participant participant : participants) {
      TypeNode type = participant.schema().types().get(name);
      if (type != null) {
        sources.add(new Participant.Source<>(participant, type));
      }
    }
    return sources;
  }
}
