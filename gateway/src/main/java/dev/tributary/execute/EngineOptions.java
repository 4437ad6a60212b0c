package dev.tributary.execute;

import dev.tributary.cost.CostPolicy;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.PlannerOptions;
import java.util.Set;

/**
 * How an {@link Engine} behaves.
 *
 * @param limits how large a client's operation may be
 * @param introspection whether {@code __schema} and {@code __type} are answered
 * @param cacheBytes memory for prepared operations, roughly
 * @param replanned how many of the most used operations are prepared again before a new supergraph
 *     is served
 * @param maxErrors how many errors an answer holds at most
 * @param maxResponseBytes how large an answer may grow: the same entity in many places makes a
 *     small amount of data a large answer
 * @param overrideLabels the progressive overrides that apply to every request; those by percent
 *     need not be named
 * @param planning how upstream operations are written
 * @param messages what clients are told of services' error messages
 * @param costs what is done about operations' costs
 * @param authorization what is done about what callers may not see
 * @param recallBytes memory for runs that may come again just so; 0 to work every answer out anew
 * @param subscriptions what subscriptions may take
 * @param caching what is done about keeping whole answers
 */
public record EngineOptions(
    OperationLimits limits,
    boolean introspection,
    long cacheBytes,
    int replanned,
    int maxErrors,
    int maxResponseBytes,
    Set<String> overrideLabels,
    PlannerOptions planning,
    MessagePolicy messages,
    CostPolicy costs,
    Authorization authorization,
    long recallBytes,
    SubscriptionOptions subscriptions,
    Caching caching) {

  private static final long RECALL_BYTES = 16L << 20;

  public static final EngineOptions DEFAULT =
      new EngineOptions(
          OperationLimits.DEFAULT,
          true,
          64L << 20,
          200,
          10_000,
          256 << 20,
          Set.of(),
          PlannerOptions.DEFAULT,
          MessagePolicy.REDACT,
          CostPolicy.OFF,
          Authorization.DEFAULT,
          RECALL_BYTES,
          SubscriptionOptions.DEFAULT,
          Caching.OFF);

  public EngineOptions {
    overrideLabels = Set.copyOf(overrideLabels);
  }

  /** Options that leave costs and authorization as they are by default. */
  public EngineOptions(
      OperationLimits limits,
      boolean introspection,
      long cacheBytes,
      int replanned,
      int maxErrors,
      int maxResponseBytes,
      Set<String> overrideLabels,
      PlannerOptions planning,
      MessagePolicy messages) {
    this(
        limits,
        introspection,
        cacheBytes,
        replanned,
        maxErrors,
        maxResponseBytes,
        overrideLabels,
        planning,
        messages,
        CostPolicy.OFF,
        Authorization.DEFAULT,
        RECALL_BYTES,
        SubscriptionOptions.DEFAULT,
        Caching.OFF);
  }

  /** The same with another cost policy. */
  public EngineOptions with(CostPolicy policy) {
    return with(policy, authorization, recallBytes, subscriptions, caching);
  }

  /** The same with other authorization. */
  public EngineOptions with(Authorization other) {
    return with(costs, other, recallBytes, subscriptions, caching);
  }

  /** The same with other limits of subscriptions. */
  public EngineOptions with(SubscriptionOptions other) {
    return with(costs, authorization, recallBytes, other, caching);
  }

  /** The same with other caching. */
  public EngineOptions with(Caching other) {
    return with(costs, authorization, recallBytes, subscriptions, other);
  }

  /** The same with other memory for runs that may come again. */
  public EngineOptions withRecall(long bytes) {
    return with(costs, authorization, bytes, subscriptions, caching);
  }

  private EngineOptions with(
      CostPolicy policy,
      Authorization access,
      long recall,
      SubscriptionOptions streams,
      Caching kept) {
    return new EngineOptions(
        limits,
        introspection,
        cacheBytes,
        replanned,
        maxErrors,
        maxResponseBytes,
        overrideLabels,
        planning,
        messages,
        policy,
        access,
        recall,
        streams,
        kept);
  }
}
