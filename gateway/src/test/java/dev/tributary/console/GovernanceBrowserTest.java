package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleSession.exactly;
import static dev.tributary.console.ConsoleSession.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.registry.TokenRole;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console's pages for those who keep order: contracts, rules, tokens, the audit log. */
class GovernanceBrowserTest {

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
  void aContractIsMadeLookedAtAndEnded() {
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("contracts");
    assertThat(page.locator("main")).containsText("1 tag in this schema: public");
    page.getByLabel("Variant").fill("shop@public");
    page.getByLabel("Hide what has one of the tags").fill("public");
    page.getByRole(AriaRole.BUTTON, named("Create contract")).click();
    assertThat(page.locator(".diff .removed")).containsText("name: String!");
    assertThat(page.locator("tbody").first()).containsText("shop@public");
    console.accessible("contracts");
    page.getByRole(AriaRole.LINK, exactly("shop@public")).click();
    assertThat(page.getByRole(AriaRole.HEADING, exactly("Contract"))).isVisible();
    console.accessible("contract");
    page.getByRole(AriaRole.BUTTON, named("Follow no longer")).click();
    console.dialogButton("Follow no longer").click();
    assertThat(page.getByRole(AriaRole.HEADING, exactly("Contracts"))).isVisible();
  }

  @Test
  void rulesAreSetAndWhatTheyFindIsShownInItsLines() {
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("rules");
    assertThat(page.locator("main")).containsText("Nothing that these rules");
    page.getByLabel("Fields have descriptions").selectOption("warn");
    page.getByLabel("Types have descriptions").selectOption("error");
    page.getByRole(AriaRole.BUTTON, named("Save rules")).click();
    Locator findings = page.locator("ol.errors");
    assertThat(findings).containsText("LINT_TYPES_HAVE_DESCRIPTIONS");
    assertThat(findings.locator(".line.marked").first()).containsText("type ");
    console.accessible("rules");
    assertThat(page.getByLabel("Fields have descriptions")).hasValue("warn");
  }

  @Test
  void documentsAreTrustedFoundAndRemoved() {
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("documents");
    assertThat(page.locator("main")).containsText("There are none yet.");
    page.getByLabel("Manifest (JSON)").fill("{\"home\": \"{ nothing }\"}");
    page.getByRole(AriaRole.BUTTON, named("Add documents")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("home");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("INVALID_DOCUMENTS");
    console.accessible("documents-refused");
    page.getByLabel("Manifest (JSON)")
        .fill("{\"home\": \"query Home { products { name } }\", \"me\": \"{ me { id } }\"}");
    page.getByRole(AriaRole.BUTTON, named("Add documents")).click();
    assertThat(page.locator("tbody tr")).hasCount(2);
    page.getByLabel("Search documents").fill("query ho");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody tr")).containsText("ada-admin");
    page.getByRole(AriaRole.BUTTON, exactly("home")).click();
    assertThat(page.getByRole(AriaRole.REGION, named("Document home"))).containsText("query Home");
    console.accessible("documents");
    page.getByRole(AriaRole.BUTTON, exactly("Remove home")).click();
    console.dialogButton("Remove").click();
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody")).containsText("{ me { id } }");
  }

  @Test
  void aTokenIsShownOnceAndRevoked() {
    console.signIn(TokenRole.ADMIN, "*");
    page.getByRole(AriaRole.LINK, exactly("Tokens")).click();
    page.getByLabel("Label").fill("reviews-ci");
    page.getByLabel("For").fill("shop@prod");
    page.getByLabel("Role").selectOption("publish");
    page.getByRole(AriaRole.BUTTON, named("Issue token")).click();
    Locator secret = page.getByLabel("The new token");
    assertThat(secret.inputValue()).startsWith("tributary_");
    console.accessible("token");
    page.getByRole(AriaRole.BUTTON, named("Done")).click();
    assertThat(secret).hasCount(0);
    page.getByRole(AriaRole.BUTTON, named("Revoke reviews-ci")).click();
    console.dialogButton("Revoke").click();
    assertThat(page.locator("tr.past")).containsText("reviews-ci");
    console.accessible("tokens");
    page.getByRole(AriaRole.LINK, exactly("Audit log")).click();
    assertThat(page.locator("tbody tr").first()).containsText("Token revoked");
    page.getByLabel("Filter changes").fill("published");
    assertThat(page.locator("tbody tr")).hasCount(1);
    console.accessible("audit");
  }

  @Test
  void anAlertIsMadeTestedAndRemoved() {
    console.signIn(TokenRole.ADMIN, "shop");
    console.go("alerts");
    page.getByLabel("Name").fill("Too slow");
    page.getByLabel("Webhook").fill("http://hooks.example/x");
    page.getByLabel("When").selectOption("LATENCY_P95");
    assertThat(page.getByLabel("Above, in ms")).hasValue("1000");
    page.getByRole(AriaRole.BUTTON, named("Add alert")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("https address");
    page.getByLabel("Webhook").fill("https://hooks.example/x");
    page.getByRole(AriaRole.BUTTON, named("Add alert")).click();
    assertThat(page.getByLabel("The secret of the alert").inputValue()).hasSize(48);
    console.accessible("alert");
    page.getByRole(AriaRole.BUTTON, named("Done")).click();
    assertThat(page.locator("tbody")).containsText("Time to answer (p95) above 1,000 ms in 5 min");
    page.getByRole(AriaRole.BUTTON, named("Test Too slow")).click();
    assertThat(page.locator(".toast")).containsText("within seconds");
    console.accessible("alerts");
    page.getByRole(AriaRole.BUTTON, named("Remove Too slow")).click();
    console.dialogButton("Remove").click();
    assertThat(page.locator("main")).containsText("Nobody is told of anything yet.");
  }

  @Test
  void whoIsNoAdminLooksAtRulesAndContractsOnly() {
    console.signIn(TokenRole.PUBLISH, "shop");
    console.go("rules");
    assertThat(page.getByLabel("Fields have descriptions")).isDisabled();
    console.go("contracts");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Create contract"))).hasCount(0);
    assertThat(page.getByRole(AriaRole.LINK, named("Audit log"))).hasCount(0);
    assertThat(page.getByRole(AriaRole.LINK, named("Tokens"))).hasCount(0);
  }
}
