package dev.tributary.registry;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the clients of a graph may spend, as the registry keeps it and gateways take it. The form is
 * that of a gateway's own {@code quotas}, of which it has the parts that say who may spend what.
 *
 * @param tiers by name
 * @param clients the tier of each client by its name
 * @param standardTier the tier of clients of which nothing is said; empty leaves it to gateways
 * @param anonymousTier the tier that anonymous and unknown callers share; likewise
 */
public record QuotaSettings(
    SortedMap<String, Tier> tiers,
    SortedMap<String, String> clients,
    Optional<String> standardTier,
    Optional<String> anonymousTier) {

  /** Nothing was ever said. */
  public static final QuotaSettings NONE =
      new QuotaSettings(new TreeMap<>(), new TreeMap<>(), Optional.empty(), Optional.empty());

  public QuotaSettings {
    tiers = Collections.unmodifiableSortedMap(new TreeMap<>(tiers));
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
  }

  /**
   * What a client of a kind may spend.
   *
   * @param limits each holds
   * @param concurrent operations that run at once in one gateway; 0 for no limit
   */
  public record Tier(List<Limit> limits, int concurrent) {
    public Tier {
      limits = List.copyOf(limits);
    }
  }

  /** What a limit counts. */
  public enum Unit {
    cost,
    requests
  }

  /**
   * One limit.
   *
   * @param name how headers and errors call it; empty for one that is made of the rest
   * @param quota units that come back per period
   * @param per the period
   * @param burst units that may be spent at once; 0 for as many as the quota
   * @param service only what is asked of this service counts
   * @param operation only operations of this name count
   */
  public record Limit(
      Optional<String> name,
      Unit unit,
      int quota,
      Duration per,
      int burst,
      Optional<String> service,
      Optional<String> operation) {

    /** The name that was given, or the one that is made. */
    public String label() {
      return name.orElseGet(
          () ->
              unit
                  + "-"
                  + period()
                  + service.map(only -> "-" + only).orElse("")
                  + operation.map(only -> "-" + only).orElse(""));
    }

    /** The period as users write it. */
    String period() {
      long millis = per.toMillis();
      if (millis % 1_000 != 0) {
        return millis + "ms";
      }
      long seconds = millis / 1_000;
      if (seconds % 60 != 0) {
        return seconds + "s";
      }
      return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
  }

  /** The same with a client in a tier. */
  public QuotaSettings assign(String client, String tier) {
    SortedMap<String, String> assigned = new TreeMap<>(clients);
    assigned.put(client, tier);
    return new QuotaSettings(tiers, assigned, standardTier, anonymousTier);
  }

  /** The same with a tier, in place of one of that name. */
  public QuotaSettings with(String name, Tier tier) {
    SortedMap<String, Tier> more = new TreeMap<>(tiers);
    more.put(name, tier);
    return new QuotaSettings(more, clients, standardTier, anonymousTier);
  }
}
