package dev.tributary.registry;

import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import java.util.List;

/** What a publish came to. In all cases but {@link Published} the graph is as it was. */
public sealed interface PublishResult {

  /** Stored, and served from now on. */
  record Published(SupergraphVersion version, List<Hint> hints) implements PublishResult {
    public Published {
      hints = List.copyOf(hints);
    }
  }

  /** The graph has exactly these subgraphs already. */
  record Unchanged(SupergraphVersion version) implements PublishResult {}

  /** The subgraphs do not compose. */
  record Refused(List<CompositionError> errors, List<Hint> hints) implements PublishResult {
    public Refused {
      errors = List.copyOf(errors);
      hints = List.copyOf(hints);
    }
  }

  /**
   * The graph has moved on since the version that the change was made against.
   *
   * @param current the graph's latest version; 0 when it has none
   */
  record Stale(long base, long current) implements PublishResult {}

  /** The change itself is not well formed. */
  record Invalid(List<ChangeProblem> problems) implements PublishResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
