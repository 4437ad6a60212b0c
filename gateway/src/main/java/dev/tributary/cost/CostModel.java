package dev.tributary.cost;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Supergraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Prices the operations of one supergraph: a pure function, safe for use by many threads. Prices
 * follow IBM's cost directives as Federation's cost specification v0.1 has them;
 * docs/cost-and-quotas.md says what that means field by field.
 */
public final class CostModel {

  private final CostDirectives directives;

  public CostModel(Supergraph supergraph, Prices prices) {
    this.directives = new CostDirectives(supergraph, prices);
  }

  /** Compiles a plan to a formula over the request's variables. */
  public OperationCost price(Operation operation, QueryPlan plan) {
    return price(operation, plan, Detail.AMOUNTS);
  }

  /**
   * The same, and it can be {@linkplain OperationCost#explain explained} field by field, which
   * takes memory that a cache of operations has better use for.
   */
  public OperationCost priceToExplain(Operation operation, QueryPlan plan) {
    return price(operation, plan, Detail.LINES);
  }

  /** What is kept of how a price came about. */
  private enum Detail {
    AMOUNTS,
    LINES
  }

  private OperationCost price(Operation operation, QueryPlan plan, Detail detail) {
    Arguments arguments = new Arguments(directives);
    Terms terms = new Terms(arguments);
    SelectionPrices selections = new SelectionPrices(directives, terms, arguments);
    List<Line> steps = new PlanPrices(directives, terms, selections, operation).steps(plan);
    List<Line> lines = new ArrayList<>();
    if (operation.kind() == Operation.Kind.MUTATION) {
      lines.add(Line.amount("a mutation", terms.constant(directives.prices().mutation())));
    }
    if (plan.introspection() != null) {
      lines.add(Line.amount("introspection", introspection(plan.introspection(), terms)));
    }
    int overhead = sum(lines, terms);
    Line calls = new Line("the services", Line.Kind.SUM, -1, sum(steps, terms), steps);
    Line answer = answer(operation, selections);
    lines.add(
        new Line(
            "the services or the answer",
            Line.Kind.EITHER,
            -1,
            terms.maximum(List.of(calls.term(), answer.term())),
            List.of(calls, answer)));
    return OperationCost.of(
        terms,
        SlicingRules.of(directives, operation),
        plan,
        new OperationCost.Parts(overhead, calls.term(), answer.term()),
        new Line(
            "the operation",
            Line.Kind.SUM,
            -1,
            sum(lines, terms),
            detail == Detail.LINES ? lines : List.of()),
        steps.stream().map(Line::term).toList(),
        new CountedAnswers(directives, selections, operation),
        directives.prices().call());
  }

  private static int sum(List<Line> lines, Terms terms) {
    return terms.sum(lines.stream().map(Line::term).toList());
  }

  /**
   * What the client's own selection costs. Services are asked once for what a client asks for under
   * many aliases, but it is sent as often as it is asked for, and paid for as often.
   */
  private static Line answer(Operation operation, SelectionPrices selections) {
    SelectionPrices.Priced answer =
        selections.object(
            operation.rootType(),
            operation.selections(),
            SelectionPrices.Sized.NONE,
            SelectionPrices.OwnWeight.IN_FIELD);
    return new Line(
        "the answer, which holds more than was asked of services",
        Line.Kind.SUM,
        -1,
        answer.term(),
        answer.lines());
  }

  /** The schema answers by itself: every object that is asked for costs one, lists as one. */
  private int introspection(SelectionSet set, Terms terms) {
    List<Integer> sum = new ArrayList<>();
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment ->
            sum.add(terms.when(fragment.condition(), introspection(fragment.selections(), terms)));
        case Field field -> {
          if (field.selections() != null) {
            sum.add(
                terms.when(
                    field.condition(),
                    terms.sum(
                        List.of(
                            terms.constant(directives.prices().object()),
                            introspection(field.selections(), terms)))));
          }
        }
      }
    }
    return terms.sum(sum);
  }
}
