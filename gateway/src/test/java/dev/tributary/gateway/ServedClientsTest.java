package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Caller;
import dev.tributary.auth.DeliveredKeys;
import dev.tributary.quota.LocalStore;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.Quotas;
import dev.tributary.registry.ClientSettings;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.QuotaSettings;
import io.vertx.core.MultiMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the file and the registry say together. */
class ServedClientsTest {

  private static final GraphId MAIN = new GraphId("main", GraphId.DEFAULT_VARIANT);

  @Test
  void aChangedFileAndAChangedRegistryHoldTogetherInAnyOrder() {
    GatewayConfig config = config("quotas: {mode: enforce}");
    Quotas quotas = quotas(config);
    ServedClients clients = new ServedClients(new DeliveredKeys(), quotas, config);
    assertThat(tier(quotas, "mobile")).isEqualTo("strict");

    clients.offer(settings(1, gold("mobile")), "the registry");
    assertThat(tier(quotas, "mobile")).isEqualTo("gold");
    assertThat(tier(quotas, "other")).isEqualTo("strict");

    clients.take(
        config("quotas: {mode: enforce, tiers: {mine: {}}, standardTier: mine}").quotas(), quotas);
    assertThat(tier(quotas, "mobile")).isEqualTo("gold");
    assertThat(tier(quotas, "other")).isEqualTo("mine");

    clients.offer(settings(2, gold("other")), "the registry");
    assertThat(tier(quotas, "mobile")).isEqualTo("mine");
    assertThat(tier(quotas, "other")).isEqualTo("gold");

    clients.take(
        config("quotas: {mode: enforce, registry: false, tiers: {standard: {}, anonymous: {}}}")
            .quotas(),
        quotas);
    assertThat(tier(quotas, "other")).isEqualTo("standard");
  }

  @Test
  void aFileThatCannotHoldChangesNothing() {
    GatewayConfig config = config("quotas: {mode: enforce}");
    Quotas quotas = quotas(config);
    ServedClients clients = new ServedClients(new DeliveredKeys(), quotas, config);
    clients.offer(settings(1, gold("mobile")), "the registry");
    QuotaPolicy before = quotas.policy();

    QuotaConfig broken =
        new QuotaConfig(
            QuotaConfig.Activity.enforce,
            List.of("nonsense"),
            QuotaConfig.DEFAULTS.tiers(),
            QuotaConfig.DEFAULTS.clients(),
            null,
            null,
            QuotaConfig.Settlement.actual,
            0,
            10,
            null,
            true);
    assertThatThrownBy(() -> clients.take(broken, quotas))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(quotas.policy()).isEqualTo(before);
    clients.offer(settings(2, gold("other")), "the registry");
    assertThat(tier(quotas, "other")).isEqualTo("gold");
  }

  private static Quotas quotas(GatewayConfig config) {
    return new Quotas(Options.quotas(config), new LocalStore(100));
  }

  private static String tier(Quotas quotas, String client) {
    return quotas.tier(
        new Caller(client, Set.of(), Map.of()), MultiMap.caseInsensitiveMultiMap(), null);
  }

  private static QuotaSettings gold(String client) {
    return QuotaSettings.NONE
        .with(
            "gold",
            new QuotaSettings.Tier(
                List.of(
                    new QuotaSettings.Limit(
                        Optional.empty(),
                        QuotaSettings.Unit.cost,
                        5,
                        Duration.ofMinutes(1),
                        0,
                        Optional.empty(),
                        Optional.empty())),
                0))
        .assign(client, "gold");
  }

  private static ClientSettings settings(long revision, QuotaSettings quotas) {
    return new ClientSettings(MAIN, revision, List.of(), quotas, revision);
  }

  private static GatewayConfig config(String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, Path.of(""))).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }
}
