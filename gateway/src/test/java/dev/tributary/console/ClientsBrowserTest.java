package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleSession.exactly;
import static dev.tributary.console.ConsoleSession.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.registry.ClientKey;
import dev.tributary.registry.ClientSettings;
import dev.tributary.registry.QuotaSettings;
import dev.tributary.registry.TokenRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console's page of clients: keys, tiers, and what was used of them. */
class ClientsBrowserTest {

  @RegisterExtension static final ConsoleInBrowser BROWSER = new ConsoleInBrowser();

  @TempDir Path data;
  private ConsoleSession console;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    console = BROWSER.open(data);
    page = console.page;
    console.publishAll();
  }

  @Test
  void aTierIsMadeChangedAndGivenToAClientThatWasSeen() {
    console.report();
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("clients");
    assertThat(page.locator("tbody").first()).containsText("web");
    assertThat(page.locator("main")).containsText("3 requests");
    page.getByLabel("New tier").fill("gold");
    page.keyboard().press("Enter");
    Locator tier = page.getByRole(AriaRole.FORM, named("Tier gold"));
    tier.getByLabel("Quota, a limit of gold").fill("60");
    tier.getByLabel("At once, a limit of gold").fill("20");
    tier.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Add limit")).click();
    tier.getByLabel("Only of operation, a limit of gold").last().fill("Labels");
    tier.getByLabel("Operations at once, in one gateway").fill("5");
    page.getByRole(AriaRole.BUTTON, named("Save tier gold")).click();
    assertThat(page.locator(".toast").last()).containsText("The tier gold holds from now on.");
    page.getByLabel("Tier of web").selectOption("gold");
    assertThat(page.locator(".toast").last()).containsText("web is in gold now.");
    assertThat(page.locator("tbody").first()).containsText("of 86,400 units");
    console.accessible("clients");

    QuotaSettings quotas = settings().quotas();
    assertThat(quotas.clients()).containsEntry("web", "gold");
    QuotaSettings.Tier gold = Objects.requireNonNull(quotas.tiers().get("gold"));
    assertThat(gold.concurrent()).isEqualTo(5);
    assertThat(gold.limits()).hasSize(2);
    assertThat(gold.limits().getFirst().quota()).isEqualTo(60);
    assertThat(gold.limits().getFirst().burst()).isEqualTo(20);
    assertThat(gold.limits().getFirst().per()).isEqualTo(Duration.ofMinutes(1));
    assertThat(gold.limits().getLast().operation()).contains("Labels");
    page.getByLabel("Clients of which nothing is said").selectOption("gold");
    assertThat(
            page.locator("select")
                .filter(new Locator.FilterOptions().setHasText("standard (gold)")))
        .hasCount(1);

    page.getByRole(AriaRole.BUTTON, named("Remove tier gold")).click();
    console.accessible("clients-remove");
    console.dialogButton("Remove").click();
    assertThat(page.locator("main")).containsText("The registry has no tiers");
    assertThat(settings().quotas()).isEqualTo(QuotaSettings.NONE);
  }

  @Test
  void aKeyIsShownOnceAndRevoked() {
    console.signIn(TokenRole.ADMIN, "shop@prod");
    page.getByRole(AriaRole.LINK, exactly("shop@prod")).click();
    page.getByRole(AriaRole.HEADING, exactly("Subgraphs")).waitFor();
    page.keyboard().press("g");
    page.keyboard().press("k");
    assertThat(page.getByRole(AriaRole.HEADING, exactly("Clients"))).isVisible();
    assertThat(page.locator("main")).containsText("No client is known yet");
    page.getByLabel("Client", new Page.GetByLabelOptions().setExact(true)).fill("mobile");
    page.getByLabel("Scopes").fill("reviews:read bad\"scope");
    page.getByRole(AriaRole.BUTTON, named("Create key")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("INVALID_KEY");
    page.getByLabel("Scopes").fill("reviews:read");
    page.getByLabel("Ends (UTC)").fill("2999-01-31");
    page.getByRole(AriaRole.BUTTON, named("Create key")).click();
    Locator secret = page.getByLabel("The new key");
    assertThat(secret.inputValue()).startsWith("tributary_");
    console.accessible("client-key");
    page.getByRole(AriaRole.BUTTON, named("Done")).click();
    assertThat(secret).hasCount(0);
    ClientKey key = settings().keys().getFirst();
    assertThat(key.client()).isEqualTo("mobile");
    assertThat(page.locator("tbody").first()).containsText("until 2999-01-31");
    console.accessible("clients-keys");

    page.getByRole(AriaRole.BUTTON, named("Revoke " + key.id() + " of mobile")).click();
    console.dialogButton("Revoke").click();
    assertThat(page.locator("main")).containsText("No client is known yet");
    assertThat(settings().keys()).isEmpty();
  }

  @Test
  void whoWasSlowerIsToldAndLosesNobodysChange() {
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("clients");
    page.getByLabel("New tier").fill("gold");
    page.keyboard().press("Enter");
    page.getByRole(AriaRole.FORM, named("Tier gold")).waitFor();
    try (Page other = console.context.newPage()) {
      other.navigate(console.server.url() + "/console/#/g/shop%40prod/clients");
      other.getByLabel("New tier").fill("silver");
      other.keyboard().press("Enter");
      other.getByRole(AriaRole.FORM, named("Tier silver")).waitFor();
    }
    page.getByLabel("Quota, a limit of gold").fill("7");
    page.keyboard().press("Enter");
    Locator alert = page.getByRole(AriaRole.ALERT);
    assertThat(alert).containsText("STALE_QUOTAS");
    console.accessible("clients-stale");
    alert.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show them")).click();
    assertThat(page.getByRole(AriaRole.FORM, named("Tier silver"))).isVisible();
    assertThat(settings().quotas().tiers()).containsOnlyKeys("gold", "silver");
  }

  @Test
  void whoMayOnlyReadChangesNothing() {
    console.report();
    console.signIn(TokenRole.READ, "shop");
    console.go("clients");
    assertThat(page.locator("tbody").first()).containsText("web");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Create key"))).hasCount(0);
    assertThat(page.getByLabel("New tier")).hasCount(0);
    console.accessible("clients-read");
  }

  private ClientSettings settings() {
    return console.server.registry.clients().settings(ConsoleServer.GRAPH);
  }
}
