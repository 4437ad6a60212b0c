package dev.tributary.http;

import dev.tributary.execute.GraphQlRequest;
import io.vertx.core.Future;
import java.util.List;

/** What became of reading a request. */
sealed interface RequestReading {

  record Valid(GraphQlRequest request) implements RequestReading {}

  /** Several operations, each of which may be wrong by itself; never empty, and none a batch. */
  record Batch(List<RequestReading> operations) implements RequestReading {
    public Batch {
      operations = List.copyOf(operations);
    }
  }

  /**
   * Whether it is valid is known later, once another gateway's documents have been asked for.
   *
   * @param reading completes on the context that read it, in bounded time and without failing, with
   *     one that is valid or invalid
   */
  record Pending(Future<RequestReading> reading) implements RequestReading {}

  /** Everything that is wrong with it; never empty. */
  record Invalid(List<Refusal> refusals) implements RequestReading {
    public Invalid {
      refusals = List.copyOf(refusals);
    }

    Invalid(Refusal refusal) {
      this(List.of(refusal));
    }
  }
}
