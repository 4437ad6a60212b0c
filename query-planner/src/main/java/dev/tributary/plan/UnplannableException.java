package dev.tributary.plan;

import java.util.stream.Collectors;

/** One attempt found no way for a demand. Turned into a {@link PlanningException} at the door. */
final class UnplannableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnplannableException(Position at, Wanted wanted) {
    super(
        "no subgraph can answer "
            + wanted.demand.field().name()
            + " at "
            + Paths.print(at)
            + "; tried: "
            + tried(at, wanted));
  }

  UnplannableException(String message) {
    super(message);
  }

  private static String tried(Position at, Wanted wanted) {
    String read =
        at.accesses().stream()
            .map(access -> "read in subgraph " + access.node().subgraph())
            .distinct()
            .collect(Collectors.joining(", "));
    String options =
        wanted.options.stream()
            .map(option -> "subgraph " + option.subgraph() + " lacks what is asked below")
            .collect(Collectors.joining(", "));
    return read + (options.isEmpty() ? "; no other subgraph can be entered" : "; " + options);
  }
}
