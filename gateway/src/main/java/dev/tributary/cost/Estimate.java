package dev.tributary.cost;

import java.util.Collections;
import java.util.SortedMap;

/**
 * What a request costs, in cost units; {@link Long#MAX_VALUE} is "too much to count".
 *
 * @param total of the whole request: all services, a mutation's own price, introspection
 * @param services by service, those asked by the plan
 */
public record Estimate(long total, SortedMap<String, Long> services) {
  public Estimate {
    services = Collections.unmodifiableSortedMap(services);
  }
}
