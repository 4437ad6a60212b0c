package dev.tributary.quota;

import java.util.List;
import java.util.Map;

/**
 * What clients may spend.
 *
 * @param mode what is done about a client that would spend more
 * @param rules what clients are told apart by: the first that finds something decides
 * @param clients the tier of clients by what their rule finds
 * @param standard the tier of clients of which nothing is said
 * @param anonymous the tier that all share of whom no rule finds anything
 * @param settling what a request has cost in the end
 * @param proxies how many proxies of our own a request passes: what they say of the address it
 *     comes from is believed
 */
public record QuotaPolicy(
    Mode mode,
    List<ClientRule> rules,
    Map<String, Tier> clients,
    Tier standard,
    Tier anonymous,
    Settling settling,
    int proxies) {

  public static final QuotaPolicy OFF =
      new QuotaPolicy(
          Mode.OFF,
          List.of(new ClientRule.Client()),
          Map.of(),
          new Tier("standard", List.of(), 0),
          new Tier("anonymous", List.of(), 0),
          Settling.ACTUAL,
          0);

  /** What is done about a client that would spend more. */
  public enum Mode {
    OFF,
    /** It is let through and told how it stands. */
    MEASURE,
    ENFORCE
  }

  /** What a request has cost in the end. */
  public enum Settling {
    /** What its answers cost; a service that failed costs nothing. */
    ACTUAL,
    /** As much as was estimated, or more when its answers did, where a service failed. */
    ACTUAL_UNLESS_FAILED,
    /** What was estimated. */
    ESTIMATE
  }

  public QuotaPolicy {
    rules = List.copyOf(rules);
    clients = Map.copyOf(clients);
  }
}
