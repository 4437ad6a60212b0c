package dev.tributary.plan;

import dev.tributary.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** The fetches of one attempt, and the merged data that they fill. */
final class FetchGraph {

  private final Operation.Kind kind;
  private final Position root;
  private final int mostFields;
  private final List<Fetch> fetches = new ArrayList<>();
  private int fields;

  /**
   * Mutations: the fetch that the next root field may join, and those that must have ended first.
   */
  private List<Fetch> finished = List.of();

  /**
   * @param mostFields how many fields may be fetched
   */
  FetchGraph(Operation.Kind kind, Position root, int mostFields) {
    this.kind = kind;
    this.root = root;
    this.mostFields = mostFields;
  }

  /**
   * One more field is fetched.
   *
   * @throws PlanTooLargeException when there are too many by now
   */
  void countField() {
    if (++fields > mostFields) {
      throw new PlanTooLargeException(mostFields);
    }
  }

  Operation.Kind kind() {
    return kind;
  }

  Position root() {
    return root;
  }

  List<Fetch> fetches() {
    return fetches;
  }

  int nextNumber() {
    return fetches.size();
  }

  /** Adds a fetch that waits for all that has to be finished before. */
  void add(Fetch fetch) {
    fetch.startAfter(finished);
    fetches.add(fetch);
  }

  /** How many fetches were added since everything was last declared finished. */
  int unfinished() {
    return fetches.size() - finished.size();
  }

  /** Whatever is added from here on starts after everything that is there now. */
  void finishAll() {
    finished = List.copyOf(fetches);
  }
}
