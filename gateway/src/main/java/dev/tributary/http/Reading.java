package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import java.util.List;

/** What became of reading a request. */
sealed interface Reading {

  record Well(GraphQlRequest request) implements Reading {}

  /** Everything that is wrong with it; never empty. */
  record Ill(List<Refusal> refusals) implements Reading {
    public Ill {
      refusals = List.copyOf(refusals);
    }

    Ill(Refusal refusal) {
      this(List.of(refusal));
    }
  }
}
