package dev.tributary.cost;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one request costs: estimated before it runs, counted while it does. Confined to the
 * request's event loop.
 */
public final class RequestCost {

  private final OperationCost operation;
  private final long[] values;
  private final SortedMap<String, Long> services = new TreeMap<>();
  private long counted;

  RequestCost(OperationCost operation, long[] values) {
    this.operation = operation;
    this.values = values;
    this.counted = operation.overhead(values);
  }

  /** What it is estimated at, by service too. */
  public Estimate estimate() {
    return operation.estimate(values);
  }

  /** What it is estimated at, all services together. */
  public long estimated() {
    return operation.total(values);
  }

  /**
   * A service has answered.
   *
   * @param step the plan step's id
   * @param answer a GraphQL response, known to be JSON
   */
  public void answered(int step, byte[] answer, int start, int end) {
    long cost = operation.answered(step, answer, start, end, values);
    counted = Saturating.add(counted, cost);
    services.merge(operation.account(step), cost, Saturating::add);
  }

  /** What all answers so far cost: counted over the lists as they are. */
  public long actual() {
    return counted;
  }

  /** The same by service; those that did not answer are left out. */
  public SortedMap<String, Long> actualServices() {
    return Collections.unmodifiableSortedMap(services);
  }

  /**
   * Whether the client is sent more than services were asked for, by aliases of the same field:
   * then what it is shown is what it costs.
   */
  public boolean showsMore() {
    return operation.showsMore(values);
  }

  /**
   * What the client's own answer costs, whatever services had to say for it.
   *
   * @param answer the GraphQL response that the client gets
   */
  public long shown(byte[] answer, int start, int end) {
    return Saturating.add(operation.overhead(values), operation.shown(answer, start, end, values));
  }
}
