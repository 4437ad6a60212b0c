package dev.tributary.plan;

import dev.tributary.graph.EntityMove;
import dev.tributary.graph.TypeSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to be sent to enter a subgraph, and the upstream fields that it is read from.
 *
 * @param byMove what is sent of the objects that enter by each move
 * @param inputs what keys are read from: needed whenever anything is asked
 * @param requirements what one field requires: needed only when that field is
 */
record Representations(
    SequencedMap<EntityMove, Part> byMove,
    Set<UpstreamField> inputs,
    Set<UpstreamField> requirements) {

  record Part(TypeSet types, List<Sent> sent) {}

  Representations() {
    this(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  void add(EntityMove move, TypeSet types) {
    byMove.merge(
        move,
        new Part(types, new ArrayList<>()),
        (known, more) -> new Part(known.types().or(types), known.sent()));
  }

  void add(EntityMove move, List<Sent> sent) {
    Part part = byMove.get(move);
    if (part != null) {
      Sent.merge(part.sent(), sent);
    }
  }

  /** The data keys of what is sent for a requirement's sake, and not as a key. */
  Set<String> requiredKeys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Part part : byMove.values()) {
      part.sent().stream().filter(sent -> !sent.required()).map(Sent::dataKey).forEach(keys::add);
    }
    return keys;
  }

  /** How many fetches have to end, one after another, before this can be sent. */
  int stage() {
    return Stream.concat(inputs.stream(), requirements.stream())
        .mapToInt(input -> input.in.fetch.stage() + 1)
        .max()
        .orElse(0);
  }

  /** Whether any input comes, directly or not, from {@code fetch}. */
  boolean restOn(Fetch fetch) {
    return Stream.concat(inputs.stream(), requirements.stream())
        .anyMatch(input -> input.in.fetch.restsOn(fetch));
  }
}
