package dev.tributary.quota;

import java.util.List;

/**
 * What the clients of one kind may spend.
 *
 * @param limits each holds; empty for no limit
 * @param concurrent how many operations of a client may run at once in one gateway; 0 for no limit
 */
public record Tier(String name, List<Limit> limits, int concurrent) {
  public Tier {
    limits = List.copyOf(limits);
    if (limits.size() > 20) {
      throw new IllegalArgumentException("the tier \"" + name + "\" has more than 20 limits");
    }
    if (limits.stream().map(Limit::name).distinct().count() < limits.size()) {
      throw new IllegalArgumentException(
          "the tier \"" + name + "\" has two limits of one name; give them a \"name\"");
    }
  }
}
