package dev.tributary.compose;

import java.util.List;

/** What composing subgraphs came to. */
public sealed interface Composition {

  List<Hint> hints();

  /**
   * @param supergraphSdl deterministic, byte for byte; readable by any Federation 2 router
   */
  record Composed(String supergraphSdl, List<Hint> hints) implements Composition {
    public Composed {
      hints = List.copyOf(hints);
    }
  }

  /** Nothing was composed. Every problem is here, not only the first. */
  record Failed(List<CompositionError> errors, List<Hint> hints) implements Composition {
    public Failed {
      errors = List.copyOf(errors);
      hints = List.copyOf(hints);
    }
  }
}
