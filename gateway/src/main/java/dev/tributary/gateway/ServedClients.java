package dev.tributary.gateway;

import dev.tributary.auth.ApiKey;
import dev.tributary.auth.DeliveredKeys;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.Quotas;
import dev.tributary.registry.ClientKey;
import dev.tributary.registry.ClientSettings;
import dev.tributary.registry.QuotaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins what the registry says of clients with what the gateway's own file says, and lets both hold
 * from the next request on. The file has the last word: whoever runs a gateway must be able to rely
 * on what it says, whatever somebody does elsewhere.
 *
 * <p>Called by the registry's follower and by whoever watches the file; requests only see the
 * result.
 */
final class ServedClients {

  private static final Logger LOG = LoggerFactory.getLogger(ServedClients.class);

  private final DeliveredKeys keys;
  private Quotas quotas;
  private QuotaConfig own;
  private QuotaSettings delivered = QuotaSettings.NONE;
  private final boolean hasRegistry;

  /**
   * @param keys where the registry's keys are put
   * @param config what the gateway started with
   */
  ServedClients(DeliveredKeys keys, Quotas quotas, GatewayConfig config) {
    this.keys = keys;
    this.quotas = quotas;
    this.own = config.quotas();
    this.hasRegistry = config.hasRegistry();
  }

  /**
   * What the registry says now.
   *
   * @param origin where it came from, for the log
   */
  synchronized void offer(ClientSettings settings, String origin) {
    // First, and by themselves: a key that was revoked is so whatever is wrong with the rest.
    keys.replace(settings.keys().stream().map(ServedClients::key).toList());
    delivered = settings.quotas();
    tellOverlaps();
    try {
      hold(policy(own));
      // Most graphs have none: that need not be told at every start.
      if (settings.revision() > 0) {
        LOG.info(
            "Clients of {} revision {}: {} keys, {} tiers",
            origin,
            settings.revision(),
            settings.keys().size(),
            delivered.tiers().size());
      }
    } catch (IllegalArgumentException e) {
      LOG.error("The quotas of {} cannot be used; those before hold on", origin, e);
    }
  }

  /**
   * What the gateway's own file says now.
   *
   * @param counted where it is counted from now on
   * @throws IllegalArgumentException when the settings do not fit together; nothing has changed
   *     then
   */
  synchronized void take(QuotaConfig next, Quotas counted) {
    QuotaPolicy policy = policy(next);
    own = next;
    quotas = counted;
    hold(policy);
  }

  /**
   * What clients may spend when the gateway's own file says this.
   *
   * @throws IllegalArgumentException when the settings do not fit together
   */
  synchronized QuotaPolicy policy(QuotaConfig own) {
    return hasRegistry && own.registry() ? own.policy(delivered) : own.policy();
  }

  private void hold(QuotaPolicy policy) {
    if (!policy.equals(quotas.policy())) {
      quotas.update(policy);
    }
  }

  private static ApiKey key(ClientKey key) {
    return new ApiKey(
        key.id(), key.hash(), key.client(), Set.copyOf(key.scopes()), key.expires().orElse(null));
  }

  private void tellOverlaps() {
    List<String> both = new ArrayList<>();
    delivered.tiers().keySet().stream()
        .filter(own.tiers()::containsKey)
        .forEach(tier -> both.add("tier " + tier));
    delivered.clients().keySet().stream()
        .filter(own.clients()::containsKey)
        .forEach(client -> both.add("client " + client));
    if (own.registry() && !both.isEmpty()) {
      LOG.warn(
          "The configuration's own settings hold for what the registry has too: {}",
          String.join(", ", both));
    }
  }
}
