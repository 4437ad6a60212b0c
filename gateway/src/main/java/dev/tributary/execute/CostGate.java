package dev.tributary.execute;

import dev.tributary.cost.CostPolicy;
import dev.tributary.cost.CostPolicy.Counting;
import dev.tributary.cost.CostPolicy.Mode;
import dev.tributary.cost.CostPolicy.Reporting;
import dev.tributary.cost.Estimate;
import dev.tributary.cost.OperationCost;
import dev.tributary.cost.RequestCost;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.json.JsonWriter;
import dev.tributary.operation.RequestError;
import dev.tributary.quota.Quotas;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request run when it is not too expensive, and sees what it cost in the end. Nothing has
 * been fetched when it refuses.
 */
final class CostGate {

  static final String ASKING_HEADER = "x-tributary-cost";

  private final CostPolicy policy;
  private final QuotaGate quotas;
  private final LoadGate load;
  private final long hitCost;

  /**
   * @param hitCost what an answer costs that was kept; negative for what it is estimated at
   */
  CostGate(CostPolicy policy, Quotas quotas, LoadGate load, long hitCost) {
    this.load = load;
    this.policy = policy;
    this.hitCost = hitCost;
    this.quotas = new QuotaGate(quotas);
  }

  /**
   * Runs a request, or refuses it.
   *
   * @param operation null when costs are not computed
   * @param name the operation's; null when it has none
   * @param execution runs it
   */
  Future<GraphQlAnswer> pass(
      @Nullable OperationCost operation,
      @Nullable String name,
      Map<String, @Nullable Object> variables,
      RequestScope scope,
      Function<Spending, Future<GraphQlAnswer>> execution) {
    if (operation == null) {
      return load.pass(scope, () -> execution.apply(Spending.UNCOUNTED), Function.identity());
    }
    List<RequestError> slicing = operation.slicingErrors(variables);
    RequestCost cost = operation.of(variables);
    scope.record().estimated(cost.estimated());
    scope.estimatedAt(cost.estimated());
    if (policy.mode() == Mode.ENFORCE) {
      if (!slicing.isEmpty()) {
        return Future.succeededFuture(ErrorAnswers.refused(slicing));
      }
      if (policy.maxEstimated() > 0 && cost.estimated() > policy.maxEstimated()) {
        return Future.succeededFuture(
            told(tooExpensive(cost.estimated()), cost.estimated(), null, scope));
      }
    }
    Estimate estimate = cost.estimate();
    Set<String> refused = refused(estimate);
    // Before quotas: what is refused here costs its client nothing.
    return load.pass(
        scope, () -> reserve(estimate, refused, name, cost, scope, execution), Function.identity());
  }

  private Future<GraphQlAnswer> reserve(
      Estimate estimate,
      Set<String> refused,
      @Nullable String name,
      RequestCost cost,
      RequestScope scope,
      Function<Spending, Future<GraphQlAnswer>> execution) {
    return quotas.pass(
        estimate,
        refused,
        name,
        reports(scope),
        scope,
        settles -> {
          boolean counts = settles || policy.maxActual() > 0 || reports(scope);
          boolean counted = counts && policy.counting() == Counting.SERVICES;
          Spending spending = new Spending(counted ? cost : null, refused);
          return execution
              .apply(spending)
              .map(
                  ran ->
                      spending.isOfWhatWasKept()
                          ? kept(ran, cost, scope)
                          : counts
                              ? ended(ran, cost, spending, scope)
                              : new QuotaGate.Ended<>(ran, null, Map.of(), spending.hasFailed()));
        });
  }

  private GraphQlAnswer tooExpensive(long estimated) {
    return ErrorAnswers.of(
        Outcome.REQUEST_ERROR,
        "COST_ESTIMATED_TOO_EXPENSIVE",
        "This operation is estimated to cost %s; at most %d is allowed. Ask for less at once."
            .formatted(
                estimated == Long.MAX_VALUE ? "too much to count" : Long.toString(estimated),
                policy.maxEstimated()));
  }

