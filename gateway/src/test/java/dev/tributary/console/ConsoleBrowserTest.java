package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleServer.subgraph;
import static dev.tributary.console.ConsoleSession.PRODUCTS;
import static dev.tributary.console.ConsoleSession.REVIEWS;
import static dev.tributary.console.ConsoleSession.exactly;
import static dev.tributary.console.ConsoleSession.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.TokenRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console as people use it, in a real browser. */
class ConsoleBrowserTest {

  @RegisterExtension static final ConsoleInBrowser BROWSER = new ConsoleInBrowser();

  @TempDir Path data;
  private ConsoleSession console;
  private ConsoleServer server;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    console = BROWSER.open(data);
    server = console.server;
    page = console.page;
  }

  @Test
  void oneSignsInWithATokenThatIsForgottenWithTheTab() {
    page.navigate(server.url() + "/");
    page.getByLabel("Token of this registry").fill("tributary_wrong");
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("none of this registry's");
    console.accessible("sign-in");
    page.getByLabel("Token of this registry").fill(server.token(TokenRole.READ, "shop@prod"));
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, named("Graphs"))).isVisible();
    assertThat(page.locator("main")).containsText("Nothing was published to shop@prod yet.");
    assertThat(console.context.cookies()).isEmpty();
    page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
    assertThat(page.getByLabel("Token of this registry")).isVisible();
    assertThat(page.evaluate("JSON.stringify(sessionStorage)")).isEqualTo("{}");
  }

  @Test
  void aTeamPublishesIsRefusedSeesWhatBreaksAndRollsBack() {
    console.signIn(TokenRole.PUBLISH, "shop@prod");
    page.getByRole(AriaRole.LINK, named("Publish the first subgraph")).click();
    console.fillIn("products", PRODUCTS);
    page.getByLabel("Routing URL").fill("http://products.example/graphql");
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 1"))).isVisible();

    console.go("publish");
    console.fillIn("reviews", REVIEWS.replace("rating: Float", "name: Int!"));
    page.getByLabel("Routing URL").fill("http://reviews.example/graphql");
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    Locator refusal = page.getByRole(AriaRole.ALERT);
    assertThat(refusal).containsText("COMPOSITION_FAILED");
    assertThat(refusal).containsText("FIELD_TYPE_MISMATCH");
    assertThat(
            refusal
                .locator(".line.marked", new Locator.LocatorOptions().setHasText("name: Int!"))
                .first())
        .isVisible();
    Locator wrong = page.locator(".source .wrong-here");
    assertThat(wrong).hasCount(2);
    assertThat(wrong.last()).containsText("The types of \"Product.name\" do not go together");
    assertThat(page.locator(".source .wrong").first()).hasText("name");
    page.locator(".source").first().scrollIntoViewIfNeeded();
    console.accessible("refused");

    console.write(
        "Schema (SDL)",
        REVIEWS
            .replaceAll(", author: User! @authenticated| author: User! @authenticated", "")
            .replaceAll("type User .*\n", ""));
    assertThat(page.locator(".source .wrong-here")).hasCount(0);
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator(".result")).containsText("composes with version 1");
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 2"))).isVisible();
    assertThat(page.locator("main")).containsText("FIELD_ADDED");

    page.navigate(server.url() + "/console/#/g/shop%40prod/publish/products");
    console.write("Schema (SDL)", PRODUCTS.replaceAll(" +label: .*\n", ""));
    page.getByRole(AriaRole.BUTTON, named("Publish")).click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Product.label");
    console.accessible("breaking");
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Publish anyway"))
        .click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 3"))).isVisible();
    assertThat(page.locator(".diff .removed")).containsText("label: String");
    console.accessible("version");

    page.navigate(server.url() + "/console/#/g/shop%40prod/version/2");
    page.getByRole(AriaRole.BUTTON, named("Roll back to this")).click();
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Roll back")).click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Version 4"))).isVisible();
    assertThat(server.registry.subgraphs(ConsoleServer.GRAPH).getFirst().source().sdl())
        .contains("label");
    console.go("versions");
    assertThat(page.locator(".timeline li")).hasCount(4);
    console.accessible("versions");
  }

  @Test
  void whoMayOnlyReadIsOfferedNothingElse() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop@prod");
    page.getByRole(AriaRole.LINK, named("shop@prod")).click();
    assertThat(page.locator("tbody tr")).hasCount(3);
    assertThat(page.getByRole(AriaRole.LINK, named("Publish"))).hasCount(0);
    console.accessible("subgraphs");
    page.navigate(server.url() + "/console/#/g/shop%40prod/subgraph/reviews");
    assertThat(page.getByRole(AriaRole.REGION, named("Schema of reviews")))
        .containsText("type Review");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Retire"))).hasCount(0);
    console.accessible("subgraph");
  }

  @Test
  void theSchemaTellsWhereEachFieldComesFrom() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop");
    console.go("schema");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("types");
    page.getByLabel("Search types and fields").fill("product.pr");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    Locator chosen = page.locator("li.chosen");
    assertThat(chosen).containsText("price(currency: Currency = EUR): Int!");
    assertThat(chosen).containsText("@cost(weight: 3)");
    assertThat(chosen.locator(".chip")).hasText("products");
    assertThat(page.locator("article")).containsText("Use name.");
    assertThat(page.locator("article")).containsText("returned by Query.products");
    console.accessible("schema");
    chosen.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Currency")).click();
    assertThat(page.locator("article h2")).containsText("Currency");
    console.accessible("schema-enum");
  }

  @Test
  void servicesAndTheirEntitiesAreDrawn() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop");
    console.go("services");
    assertThat(page.locator("svg .node.service")).hasCount(3);
    assertThat(page.locator("svg .edge")).hasCount(4);
    assertThat(page.locator("svg .edge.reference")).hasCount(1);
    console.accessible("services");
  }

  @Test
  void anOperationsPlanIsDrawnWithItsCost() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop");
    console.go("plan");
    Locator operation = page.getByLabel("Operation");
    operation.fill("query ($n: Int!) { products(first: $n) { nme } }");
    operation.press("Control+Enter");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("nme");
    operation.fill(
        "query ($n: Int!) {\n"
            + "  products(first: $n) {\n"
            + "    name\n"
            + "    reviews {\n"
            + "      text\n"
            + "    }\n"
            + "  }\n"
            + "}\n");
    page.getByLabel("Variables (JSON)").fill("{\"n\": 5}");
    page.getByRole(AriaRole.BUTTON, named("Show plan")).click();
    assertThat(page.locator(".call")).hasCount(2);
    assertThat(page.locator(".call").nth(1)).containsText("batch Product");
    assertThat(page.locator(".cost")).containsText("× 5");
    page.locator(".call summary").last().click();
    assertThat(page.getByRole(AriaRole.REGION, named("Document of call 2")))
        .containsText("_entities");
    console.accessible("plan");
  }

  @Test
  void whatClientsRanIsShownAndMeasuredByChecks() {
    console.publishAll();
    console.signIn(TokenRole.PUBLISH, "shop");
    console.go("operations");
    assertThat(page.locator("main")).containsText("No gateway reported any operation");
    console.report();
    console.go("plan");
    console.go("operations");
    assertThat(page.locator("tbody").first()).containsText("Labels");
    assertThat(page.locator("tbody").last()).containsText("web 2.1");
    console.accessible("operations");
    page.getByRole(AriaRole.LINK, named("Labels")).click();
    assertThat(page.locator("main")).containsText("Product.label");
    console.accessible("operation");
    page.getByRole(AriaRole.LINK, named("Show plan")).click();
    assertThat(page.getByRole(AriaRole.TEXTBOX, exactly("Operation")))
        .hasValue(Pattern.compile(".*Labels.*", Pattern.DOTALL));

    page.navigate(server.url() + "/console/#/g/shop%40prod/publish/products");
    console.write("Schema (SDL)", PRODUCTS.replaceAll(" +label: .*\n", ""));
    page.getByRole(AriaRole.BUTTON, exactly("Check")).click();
    assertThat(page.locator("section.breaking")).containsText("used 3 times by Labels (web 2.1)");
    assertThat(page.locator(".result .badge").first()).hasText("refused");
    assertThat(page.locator(".result")).containsText("would break what is asked by web.");
    console.accessible("used");
  }

  @Test
  void everythingIsReachedFromTheKeyboard() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop");
    console.go("subgraphs");
    assertThat(page.getByRole(AriaRole.HEADING, exactly("Subgraphs"))).isVisible();
    page.keyboard().press("?");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("through the rows of a page");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Services");
    console.accessible("shortcuts");
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    page.keyboard().press("/");
    page.keyboard().type("Review.te");
    assertThat(page.locator("dialog [role=option]").first()).containsText("Review.text");
    console.accessible("palette");
    page.keyboard().press("Enter");
    assertThat(page.locator("li.chosen")).containsText("text: String!");
    page.keyboard().press("g");
    page.keyboard().press("e");
    assertThat(page.getByRole(AriaRole.HEADING, named("Services and entities"))).isVisible();
  }

  @Test
  void aSupergraphOfFiveThousandTypesIsSearchedAtOnce() {
    String types =
        IntStream.range(0, 5_000)
            .mapToObj(
                i ->
                    "type Thing%d { id: ID! name%d: String other: Thing%d }"
                        .formatted(i, i, (i + 1) % 5_000))
            .collect(Collectors.joining("\n"));
    assertThat(server.publish("large", subgraph("large", "type Query { thing: Thing0 }\n" + types)))
        .isInstanceOf(PublishResult.Published.class);
    console.signIn(TokenRole.READ, "shop");
    console.go("schema");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("5,00");
    double milliseconds =
        ((Number)
                page.evaluate(
                    """
                    () => {
                      const input = document.querySelector('input[type=search]');
                      const start = performance.now();
                      input.value = 'name4999';
                      input.dispatchEvent(new Event('input'));
                      return performance.now() - start;
                    }
                    """))
            .doubleValue();
    assertThat(page.locator(".types a").first()).containsText("Thing4999.name4999");
    // Well under a hundred on an idle machine.
    assertThat(milliseconds).isLessThan(1_000);
  }
}
