package dev.tributary.subgraph;

import dev.tributary.subgraph.Problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Collects problems while a schema is read or merged, so that all of them are reported together.
 * Confined to the thread that composes.
 */
public final class Problems {
  private final List<Problem> all = new ArrayList<>();
  private boolean errors;

  public void error(String code, String coordinate, Place place, String message) {
    add(new Problem(Severity.ERROR, code, message, coordinate, List.of(place)));
  }

  public void error(String code, String coordinate, List<Place> places, String message) {
    add(new Problem(Severity.ERROR, code, message, coordinate, places));
  }

  public void hint(
      Severity severity, String code, String coordinate, List<Place> places, String message) {
    add(new Problem(severity, code, message, coordinate, places));
  }

  public void addAll(Collection<Problem> problems) {
    problems.forEach(this::add);
  }

  private void add(Problem problem) {
    all.add(problem);
    errors |= problem.severity() == Severity.ERROR;
  }

  public boolean hasErrors() {
    return errors;
  }

  /** In the order found. */
  public List<Problem> all() {
    return List.copyOf(all);
  }
}
