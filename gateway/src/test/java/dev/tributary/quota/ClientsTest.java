package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.quota.Limit.Unit;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientsTest {

  private static Tier tier(String name, long quota) {
    return new Tier(
        name,
        List.of(new Limit("s", Unit.COST, quota, Duration.ofSeconds(1), quota, null, null)),
        0);
  }

  private static final Tier GOLD = tier("gold", 1_000);
  private static final Tier STANDARD = tier("standard", 100);
  private static final Tier ANONYMOUS = tier("anonymous", 5);

  private static Clients clients(int proxies, String... rules) {
    return new Clients(
        new QuotaPolicy(
            QuotaPolicy.Mode.ENFORCE,
            List.of(rules).stream().map(ClientRule::parse).toList(),
            Map.of("shop", GOLD),
            STANDARD,
            ANONYMOUS,
            QuotaPolicy.Settling.ACTUAL,
            proxies));
  }

  private static Caller caller(String name) {
    return new Caller(name, Set.of(), Map.of("tenant", "acme"));
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void aClientHasTheTierThatIsSetForItOrTheStandardOne() {
    Clients clients = clients(0, "client");
    assertThat(clients.of(caller("shop"), headers(), null).tier()).isEqualTo(GOLD);
    assertThat(clients.of(caller("other"), headers(), null).tier()).isEqualTo(STANDARD);
    assertThat(clients.of(caller("shop"), headers(), null).key())
        .isNotEqualTo(clients.of(caller("other"), headers(), null).key());
  }

  @Test
  void whoeverIsNotKnownSharesOneAccount() {
    Clients clients = clients(0, "client", "header:x-client");
    QuotaClient first = clients.of(Caller.ANONYMOUS, headers(), "1.1.1.1");
    QuotaClient second = clients.of(Caller.ANONYMOUS, headers("x-client", "me"), "2.2.2.2");
    QuotaClient third = clients.of(Caller.ANONYMOUS, headers("x-client", "you"), null);
    assertThat(first.tier()).isEqualTo(ANONYMOUS);
    assertThat(second).isEqualTo(first);
    assertThat(third).isEqualTo(first);
  }

  @Test
  void aHeaderNamesConfiguredClientsOnly() {
    Clients clients = clients(0, "header:x-client");
    assertThat(clients.of(Caller.ANONYMOUS, headers("x-client", "shop"), null).tier())
        .isEqualTo(GOLD);
  }

  @Test
  void aClaimMakesItsCallersOneClient() {
    Clients clients = clients(0, "claim:tenant", "client");
    assertThat(clients.of(caller("a"), headers(), null))
        .isEqualTo(clients.of(caller("b"), headers(), null));
  }

  @Test
  void aClientCannotCallItselfWhatAClaimOfAnotherSays() {
    Clients byClaim = clients(0, "claim:tenant");
    Clients byClient = clients(0, "client");
    assertThat(byClient.of(caller("acme"), headers(), null).key())
        .isNotEqualTo(byClaim.of(caller("x"), headers(), null).key());
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneClient() {
    Clients clients = clients(0, "ip");
    assertThat(clients.of(Caller.ANONYMOUS, headers(), "2001:db8:1:2::1"))
        .isEqualTo(clients.of(Caller.ANONYMOUS, headers(), "2001:db8:1:2:ffff::9"));
    assertThat(clients.of(Caller.ANONYMOUS, headers(), "2001:db8:1:3::1"))
        .isNotEqualTo(clients.of(Caller.ANONYMOUS, headers(), "2001:db8:1:2::1"));
  }

  @Test
  void whatIsForwardedCountsAsFarAsOurOwnProxiesSayIt() {
    MultiMap forwarded = headers("x-forwarded-for", "6.6.6.6, 1.2.3.4");
    QuotaClient real = clients(0, "ip").of(Caller.ANONYMOUS, headers(), "1.2.3.4");
    assertThat(clients(1, "ip").of(Caller.ANONYMOUS, forwarded, "10.0.0.1")).isEqualTo(real);
    assertThat(clients(0, "ip").of(Caller.ANONYMOUS, forwarded, "1.2.3.4")).isEqualTo(real);
  }

  @Test
  void aChangedTierIsAnotherAccountAndTheSameOneIsNot() {
    QuotaClient before = clients(0, "client").of(caller("shop"), headers(), null);
    assertThat(clients(0, "client").of(caller("shop"), headers(), null)).isEqualTo(before);
  }
}
