package dev.tributary.quota;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request takes.
 *
 * @param cost in cost units
 * @param services the same by service
 * @param operation the operation's name; null when it has none
 */
public record Spend(long cost, Map<String, Long> services, @Nullable String operation) {

  /** The units that each limit counts. */
  long[] units(List<Limit> limits) {
    long[] units = new long[limits.size()];
    for (int i = 0; i < units.length; i++) {
      units[i] = units(limits.get(i));
    }
    return units;
  }

  private long units(Limit limit) {
    if (limit.operation() != null && !limit.operation().equals(operation)) {
      return 0;
    }
    long spent = limit.service() == null ? cost : services.getOrDefault(limit.service(), 0L);
    return switch (limit.unit()) {
      case COST -> spent;
      case REQUESTS -> limit.service() != null && !services.containsKey(limit.service()) ? 0 : 1;
    };
  }
}
