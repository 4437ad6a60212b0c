package dev.tributary.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Fetches that go to one subgraph in one request. */
final class Call {

  final int subgraph;
  private int stage;
  private final List<Fetch> fetches = new ArrayList<>();

  Call(int subgraph, int stage) {
    this.subgraph = subgraph;
    this.stage = stage;
  }

  /** How many calls have to end, one after another, before this one; at most. */
  int stage() {
    return stage;
  }

  List<Fetch> fetches() {
    return fetches;
  }

  boolean isEntities() {
    return fetches.getFirst().entities;
  }

  /** When any of its fetches is needed. */
  Guard guard() {
    Guard guard = Guard.NEVER;
    for (Fetch fetch : fetches) {
      guard = guard.or(fetch.guard());
    }
    return guard;
  }

  /** Becomes part of a later call. */
  void moveTo(Call later) {
    later.fetches.addAll(fetches);
    later.fetches.sort(Comparator.comparingInt(fetch -> fetch.number));
    fetches.clear();
    stage = later.stage;
  }
}
