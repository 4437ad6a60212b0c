package dev.tributary.execute;

import dev.tributary.cost.RequestCost;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one request spends while it runs, and on what it may not. Confined to the request's event
 * loop.
 */
final class Spending {

  /** Of a request whose cost nobody asks for. */
  static final Spending UNCOUNTED = new Spending(null, Set.of());

  private final @Nullable RequestCost cost;
  private final Set<String> refusedServices;
  private boolean serviceFailed;
  private boolean kept;

  /**
   * @param cost counts what services answer; null when that is not needed
   * @param refusedServices services whose part is too expensive: they are not asked
   */
  Spending(@Nullable RequestCost cost, Set<String> refusedServices) {
    this.cost = cost;
    this.refusedServices = Set.copyOf(refusedServices);
  }

  /** Why a step's service is not asked; null when it is. */
  @Nullable UpstreamFailure refusal(StepProgram step) {
    return refusedServices.isEmpty() || !refusedServices.contains(step.step().subgraph().service())
        ? null
        : new UpstreamFailure(
            UpstreamFailure.Code.SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE,
            "What is asked of this service is too expensive: ask for less.");
  }

  /** Whether all services may be asked. */
  boolean refusesNothing() {
    return refusedServices.isEmpty();
  }

  /** A service's answer, well-formed, has been read. */
  void answered(StepProgram step, AnswerBytes answer) {
    if (cost != null) {
      cost.answered(step.id(), answer.array(), answer.start(), answer.end());
    }
  }

  /** A call brought no answer. */
  void failed() {
    if (this != UNCOUNTED) {
      serviceFailed = true;
    }
  }

  /** Nothing was fetched: the answer was there. */
  void answeredByWhatWasKept() {
    if (this != UNCOUNTED) {
      kept = true;
    }
  }

  boolean isOfWhatWasKept() {
    return kept;
  }

  boolean hasFailed() {
    return serviceFailed;
  }
}