  /** The services whose part of the request is dearer than their budget. */
  private Set<String> refused(Estimate estimate) {
    if (policy.mode() != Mode.ENFORCE || policy.services().isEmpty()) {
      return Set.of();
    }
    Set<String> refused = new TreeSet<>();
    policy
        .services()
        .forEach(
            (service, budget) -> {
              if (estimate.services().getOrDefault(service, 0L) > budget) {
                refused.add(service);
              }
            });
    return refused;
  }

  /** No service was asked; what it costs all the same is the operator's to say. */
  private QuotaGate.Ended<GraphQlAnswer> kept(
      GraphQlAnswer ran, RequestCost cost, RequestScope scope) {
    long charged = hitCost < 0 ? cost.estimated() : Math.min(hitCost, cost.estimated());
    scope.record().cost(charged);
    return new QuotaGate.Ended<>(
        told(ran, cost.estimated(), charged, scope),
        charged,
        hitCost < 0 ? cost.estimate().services() : Map.of(),
        false,
        QuotaGate.Charge.SET);
  }

  private QuotaGate.Ended<GraphQlAnswer> ended(
      GraphQlAnswer ran, RequestCost cost, Spending spending, RequestScope scope) {
    if (ran.outcome() != Outcome.EXECUTED) {
      return new QuotaGate.Ended<>(ran, 0L, Map.of(), spending.hasFailed());
    }
    long actual = actual(ran, cost);
    scope.record().cost(actual);
    boolean refuse =
        policy.mode() == Mode.ENFORCE && policy.maxActual() > 0 && actual > policy.maxActual();
    if (refuse) {
      scope.record().error("COST_ACTUAL_TOO_EXPENSIVE");
    }
    GraphQlAnswer shown =
        refuse
            ? ErrorAnswers.executed(
                "COST_ACTUAL_TOO_EXPENSIVE",
                "This operation cost %d; at most %d is allowed. Ask for less at once."
                    .formatted(actual, policy.maxActual()))
            : ran;
    return new QuotaGate.Ended<>(
        told(shown, cost.estimated(), actual, scope),
        actual,
        policy.counting() == Counting.SERVICES ? cost.actualServices() : null,
        spending.hasFailed());
  }

  private long actual(GraphQlAnswer ran, RequestCost cost) {
    if (policy.counting() == Counting.SERVICES && !cost.showsMore()) {
      return cost.actual();
    }
    AnswerBytes bytes = AnswerBytes.of(ran.body());
    long shown = cost.shown(bytes.array(), bytes.start(), bytes.end());
    return policy.counting() == Counting.ANSWER ? shown : Math.max(shown, cost.actual());
  }

  private boolean reports(RequestScope scope) {
    if (policy.reporting() == Reporting.NEVER
        || (policy.reporting() == Reporting.ASKED && !scope.headers().contains(ASKING_HEADER))) {
      return false;
    }
    String client = scope.caller().client();
    return policy.reportedTo().isEmpty()
        || (client != null && policy.reportedTo().contains(client));
  }

  private GraphQlAnswer told(
      GraphQlAnswer answer, long estimated, @Nullable Long actual, RequestScope scope) {
    if (reports(scope)) {
      JsonWriter json = new JsonWriter(96);
      ascii(json, "{\"estimated\":");
      ascii(json, Long.toString(estimated));
      if (actual != null) {
        ascii(json, ",\"actual\":");
        ascii(json, Long.toString(actual));
      }
      if (policy.maxEstimated() > 0) {
        ascii(json, ",\"limit\":" + policy.maxEstimated());
        ascii(json, ",\"remaining\":" + Math.max(0, policy.maxEstimated() - estimated));
      }
      json.write('}');
      scope.extensions().put("cost", Buffer.buffer(json.toByteArray()));
    }
    return answer;
  }

  private static void ascii(JsonWriter out, String text) {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
