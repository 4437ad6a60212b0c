package dev.tributary.cost;

import dev.tributary.operation.RequestError;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.QueryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one operation costs, compiled: what does not depend on the request is computed already.
 * Immutable, shared by all requests for the operation.
 */
public final class OperationCost {

  private final Formula formula;
  private final SlicingRules slicing;
  private final int total;
  private final Parts parts;
  private final Line explanation;
  private final SortedMap<String, Integer> services;

  /** By step: whose account it is on. */
  private final List<String> accounts;

  private final List<CountedSelection> answers;
  private final CountedSelection shown;
  private final long callPrice;
  private final long least;
  private final long most;

  /** The values of every request; null when variables have a say. */
  private final long @Nullable [] fixed;

  /**
   * Terms that the total is made of.
   *
   * @param overhead what is no service's
   * @param calls what services are asked for
   * @param answer what the client is sent
   */
  record Parts(int overhead, int calls, int answer) {}

  private OperationCost(
      Formula formula,
      SlicingRules slicing,
      int total,
      Parts parts,
      Line explanation,
      SortedMap<String, Integer> services,
      List<String> accounts,
      List<CountedSelection> answers,
      CountedSelection shown,
      long callPrice) {
    this.formula = formula;
    this.slicing = slicing;
    this.total = total;
    this.parts = parts;
    this.explanation = explanation;
    this.services = services;
    this.accounts = List.copyOf(accounts);
    this.answers = List.copyOf(answers);
    this.shown = shown;
    this.callPrice = callPrice;
    this.least = formula.least()[total];
    this.most = formula.most()[total];
    this.fixed = formula.isFixed() ? formula.values(Map.of()) : null;
  }

  static OperationCost of(
      Terms terms,
      SlicingRules slicing,
      QueryPlan plan,
      Parts parts,
      Line explanation,
      List<Integer> steps,
      CountedAnswers counted,
      long callPrice) {
    SortedMap<String, List<Integer>> byService = new TreeMap<>();
    for (FetchStep step : plan.steps()) {
      byService
          .computeIfAbsent(step.subgraph().service(), any -> new ArrayList<>())
          .add(steps.get(step.id()));
    }
    SortedMap<String, Integer> services = new TreeMap<>();
    byService.forEach((service, calls) -> services.put(service, terms.sum(calls)));
    List<CountedSelection> answers = plan.steps().stream().map(counted::of).toList();
    CountedSelection shown = counted.shown();
    return new OperationCost(
        terms.formula(),
        slicing,
        explanation.term(),
        parts,
        explanation,
        services,
        plan.steps().stream().map(step -> step.subgraph().service()).toList(),
        answers,
        shown,
        callPrice);
  }

  /** No request for this operation is estimated at less. */
  public long least() {
    return least;
  }

  /** No request for this operation is estimated at more. */
  public long most() {
    return most;
  }

  /**
   * What a request costs.
   *
   * @param variables coerced, defaults applied; one without a value is absent
   */
  public RequestCost of(Map<String, @Nullable Object> variables) {
    return new RequestCost(this, fixed == null ? formula.values(variables) : fixed);
  }

  /**
   * What is wrong with a request's slicing arguments: code {@code COST_INVALID_SLICING_ARGUMENTS}.
   *
   * @param variables as for {@link #of}
   */
  public List<RequestError> slicingErrors(Map<String, @Nullable Object> variables) {
    return slicing.check(variables);
  }

  /**
   * Where each unit comes from; of {@link CostModel#price} the total alone.
   *
   * @param variables as for {@link #of}
   */
  public Explanation explain(Map<String, @Nullable Object> variables) {
    return Explanation.of(explanation, formula.values(variables));
  }

  Estimate estimate(long[] values) {
    SortedMap<String, Long> byService = new TreeMap<>();
    services.forEach((service, term) -> byService.put(service, values[term]));
    return new Estimate(values[total], byService);
  }

  long total(long[] values) {
    return values[total];
  }

  /** What is no service's. */
  long overhead(long[] values) {
    return values[parts.overhead()];
  }

  /** Whether the client is sent more than services are asked for. */
  boolean showsMore(long[] values) {
    return values[parts.answer()] > values[parts.calls()];
  }

  String account(int step) {
    return accounts.get(step);
  }

  long answered(int step, byte[] answer, int start, int end, long[] values) {
    return Saturating.add(callPrice, answers.get(step).ofResponse(answer, start, end, values));
  }

  long shown(byte[] answer, int start, int end, long[] values) {
    return shown.ofResponse(answer, start, end, values);
  }
}
